package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
)

// errNoDraft is the answer for a draft that there is not and for somebody else's.
var errNoDraft = &kural.Error{Kind: kural.NotFound, Message: "Başlanan başvuru bulunamadı. Lütfen yeniden başlayınız."}

// SaveUserDraft keeps v as the draft id of the user (AK-01); two at once: the later one stays. Errors: NotFound where id is somebody
// else's, Unavailable.
func (s *Store) SaveUserDraft(ctx context.Context, user int64, id uuid.UUID, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	tag, err := s.pool.Exec(ctx, `INSERT INTO taslak AS t (id, kullanici_id, veri, guncelleme) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET veri = excluded.veri, guncelleme = excluded.guncelleme WHERE t.kullanici_id = excluded.kullanici_id`,
		id, user, s.box.Seal(plain), s.clock())
	if err == nil && tag.RowsAffected() == 0 {
		return errNoDraft
	}
	return away(err)
}

// UserDraft reads the user's draft id into v, a pointer; found is false where there is none yet. Errors: NotFound where id is
// somebody else's, Unavailable.
func (s *Store) UserDraft(ctx context.Context, user int64, id uuid.UUID, v any) (found bool, err error) {
	var owner *int64
	var sealed []byte
	err = s.pool.QueryRow(ctx, `SELECT kullanici_id, veri FROM taslak WHERE id = $1`, id).Scan(&owner, &sealed)
	switch {
	case err == pgx.ErrNoRows: //nolint:errorlint // pgx returns it bare
		return false, nil
	case err != nil:
		return false, away(err)
	case owner == nil || *owner != user:
		return false, errNoDraft
	}
	return true, s.openDraft(sealed, v)
}

func (s *Store) openDraft(sealed []byte, v any) error {
	plain, err := s.box.Open(sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	return nil
}

// Taslak is one of a user's drafts; Veri opens it.
type Taslak struct {
	ID         uuid.UUID
	Guncelleme time.Time
	sealed     []byte
	s          *Store
}

// Veri reads the draft into v, a pointer.
func (t *Taslak) Veri(v any) error { return t.s.openDraft(t.sealed, v) }

// UserDrafts lists the user's newest drafts, at most limit, the one touched last on top. Errors: Unavailable.
func (s *Store) UserDrafts(ctx context.Context, user int64, limit int) ([]Taslak, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, guncelleme, veri FROM taslak WHERE kullanici_id = $1 ORDER BY guncelleme DESC LIMIT $2`, user, limit)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Taslak, error) {
		t := Taslak{s: s}
		err := row.Scan(&t.ID, &t.Guncelleme, &t.sealed)
		return t, err
	})
	return list, away(err)
}

// DropUserDraft forgets the user's draft and the files that were uploaded for it; somebody else's stays.
func (s *Store) DropUserDraft(ctx context.Context, user int64, id uuid.UUID) error {
	return s.inTx(ctx, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM taslak WHERE id = $1 AND kullanici_id = $2`, id, user)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM dosya WHERE yukleyen = $1 AND basvuru_no IS NULL AND kart_no IS NULL`, DraftOwner(id))
		return err
	})
}

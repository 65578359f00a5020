package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// NewDraft keeps v, as encrypted JSON, under a new id: what a citizen has typed before anything is filed.
func (s *Store) NewDraft(ctx context.Context, v any) (uuid.UUID, error) {
	id := uuid.Must(uuid.NewV7())
	return id, s.SaveDraft(ctx, id, v)
}

// SaveDraft replaces the draft id by v. Two at once: the later one stays.
func (s *Store) SaveDraft(ctx context.Context, id uuid.UUID, v any) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	_, err = s.pool.Exec(ctx, `INSERT INTO taslak (id, veri, guncelleme) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET veri = excluded.veri, guncelleme = excluded.guncelleme`, id, s.box.Seal(plain), s.clock())
	return away(err)
}

// Draft reads the draft id into v, a pointer. Errors: NotFound, Unavailable.
func (s *Store) Draft(ctx context.Context, id uuid.UUID, v any) error {
	var sealed []byte
	err := s.pool.QueryRow(ctx, `SELECT veri FROM taslak WHERE id = $1 AND kullanici_id IS NULL`, id).Scan(&sealed)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return errNoDraft
	}
	if err != nil {
		return away(err)
	}
	return s.openDraft(sealed, v)
}

// DropDraft forgets the draft and the files that were uploaded for it. Without one nothing happens.
func (s *Store) DropDraft(ctx context.Context, id uuid.UUID) error {
	return s.inTx(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM dosya WHERE yukleyen = $1 AND basvuru_no IS NULL AND kart_no IS NULL`, DraftOwner(id)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM taslak WHERE id = $1`, id)
		return err
	})
}

// SweepDrafts forgets drafts that nobody has touched for age, with their unused files, codes and tries that no longer count, and what
// became of bulk acts that nobody may look up any more. It returns the number of drafts.
func (s *Store) SweepDrafts(ctx context.Context, age time.Duration) (n int, err error) {
	defer s.metrics.ran(isTaslak, &err)
	old := s.clock().Add(-age)
	err = s.inTx(ctx, func(tx *Tx) error {
		for _, sql := range []string{
			`DELETE FROM onay_kodu WHERE bitis < $1`,
			`DELETE FROM deneme WHERE zaman < $1`,
			`DELETE FROM dosya d USING taslak t WHERE t.guncelleme < $1 AND d.yukleyen = 'taslak:' || t.id AND d.basvuru_no IS NULL AND d.kart_no IS NULL`,
		} {
			if _, err := tx.Exec(ctx, sql, old); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM toplu WHERE zaman < $1`, s.clock().Add(-topluAge)); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `DELETE FROM taslak WHERE guncelleme < $1`, old)
		n = int(tag.RowsAffected())
		return err
	})
	return n, err
}

// RecentSame is the number of the newest application that tckn has filed since then with the same subject text, spaces aside;
// 0 without one (VB-13). The application that the draft itself became does not count.
func (s *Store) RecentSame(ctx context.Context, tckn basvuru.TCKN, konu string, since time.Time, draft uuid.UUID) (int64, error) {
	var no int64
	err := s.pool.QueryRow(ctx, `SELECT coalesce(max(b.no), 0) FROM basvuru b
		WHERE b.tckn_iz = $1 AND b.olusturma > $2
		AND btrim(regexp_replace(b.konu, '\s+', ' ', 'g')) = btrim(regexp_replace($3, '\s+', ' ', 'g'))
		AND NOT EXISTS (SELECT FROM tekrar_anahtari t WHERE t.kapsam = $4 AND t.anahtar = $5 AND t.basvuru_no = b.no)`,
		s.box.Index("tckn", string(tckn)), since, konu, DraftScope, draft.String()).Scan(&no)
	return no, away(err)
}

// DraftScope is the scope of WithKey for drafts: the key is the draft's id.
const DraftScope = "taslak"

// DraftOwner names a draft as the owner of its uploads (basvuru.Yeni.Yukleyen).
func DraftOwner(id uuid.UUID) string { return "taslak:" + id.String() }

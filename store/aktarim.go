package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// AktarimDurum is the state of an export that the pipeline makes (PL-10).
type AktarimDurum string

// The states. Bekliyor and Calisiyor are the pipeline's turn, the others the user's.
const (
	AktarimBekliyor  AktarimDurum = "bekliyor"
	AktarimCalisiyor AktarimDurum = "calisiyor"
	AktarimHazir     AktarimDurum = "hazir"
	AktarimBasarisiz AktarimDurum = "basarisiz"
	AktarimIptal     AktarimDurum = "iptal"
)

// Open tells whether the export is still to be made.
func (d AktarimDurum) Open() bool { return d == AktarimBekliyor || d == AktarimCalisiyor }

// Bounds of exports.
const (
	AktarimSaklama  = 24 * time.Hour   // a finished one, file and row, is kept as long
	aktarimBekleme  = 24 * time.Hour   // one that nobody takes up fails
	aktarimSessiz   = 40 * time.Minute // one that shows no sign of life fails
	maxAktarim      = 3                // of one user, waiting or being made
	listedAktarim   = 50               // on the page
	ExchangeAktarim = "aktarim"        // exchange and queue of the order to make one
	TipAktarim      = "aktarim.hazirla"
)

// AktarimGorev is the body of that order: which row. Filter and rights stay in the database.
type AktarimGorev struct {
	AktarimID uuid.UUID `json:"aktarim_id"`
}

// AktarimSuzgec is the filter of the list to be exported: Liste of an AKS or MİA, Kutu of a Yetkili.
type AktarimSuzgec struct {
	Liste Suzgec
	Kutu  KutuSuzgec
}

// Aktarim is an export as its owner sees it. Toplam is how many rows the list had when it was asked for, Satir how many are
// written; Neden is why there is no file, a Turkish sentence; Bitis is zero until it has ended one way or the other.
type Aktarim struct {
	ID        uuid.UUID
	Durum     AktarimDurum
	Ayrinti   string
	Toplam    int
	Satir     int
	Boyut     int64 // bytes
	Neden     string
	Olusturma time.Time
	Bitis     time.Time
}

// Yuzde is how much of it is written, 0 … 100.
func (a *Aktarim) Yuzde() int {
	switch {
	case a.Durum == AktarimHazir:
		return 100
	case a.Toplam == 0:
		return 0
	}
	return min(99, 100*a.Satir/a.Toplam)
}

// TopicAktarim is rung when an export of user id gets on.
func TopicAktarim(id int64) string { return fmt.Sprintf("aktarim:%d", id) }

// ErrNoAktarim is the answer for an export that does not exist, is not the reader's, or is of a list that they may not see any more.
var ErrNoAktarim = &kural.Error{Kind: kural.NotFound, Message: "Excel raporu bulunamadı."}

// kapsam is what part of the country a list is of.
type kapsam struct {
	Il     int      `json:"il"`
	Ilces  []int    `json:"ilceler"`
	Birims []string `json:"birimler"`
}

func kapsamOf(a basvuru.Actor) kapsam { return kapsam{a.Il, a.Ilces, a.Birims} }

// within tells whether somebody with all of a's rights may still see what k is of (AK-03, GR-05).
func (k kapsam) within(a basvuru.Actor) bool {
	for _, i := range k.Ilces {
		if len(a.Ilces) > 0 && !slices.Contains(a.Ilces, i) {
			return false
		}
	}
	for _, b := range k.Birims {
		if !slices.Contains(a.Birims, b) {
			return false
		}
	}
	return k.Il == a.Il && (len(k.Ilces) > 0 || len(a.Ilces) == 0)
}

// StartAktarim has the pipeline export actor's list of toplam rows; ayrinti names the filter in words, without personal data. The same list
// asked for again while it is being made is the same export. Errors: Conflict where the user has too many, Unavailable.
func (s *Store) StartAktarim(ctx context.Context, actor basvuru.Actor, f AktarimSuzgec, ayrinti string, toplam int) (uuid.UUID, error) {
	plain, err1 := json.Marshal(f)
	scope, err2 := json.Marshal(kapsamOf(actor))
	if err := errors.Join(err1, err2); err != nil {
		return uuid.Nil, fmt.Errorf("export: %w", err)
	}
	id := uuid.Must(uuid.NewV7())
	err := s.inTx(ctx, func(tx *Tx) error {
		same, err := tx.openAktarims(ctx, actor, plain, scope)
		if err != nil || same != uuid.Nil {
			id = same
			return err
		}
		now := s.clock()
		_, err = tx.Exec(ctx, `INSERT INTO aktarim (id, kullanici_id, rol, kapsam, suzgec, ayrinti, toplam, olusturma, guncelleme)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`, id, actor.ID, string(actor.Rol), scope, s.box.Seal(plain), ayrinti, toplam, now)
		if err != nil {
			return err
		}
		return tx.orderAktarim(ctx, actor.ID, id)
	})
	return id, err
}

// openAktarims makes a user's requests wait for each other, refuses one too many, and finds the export of the same list.
func (t *Tx) openAktarims(ctx context.Context, actor basvuru.Actor, plain, scope []byte) (same uuid.UUID, err error) {
	if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, aktarimUserLock, int32(actor.ID)); err != nil { //nolint:gosec // two users who share a lock wait for each other, no more
		return same, err
	}
	rows, err := t.Query(ctx, `SELECT id, rol, kapsam::text, suzgec FROM aktarim WHERE kullanici_id = $1 AND durum IN ('bekliyor', 'calisiyor')`, actor.ID)
	if err != nil {
		return same, err
	}
	n := 0
	var id uuid.UUID
	var rol, of string
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&id, &rol, &of, &sealed}, func() error {
		n++
		f, err := t.s.box.Open(sealed)
		if err == nil && rol == string(actor.Rol) && of == string(scope) && bytes.Equal(f, plain) {
			same = id
		}
		return err
	})
	if err == nil && same == uuid.Nil && n >= maxAktarim {
		err = kural.Conflictf("Hazırlanmakta olan %d Excel raporunuz var. Yenisini, biri tamamlandıktan ya da iptal edildikten sonra isteyebilirsiniz.", n)
	}
	return same, err
}

func (t *Tx) orderAktarim(ctx context.Context, user int64, id uuid.UUID) error {
	body, err := json.Marshal(AktarimGorev{id})
	if err != nil {
		return err
	}
	t.Ring(TopicAktarim(user))
	return t.Send(ctx, Giden{MesajID: uuid.Must(uuid.NewV7()), Exchange: ExchangeAktarim, Anahtar: ExchangeAktarim, Tip: TipAktarim, Govde: body})
}

const aktarimSQL = `SELECT id, durum, ayrinti, toplam, satir, coalesce(boyut, 0), neden, olusturma, coalesce(bitis, '0001-01-01'), kapsam FROM aktarim WHERE kullanici_id = $1 AND rol = $2 `

func (s *Store) aktarims(ctx context.Context, q query, actor basvuru.Actor, where string, args ...any) ([]Aktarim, error) {
	rows, err := q.Query(ctx, aktarimSQL+where, append([]any{actor.ID, string(actor.Rol)}, args...)...)
	if err != nil {
		return nil, away(err)
	}
	var list []Aktarim
	var a Aktarim
	var k kapsam
	_, err = pgx.ForEachRow(rows, []any{&a.ID, &a.Durum, &a.Ayrinti, &a.Toplam, &a.Satir, &a.Boyut, &a.Neden, &a.Olusturma, &a.Bitis, &k}, func() error {
		if k.within(actor) {
			list = append(list, a)
		}
		k = kapsam{}
		return nil
	})
	return list, away(err)
}

// query is a pool or a transaction.
type query interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Aktarims lists the exports of actor, who has all the rights of the user, newest first. Errors: Unavailable.
func (s *Store) Aktarims(ctx context.Context, actor basvuru.Actor) ([]Aktarim, error) {
	return s.aktarims(ctx, s.pool, actor, `ORDER BY olusturma DESC LIMIT $3`, listedAktarim)
}

// Aktarim is one of them. Errors: ErrNoAktarim, Unavailable.
func (s *Store) Aktarim(ctx context.Context, actor basvuru.Actor, id uuid.UUID) (Aktarim, error) {
	return s.oneAktarim(ctx, s.pool, actor, id, "")
}

func (s *Store) oneAktarim(ctx context.Context, q query, actor basvuru.Actor, id uuid.UUID, lock string) (Aktarim, error) {
	list, err := s.aktarims(ctx, q, actor, `AND id = $3 `+lock, id)
	if err == nil && len(list) == 0 {
		err = ErrNoAktarim
	}
	if err != nil {
		return Aktarim{}, err
	}
	return list[0], nil
}

// CancelAktarim stops an export that is not finished; one that is stays as it is. Errors: ErrNoAktarim, Unavailable.
func (s *Store) CancelAktarim(ctx context.Context, actor basvuru.Actor, id uuid.UUID) error {
	if _, err := s.Aktarim(ctx, actor, id); err != nil {
		return err
	}
	_, err := s.pool.Exec(ctx, `UPDATE aktarim SET durum = 'iptal', alan_id = NULL, neden = '', bitis = $2, guncelleme = $2
		WHERE id = $1 AND durum IN ('bekliyor', 'calisiyor')`, id, s.clock())
	s.Ring(TopicAktarim(actor.ID))
	return away(err)
}

// RetryAktarim has an export that failed or was cancelled made after all. Errors: ErrNoAktarim, Conflict as StartAktarim, Unavailable.
func (s *Store) RetryAktarim(ctx context.Context, actor basvuru.Actor, id uuid.UUID) error {
	return s.inTx(ctx, func(tx *Tx) error {
		if _, err := tx.openAktarims(ctx, actor, nil, nil); err != nil {
			return err
		}
		a, err := s.oneAktarim(ctx, tx, actor, id, "FOR UPDATE")
		if err != nil || a.Durum.Open() || a.Durum == AktarimHazir {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE aktarim SET durum = 'bekliyor', satir = 0, deneme = 0, neden = '', bitis = NULL, olusturma = $2, guncelleme = $2
			WHERE id = $1`, id, s.clock())
		if err != nil {
			return err
		}
		return tx.orderAktarim(ctx, actor.ID, id)
	})
}

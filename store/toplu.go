package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Toplu is one act on several applications (PL-11): a routing to Birims, or a closing with Sonuc and Metin. ID names what was asked
// for: asked for again it is the same act, which does nothing twice.
type Toplu struct {
	ID        uuid.UUID
	Kullanici int64
	Islem     kural.Action // basvuru.Yonlendir or TopluKapat
	Birims    []basvuru.Birim
	Sonuc     basvuru.Sonuc
	Metin     string // empty again once all is done
	Zaman     time.Time
	Satirs    []TopluSatir
}

// TopluKapat is the closing, whatever its outcome.
const TopluKapat kural.Action = "kapat"

// TopluSatir is what became of one application; Neden says why it was refused, in the rule's words.
type TopluSatir struct {
	No    int64
	Durum TopluDurum
	Neden string
}

// TopluDurum is the state of one line of an act.
type TopluDurum string

// An application outside the person's scope is as little there as one that does not exist (AK-03).
const (
	TopluBekliyor   TopluDurum = "bekliyor"
	TopluYapildi    TopluDurum = "yapildi"
	TopluReddedildi TopluDurum = "reddedildi"
	TopluBulunamadi TopluDurum = "bulunamadi"
)

// topluAge is how long what became of an act can be looked up.
const topluAge = 7 * 24 * time.Hour

// Sayi counts the lines in a state.
func (t *Toplu) Sayi(d TopluDurum) int {
	n := 0
	for _, l := range t.Satirs {
		if l.Durum == d {
			n++
		}
	}
	return n
}

// Command is what is done to each application.
func (t *Toplu) Command() basvuru.Command {
	if t.Islem == TopluKapat {
		return basvuru.Close{Sonuc: t.Sonuc, Metin: t.Metin}
	}
	return basvuru.Route{Birims: t.Birims}
}

// NewToplu records what is asked for, in the order of t.Satirs; where it is known already nothing changes. Errors: Unavailable.
func (s *Store) NewToplu(ctx context.Context, t *Toplu) error {
	nos, birims := make([]int64, len(t.Satirs)), make([]string, len(t.Birims))
	for i, l := range t.Satirs {
		nos[i] = l.No
	}
	for i, b := range t.Birims {
		birims[i] = b.No
	}
	batch := &pgx.Batch{}
	batch.Queue(`DELETE FROM toplu WHERE kullanici_id = $1 AND zaman < $2`, t.Kullanici, s.clock().Add(-topluAge))
	batch.Queue(`WITH yeni AS (INSERT INTO toplu (id, kullanici_id, islem, birim_no, sonuc, metin, zaman) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT DO NOTHING RETURNING id)
		INSERT INTO toplu_satir (toplu_id, sira, basvuru_no)
		SELECT yeni.id, u.sira, u.no FROM yeni, unnest($8::bigint[]) WITH ORDINALITY AS u (no, sira) ON CONFLICT DO NOTHING`,
		t.ID, t.Kullanici, t.Islem, birims, t.Sonuc, t.Metin, s.clock(), nos)
	return away(s.pool.SendBatch(ctx, batch).Close())
}

// Toplu is an act of the user kullanici's, with what became of it so far. Errors: NotFound, also for somebody else's.
func (s *Store) Toplu(ctx context.Context, kullanici int64, id uuid.UUID) (*Toplu, error) {
	t := &Toplu{ID: id, Kullanici: kullanici}
	var birims []string
	err := s.pool.QueryRow(ctx, `SELECT islem, birim_no, sonuc, metin, zaman FROM toplu WHERE id = $1 AND kullanici_id = $2`, id, kullanici).
		Scan(&t.Islem, &birims, &t.Sonuc, &t.Metin, &t.Zaman)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return nil, &kural.Error{Kind: kural.NotFound, Message: "Aradığınız toplu işlem bulunamadı."}
	}
	if err != nil {
		return nil, away(err)
	}
	rows, err := s.pool.Query(ctx, `SELECT r.detsis_no, r.ad FROM unnest($1::text[]) WITH ORDINALITY AS u (no, sira)
		JOIN birim r ON r.detsis_no = u.no ORDER BY u.sira`, birims) // one that was closed meanwhile too: each row says so then
	if err != nil {
		return nil, away(err)
	}
	if t.Birims, err = pgx.CollectRows(rows, pgx.RowToStructByPos[basvuru.Birim]); err != nil {
		return nil, away(err)
	}
	rows, err = s.pool.Query(ctx, `SELECT basvuru_no, durum, neden FROM toplu_satir WHERE toplu_id = $1 ORDER BY sira`, id)
	if err != nil {
		return nil, away(err)
	}
	t.Satirs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[TopluSatir])
	return t, away(err)
}

package store

import (
	"context"
	"errors"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// “Üzerime Al” (YT-06). Who works on an item is no state of the application: it is told to the birim's people alone, takes its
// own way in (Take, Release, KeepTaken), and ends by itself. What it forbids – answering over a colleague's head – store.Do
// asks under the application's lock, like all else.

// AlmaSuresi is how long an item stays with who has taken it, unless they go on working on it.
const AlmaSuresi = 30 * time.Minute

// Alma is who works on an item of the inbox, and until when; the zero value is nobody.
type Alma struct {
	ID    int64
	Ad    string
	Bitis time.Time
}

// None tells whether nobody works on it.
func (a Alma) None() bool { return a.ID == 0 }

// Kadar is “NURAY IŞIK üzerinde çalışıyor (14:35'e kadar)”.
func (a Alma) Kadar() string {
	return a.Ad + " üzerinde çalışıyor (" + turkce.SaateKadar(a.Bitis.In(Istanbul())) + ")"
}

// errTaken is the conflict with a colleague who works on the item; Field is "alma", so that pages can offer to take over.
func errTaken(a Alma) error {
	return &kural.Error{
		Kind: kural.Conflict, Field: AlmaField,
		Message: a.Kadar() + ". İşleminiz yapılmadı. Görüşüp anlaştıysanız “Yine de devral” ile başvuruyu üzerinize alabilirsiniz.",
	}
}

// AlmaField is the field of the conflict with a colleague who has taken the item.
const AlmaField = "alma"

const (
	almaColumns = "coalesce(a.kullanici_id, 0), coalesce(a.ad || ' ' || a.soyad, ''), k.alma_bitis"
	almaSQL     = `SELECT ` + almaColumns + ` FROM birim_kutusu k
		LEFT JOIN birim_yetkili a ON a.kullanici_id = k.alan_id AND a.birim_no = k.birim_no AND k.alma_bitis > $3
		WHERE k.basvuru_no = $1 AND k.sira = $2`
)

func scanAlma(row pgx.Row) (Alma, error) {
	var a Alma
	var bitis *time.Time
	err := row.Scan(&a.ID, &a.Ad, &bitis)
	if errors.Is(err, pgx.ErrNoRows) { // still on its way to the inbox
		return Alma{}, nil
	}
	if a.ID != 0 && bitis != nil {
		a.Bitis = *bitis
	}
	return a, away(err)
}

// joinAlma gives a query over the inbox who holds each item at now, as “a”.
func joinAlma(sb *sqlbuilder.SelectBuilder, now time.Time) {
	sb.JoinWithOption(sqlbuilder.LeftJoin, "birim_yetkili a", "a.kullanici_id = k.alan_id", "a.birim_no = k.birim_no",
		"k.alma_bitis > "+sb.Var(now), "y.durum IN ('kuyrukta', 'teslim')")
}

// NextFree is when the first of the items that f finds, whoever works on them, falls back to all; the zero time where nobody works on
// any. Errors: Unavailable.
func (s *Store) NextFree(ctx context.Context, actor basvuru.Actor, f KutuSuzgec) (time.Time, error) {
	f.Alma = ""
	sb := s.kutu(actor, f, "min(k.alma_bitis)")
	joinAlma(sb, s.clock())
	sql, args := sb.Where("a.kullanici_id IS NOT NULL").Build()
	var at *time.Time
	if err := s.birim.QueryRow(ctx, sql, args...).Scan(&at); err != nil || at == nil {
		return time.Time{}, away(err)
	}
	return *at, nil
}

// KutuAlma is who works on routing sira of no; ask after the scope has been checked. Errors: Unavailable.
func (s *Store) KutuAlma(ctx context.Context, no int64, sira int) (Alma, error) {
	return scanAlma(s.birim.QueryRow(ctx, almaSQL, no, sira, s.clock()))
}

// notHeldByOther refuses what actor does to routing sira while a colleague works on it. A birim's own system answers for the birim
// itself: nobody's taking holds it up (PL-02).
func notHeldByOther(ctx context.Context, q querier, actor basvuru.Actor, no int64, sira int, now time.Time) error {
	if actor.Rol != kural.Yetkili || actor.ID == 0 {
		return nil
	}
	a, err := scanAlma(q.QueryRow(ctx, almaSQL, no, sira, now))
	if err == nil && !a.None() && a.ID != actor.ID {
		err = errTaken(a)
	}
	return err
}

// Take gives actor the item for AlmaSuresi; force takes it out of a colleague's hands, which goes into the record of accesses with
// both names. Errors: NotFound outside the actor's inbox, Conflict where it cannot be answered any more or a colleague has it.
func (s *Store) Take(ctx context.Context, actor basvuru.Actor, no int64, sira int, force bool) error {
	return s.inTx(ctx, func(tx *Tx) error {
		birim, err := answerable(ctx, tx, actor, no, sira)
		if err != nil {
			return err
		}
		now := s.clock()
		a, err := scanAlma(tx.QueryRow(ctx, almaSQL, no, sira, now))
		if err != nil {
			return err
		}
		if !a.None() && a.ID != actor.ID {
			if !force {
				return errTaken(a)
			}
			e := Erisim{Islem: "Başvuru devralındı", BasvuruNo: no, Ayrinti: a.Ad + " üzerinde çalışırken " + actor.Ad + " devraldı"}
			if _, err := tx.Exec(ctx, insertErisim, s.erisimArgs(actor, e)...); err != nil {
				return err
			}
		}
		tx.Ring(TopicBirim(birim), TopicBasvuru(no))
		tag, err := tx.Exec(ctx, `UPDATE birim_kutusu SET alan_id = $3, alma_bitis = $4 WHERE basvuru_no = $1 AND sira = $2`, no, sira, actor.ID, now.Add(AlmaSuresi))
		if err == nil && tag.RowsAffected() == 0 {
			err = basvuru.NotFoundError(no)
		}
		return err
	})
}

// answerable locks the application, so that taking and answering come one after the other, and returns the birim of routing sira.
func answerable(ctx context.Context, tx *Tx, actor basvuru.Actor, no int64, sira int) (string, error) {
	b := basvuru.Basvuru{No: no}
	err := tx.QueryRow(ctx, `SELECT durum, tur, il_kodu, ilce_id FROM basvuru WHERE no = $1 FOR NO KEY UPDATE`, no).Scan(&b.Durum, &b.Tur, &b.Il, &b.Ilce)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", basvuru.NotFoundError(no)
	}
	if err != nil {
		return "", err
	}
	rows, err := tx.Query(ctx, lockYonlendirmeSQL, no)
	if err != nil {
		return "", err
	}
	if b.Yonlendirmes, err = yonlendirmesOf(rows); err != nil {
		return "", err
	}
	for _, y := range b.Yonlendirmes {
		if y.Sira == sira && basvuru.OwnRouting(actor, y) {
			_, err := basvuru.Moves.Find(basvuru.Cevapla, b.Durum, actor.Rol, basvuru.Facts{B: &b, Sira: sira})
			return y.Birim, err
		}
	}
	return "", basvuru.NotFoundError(no)
}

// Release gives the item back; what actor does not hold stays as it is. Errors: Unavailable.
func (s *Store) Release(ctx context.Context, actor basvuru.Actor, no int64, sira int) error {
	return s.moveAlma(ctx, actor, no, sira, `UPDATE birim_kutusu SET alan_id = NULL, alma_bitis = NULL
		WHERE basvuru_no = $1 AND sira = $2 AND alan_id = $3 AND birim_no = ANY($4) RETURNING birim_no`)
}

// KeepTaken starts AlmaSuresi anew for an item that actor still holds and works on. Errors: Unavailable.
func (s *Store) KeepTaken(ctx context.Context, actor basvuru.Actor, no int64, sira int) error {
	now := s.clock()
	return s.moveAlma(ctx, actor, no, sira, `UPDATE birim_kutusu SET alma_bitis = $5
		WHERE basvuru_no = $1 AND sira = $2 AND alan_id = $3 AND birim_no = ANY($4) AND alma_bitis > $6 AND alma_bitis < $5::timestamptz - interval '1 minute'
		RETURNING birim_no`, now.Add(AlmaSuresi), now)
}

func (s *Store) moveAlma(ctx context.Context, actor basvuru.Actor, no int64, sira int, sql string, more ...any) error {
	var birim string
	err := s.pool.QueryRow(ctx, sql, append([]any{no, sira, actor.ID, actor.Birims}, more...)...).Scan(&birim)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err == nil {
		s.Ring(TopicBirim(birim), TopicBasvuru(no))
	}
	return away(err)
}

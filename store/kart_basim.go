package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
)

// MaxBasim is how many cards a batch has at most (KB-03): what a printer makes in a day, and what one transaction and one Excel
// file with photos carry easily.
const MaxBasim = 200

// BasimIstek is the wish for a batch: the cards Kartlar, or where none are named the Adet that wait longest. One with an Anahtar
// that has been used is that batch again.
type BasimIstek struct {
	Anahtar uuid.UUID
	Kartlar []int64
	Adet    int
}

// BasimSonuc is what has become of a batch: how many cards went a step on, and which did not, with the reason.
type BasimSonuc struct {
	No       int64
	Yapilan  int
	Kalanlar []BasimKalan
	Repeated bool // the wish had been met before; nothing was done now
}

// BasimKalan is a card that did not go on.
type BasimKalan struct {
	KartNo int64
	Neden  string
}

func (i *BasimIstek) check() error {
	switch n := len(i.Kartlar); {
	case n > MaxBasim:
		return kural.InvalidField("kart", fmt.Sprintf("Bir partide en fazla %d kart olabilir; %d kart seçtiniz.", MaxBasim, n))
	case n == 0 && (i.Adet < 1 || i.Adet > MaxBasim):
		return kural.InvalidField("adet", fmt.Sprintf("Kart sayısı 1 ile %d arasında olmalıdır.", MaxBasim))
	}
	return nil
}

// basilabilir are the states in which a card may be taken into a batch.
func basilabilir() []kart.Durum { return kartFrom(kart.BasimaAl) }

// kartFrom are the states in which the transition table knows action.
func kartFrom(action kural.Action) []kart.Durum {
	for _, m := range kart.Moves {
		if m.Action == action {
			return m.From
		}
	}
	return nil
}

// The cards that wait for a batch, approved first, first. Of who has left none is printed.
const bekleyenFrom = ` FROM kart k JOIN kart_talep t ON t.kart_no = k.no AND t.sira = k.basim_talep
	JOIN kullanici u ON u.id = k.personel_id WHERE k.basim = 'bekliyor' AND k.durum = ANY($1) AND NOT ` + ayrilanSQL

// MakeBasim makes a print batch, all in one transaction: each card goes the way of DoKart, so that none is in two batches. Of two
// people who ask for the oldest at once the second gets those that the first has not; named cards that cannot be taken are told and
// left out. Errors: Invalid at “kart” or “adet”, Forbidden, Conflict where no card is left, Unavailable.
func (s *Store) MakeBasim(ctx context.Context, actor kural.Actor, i BasimIstek) (BasimSonuc, error) {
	if err := errors.Join(yetki.Check(actor, yetki.KartBuro, 0), i.check()); err != nil {
		return BasimSonuc{}, err
	}
	var res BasimSonuc
	err := s.doBasim(ctx, func(tx *Tx, do kartAdim) error {
		res = BasimSonuc{}
		fresh, err := s.newBasim(ctx, tx, actor, i.Anahtar, &res.No)
		if err != nil || !fresh {
			res.Repeated = !fresh
			return err
		}
		nos, err := basilacaklar(ctx, tx, &i)
		if err != nil {
			return err
		}
		for _, k := range nos {
			into := func(b *pgx.Batch) {
				b.Queue(`INSERT INTO basim_kart (basim_no, kart_no, talep_sira, sira) VALUES ($1, $2, $3, $4)`, res.No, k.No, k.Talep, res.Yapilan+1)
			}
			err := do(actor, k.No, kart.TakeToPrint{Talep: k.Talep, Basim: res.No}, &doOptions{ek: into})
			if err := res.note(k.No, err); err != nil {
				return err
			}
		}
		if res.Yapilan == 0 {
			return kural.Conflictf("Basım bekleyen kart kalmadı; parti oluşturulmadı.")
		}
		_, err = tx.Exec(ctx, `UPDATE basim SET adet = $2 WHERE no = $1`, res.No, res.Yapilan)
		return err
	})
	return res, err
}

// newBasim makes the batch's row; false where its key has been used, no is that batch's number then. A second post with the key
// waits here for the first.
func (s *Store) newBasim(ctx context.Context, tx *Tx, actor kural.Actor, key uuid.UUID, no *int64) (bool, error) {
	err := tx.QueryRow(ctx, `INSERT INTO basim (anahtar, olusturan, olusturan_id, zaman, adet) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (anahtar) DO NOTHING RETURNING no`, key, actor.Ad, actor.ID, s.clock()).Scan(no)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, tx.QueryRow(ctx, `SELECT no FROM basim WHERE anahtar = $1`, key).Scan(no)
	}
	return err == nil, err
}

// kartSirasi is a card and the request that it is printed for.
type kartSirasi struct {
	No    int64
	Talep int
}

// basilacaklar are the cards that i speaks of. The oldest ones are locked at once, without waiting for who makes another batch; the
// named ones come in the order of their numbers, in which everybody locks them.
func basilacaklar(ctx context.Context, tx *Tx, i *BasimIstek) ([]kartSirasi, error) {
	sql, args := `SELECT k.no, k.basim_talep`+bekleyenFrom+` ORDER BY t.karar_zaman, k.no LIMIT $2 FOR NO KEY UPDATE OF k SKIP LOCKED`, []any{basilabilir(), i.Adet}
	if len(i.Kartlar) > 0 {
		sql, args = `SELECT no, basim_talep FROM kart WHERE no = ANY($1) ORDER BY no`, []any{i.Kartlar}
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[kartSirasi])
}

// note writes down what became of a card; an error that says nothing about the card comes back.
func (r *BasimSonuc) note(no int64, err error) error {
	switch {
	case err == nil:
		r.Yapilan++
	case slices.Contains([]kural.Kind{kural.Conflict, kural.NotFound, kural.Forbidden}, kural.KindOf(err)):
		r.Kalanlar = append(r.Kalanlar, BasimKalan{no, kural.All(err)[0].Message})
	default:
		return err
	}
	return nil
}

// kartAdim is kartOn within a transaction that moves several cards.
type kartAdim func(actor kural.Actor, no int64, cmd kart.Command, o *doOptions) error

// doBasim runs fn in a transaction and counts its events once it is committed.
func (s *Store) doBasim(ctx context.Context, fn func(tx *Tx, do kartAdim) error) error {
	var tips []string
	err := s.inTx(ctx, func(tx *Tx) error {
		tips = tips[:0]
		return fn(tx, func(actor kural.Actor, no int64, cmd kart.Command, o *doOptions) error {
			_, tip, err := s.kartOn(ctx, tx, actor, no, cmd, o)
			if err == nil {
				tips = append(tips, tip)
			}
			return err
		})
	})
	if err == nil {
		for _, tip := range tips {
			s.metrics.changed(tip)
		}
	}
	return err
}

// PrintBasim records that the batch's cards Kartlar have been printed; none means all that wait for the printer. Errors: Invalid at
// “kart” where there is none to print, NotFound, Forbidden, Unavailable.
func (s *Store) PrintBasim(ctx context.Context, actor kural.Actor, no int64, kartlar []int64) (BasimSonuc, error) {
	return s.moveBasim(ctx, actor, no, kartlar, kart.BasimPartide, `UPDATE basim SET basildi = coalesce(basildi, $2) WHERE no = $1`,
		func(k kartSirasi) kart.Command { return kart.Printed{Talep: k.Talep} })
}

// SendBasim records that the batch's printed cards Kartlar have been sent, with the letter's or parcel's number for the staff member; none
// means all that are printed. Errors: Invalid at “kart” where there is none to send and at “aciklama”, NotFound, Forbidden, Unavailable.
func (s *Store) SendBasim(ctx context.Context, actor kural.Actor, no int64, kartlar []int64, aciklama string) (BasimSonuc, error) {
	if err := kural.Text("aciklama", "Gönderi açıklamasını", aciklama, kart.MaxAciklama); err != nil {
		return BasimSonuc{}, err
	}
	return s.moveBasim(ctx, actor, no, kartlar, kart.BasimBasildi, `UPDATE basim SET gonderildi = coalesce(gonderildi, $2), gonderi_aciklama = $3 WHERE no = $1`,
		func(k kartSirasi) kart.Command { return kart.Sent{Talep: k.Talep, Aciklama: aciklama} }, aciklama)
}

// moveBasim takes cards of the batch, which stand at from, a step on, and records it in the batch's row by mark ($2 the time, then more).
func (s *Store) moveBasim(ctx context.Context, actor kural.Actor, no int64, kartlar []int64, from kart.BasimDurum, mark string, cmd func(kartSirasi) kart.Command, more ...any) (BasimSonuc, error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return BasimSonuc{}, err
	}
	var res BasimSonuc
	err := s.doBasim(ctx, func(tx *Tx, do kartAdim) error {
		res = BasimSonuc{No: no}
		var at time.Time
		if err := tx.QueryRow(ctx, `SELECT zaman FROM basim WHERE no = $1 FOR NO KEY UPDATE`, no).Scan(&at); err != nil {
			return basimYok(err)
		}
		nos, err := partide(ctx, tx, no, kartlar, from)
		if err != nil {
			return err
		}
		for _, k := range nos {
			var err error = errBozuk
			if !k.Bozuk {
				err = do(actor, k.No, cmd(k.kartSirasi), &doOptions{})
			}
			if err := res.note(k.No, err); err != nil {
				return err
			}
		}
		if res.Yapilan == 0 && len(res.Kalanlar) == 0 {
			return kural.InvalidField("kart", "Bu partide bu aşamada bekleyen bir kart seçiniz.")
		}
		if res.Yapilan > 0 {
			_, err = tx.Exec(ctx, mark, append([]any{no, s.clock()}, more...)...)
		}
		return err
	})
	return res, err
}

// partiSirasi is a card of a batch; Bozuk: its print there is spoilt, another batch has it.
type partiSirasi struct {
	kartSirasi
	Bozuk bool
}

// errBozuk is what is told of such a card.
var errBozuk = kural.Conflictf("Kartın bu partideki basımı bozuk olarak kaydedilmiş; kart başka bir partide basılır.")

// partide are the named cards of the batch, or all that stand at from, in the order of their numbers.
func partide(ctx context.Context, tx *Tx, no int64, kartlar []int64, from kart.BasimDurum) ([]partiSirasi, error) {
	rows, err := tx.Query(ctx, `SELECT b.kart_no, b.talep_sira, b.bozuk IS NOT NULL FROM basim_kart b JOIN kart k ON k.no = b.kart_no
		WHERE b.basim_no = $1 AND (b.kart_no = ANY($2) OR cardinality($2::bigint[]) = 0 AND k.basim = $3 AND k.basim_talep = b.talep_sira AND b.bozuk IS NULL) ORDER BY b.kart_no`,
		no, append([]int64{}, kartlar...), from)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[partiSirasi])
}

func basimYok(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &kural.Error{Kind: kural.NotFound, Message: "Basım partisi bulunamadı."}
	}
	return err
}

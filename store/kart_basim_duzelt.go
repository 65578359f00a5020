package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
)

// BasimDuzeltme is the wish to put the record of a printed card of the batch No right: the step Asama that was seen is undone, or with
// Yeniden the card is printed again in a later batch. Neden is what the history tells of it. One with an Anahtar that has been used is not
// done again.
type BasimDuzeltme struct {
	No, KartNo int64
	Talep      int // the request that the card was printed for
	Asama      kart.BasimDurum
	Yeniden    bool
	Neden      string
	Anahtar    string
}

func (d *BasimDuzeltme) command() kart.Command {
	if d.Yeniden {
		return kart.PrintAgain{Talep: d.Talep, Asama: d.Asama, Neden: d.Neden}
	}
	return kart.UndoPrint{Talep: d.Talep, Asama: d.Asama, Neden: d.Neden}
}

// request is what two posts with one key must have in common.
func (d *BasimDuzeltme) request() []byte {
	return []byte(kural.Action(d.Asama) + "\x00" + d.command().Action() + "\x00" + kural.Action(d.Neden))
}

// CorrectBasim does d by the way of DoKart. The batch's row is locked before the card, as by PrintBasim and SendBasim; of a batch none of
// whose cards is printed, or sent, any more the day of it is forgotten. Errors: Invalid at “duzeltme” and “neden”, NotFound where the batch
// has no such card, Forbidden, Conflict where the card is at another step by now, or its cancellation is asked for; Unavailable.
func (s *Store) CorrectBasim(ctx context.Context, actor kural.Actor, d BasimDuzeltme) (KartResult, error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return KartResult{}, err
	}
	var o doOptions
	if d.Anahtar != "" {
		WithKey("basim-duzelt/"+uploader(actor), d.Anahtar, d.request())(&o)
	}
	var res KartResult
	var tip string
	err := s.inTx(ctx, func(tx *Tx) error {
		var bozuk *time.Time
		err := tx.QueryRow(ctx, `SELECT bk.bozuk FROM basim b JOIN basim_kart bk ON bk.basim_no = b.no
			WHERE b.no = $1 AND bk.kart_no = $2 AND bk.talep_sira = $3 FOR NO KEY UPDATE OF b`, d.No, d.KartNo, d.Talep).Scan(&bozuk)
		if errors.Is(err, pgx.ErrNoRows) {
			return &kural.Error{Kind: kural.NotFound, Message: "Bu basım partisinde böyle bir kart bulunamadı."}
		}
		if err != nil {
			return err
		}
		if res, tip, err = s.kartOn(ctx, tx, actor, d.KartNo, d.command(), &o); err != nil || res.Repeated {
			return err
		}
		if bozuk != nil { // another batch has the card by now: nothing stays of what kartOn has written
			return errBozuk
		}
		_, err = tx.Exec(ctx, forgetBasim, d.No)
		return err
	})
	if err != nil {
		return KartResult{}, s.tellWhoReviewed(ctx, actor, d.KartNo, err)
	}
	if tip != "" {
		s.metrics.changed(tip)
	}
	return res, nil
}

// Of a card that has left the batch, or whose print is spoilt, it stays true that there was a print.
const forgetBasim = `UPDATE basim u SET basildi = CASE WHEN n.basilan > 0 THEN u.basildi END, gonderildi = CASE WHEN n.gonderilen > 0 THEN u.gonderildi END,
	gonderi_aciklama = CASE WHEN n.gonderilen > 0 THEN u.gonderi_aciklama ELSE '' END
	FROM (SELECT count(*) FILTER (WHERE NOT (` + icinde + `) OR k.basim IN ('basildi', 'gonderildi')) AS basilan,
		count(*) FILTER (WHERE NOT (` + icinde + `) OR k.basim = 'gonderildi') AS gonderilen
		FROM basim_kart bk JOIN kart k ON k.no = bk.kart_no WHERE bk.basim_no = $1) n WHERE u.no = $1`

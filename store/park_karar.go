package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// Bounds of a decision on parked messages.
const (
	MaxPark        = 500  // at once
	maxParkNeden   = 1000 // characters of a reason
	parkTablo      = "park"
	headerNeden    = "neden"    // of the last failure
	headerTuketici = "tuketici" // who gave up
	headerKuyruk   = "kuyruk"   // the queue that it came from
)

// ParkSonuc is what became of one message of a decision: Hata "" = done.
type ParkSonuc struct {
	ParkSatir
	Hata string
}

// parkIzi is what the record of changes keeps of a decision.
type parkIzi struct {
	Tuketici string `json:"tuketici"`
	MesajID  string `json:"mesaj_id"`
	Aciklama string `json:"aciklama"`
}

// CheckParkKarar checks a decision before anything is done: to discard a message needs a reason. Errors: Invalid at the fields.
func CheckParkKarar(karar ParkKarar, aciklama string, n int) error {
	switch {
	case n == 0:
		return kural.InvalidField("sec", "Önce listeden en az bir mesaj seçiniz.")
	case n > MaxPark:
		return kural.InvalidField("sec", "Bir defada en çok 500 mesaj seçilebilir.")
	case karar == ParkAtildi:
		return kural.Text("aciklama", "Atma gerekçesini", aciklama, maxParkNeden)
	case karar == ParkYeniden:
		return kural.Length("aciklama", aciklama, maxParkNeden)
	}
	return kural.InvalidField("karar", "Yapılacak işlemi seçiniz.")
}

// DecidePark sends parked messages to their queues again, or discards them; each is decided on by itself, once (PL-05). The result has a
// line for each id, in their order. Whatever is done is recorded for good with who, when and why (degisiklik).
// Errors: Forbidden, Invalid; a message that could not be decided on says why in its line.
func (s *Store) DecidePark(ctx context.Context, actor kural.Actor, ids []uuid.UUID, karar ParkKarar, aciklama string) ([]ParkSonuc, error) {
	if err := errors.Join(yetki.Check(actor, yetki.Isletim, 0), CheckParkKarar(karar, aciklama, len(ids))); err != nil {
		return nil, err
	}
	out := make([]ParkSonuc, 0, len(ids))
	var away error
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			continue
		}
		r := ParkSonuc{ParkSatir: ParkSatir{ID: id}}
		err := away
		if err == nil {
			err = s.inTx(ctx, func(tx *Tx) error { return tx.decidePark(ctx, actor, &r.ParkSatir, karar, aciklama) })
		}
		if err == nil && karar == ParkAtildi && r.Tip == TipSMS {
			err = s.giveUpSMS(context.WithoutCancel(ctx), r.MesajID) // the decision stands
		}
		if kural.KindOf(err) == kural.Unavailable {
			away = err // the others need not wait for it as well
		}
		if err != nil {
			r.Hata = parkHatasi(err)
		}
		out = append(out, r)
	}
	s.Ring(TopicIsletim)
	return out, nil
}

// parkHatasi says to people why a message could not be decided on.
func parkHatasi(err error) string {
	if e, ok := errors.AsType[*kural.Error](err); ok {
		return e.Message
	}
	return "Beklenmeyen bir hata oluştu; mesaj yerinde duruyor."
}

func (t *Tx) decidePark(ctx context.Context, actor kural.Actor, p *ParkSatir, karar ParkKarar, aciklama string) error {
	var g Giden
	var exchange, anahtar *string
	var baslik []byte
	err := t.QueryRow(ctx, `SELECT `+parkColumns+`, govde, baslik, exchange, anahtar FROM park WHERE id = $1 FOR UPDATE`, p.ID).Scan(&p.ID, &p.Tuketici, &p.MesajID, &p.KonuNo,
		&p.Tip, &p.Neden, &p.Zaman, &p.Karar, &p.KararZaman, &p.KararVeren, &p.Aciklama, &g.Govde, &baslik, &exchange, &anahtar)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNoPark
	case err != nil:
		return away(err)
	case p.Karar == ParkYeniden:
		return kural.Conflictf("%s bu mesajı daha önce yeniden işlenmek üzere gönderdi.", p.KararVeren)
	case p.Karar == ParkAtildi:
		return kural.Conflictf("%s bu mesajı daha önce attı.", p.KararVeren)
	}
	now := t.s.clock()
	if karar == ParkYeniden {
		if err := json.Unmarshal(baslik, &g.Baslik); err != nil {
			return err
		}
		if g.Exchange, g.Anahtar, err = parkAdresi(p.Tuketici, exchange, anahtar); err != nil {
			return err
		}
		for _, h := range []string{headerNeden, headerTuketici, headerKuyruk} {
			delete(g.Baslik, h)
		}
		g.MesajID, g.KonuNo, g.Tip = p.MesajID, p.KonuNo, p.Tip
		if err := t.Send(ctx, g); err != nil {
			return err
		}
	}
	if _, err := t.Exec(ctx, `DELETE FROM park_atilan WHERE tuketici = $1 AND mesaj_id = $2`, p.Tuketici, p.MesajID); err != nil { // of an earlier decision
		return err
	}
	_, err = t.Exec(ctx, `UPDATE park SET karar = $2, karar_zaman = $3, karar_veren = $4, aciklama = $5 WHERE id = $1`, p.ID, karar, now, actor.Ad, aciklama)
	if err != nil {
		return err
	}
	p.Karar, p.KararZaman, p.KararVeren, p.Aciklama = karar, now, actor.Ad, aciklama
	return t.record(ctx, actor, Degisiklik{
		Tablo: parkTablo, Kayit: p.ID.String(), Islem: string(karar), Sonraki: parkIzi{p.Tuketici, p.MesajID.String(), aciklama},
	})
}

// parkAdresi is where a message goes to be worked on again. One that an earlier version has parked carries no address: the fixed queues have
// their consumers' names, a birim's or il's queue is not known.
func parkAdresi(tuketici string, exchange, anahtar *string) (string, string, error) {
	switch {
	case exchange != nil && anahtar != nil:
		return *exchange, *anahtar, nil
	case tuketici == "birim" || tuketici == "mia-kutusu":
		return "", "", kural.Conflictf("Bu mesajın hangi kuyruktan geldiği kayıtlı değil; yalnızca atılabilir.")
	}
	return "", tuketici, nil
}

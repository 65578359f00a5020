package pipeline

import (
	"context"
	"encoding/json"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/kart"
	"acikkapi/store"
)

// kart sends a request, for a card or to cancel one, to the queue of the Kimlik Bürosu (KT-06).
func (c *consumers) kart(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.KartMesaj](msg)
	if err != nil {
		return err
	}
	if ev.Tip != kart.TalepEdildi && ev.Tip != kart.IptalTalepEdildi {
		return unknownType(ev.Tip)
	}
	g, err := store.NewKartGorev(ev.KartNo, ev.Talep, ev.Zaman).Giden()
	if err != nil {
		return err
	}
	_, err = c.store.Effect(ctx, "kart", ev.ID, func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, g) })
	return err
}

// kimlikBurosu puts what comes out of the bureau's queue into its inbox, live (KB-01).
func (c *consumers) kimlikBurosu(ctx context.Context, msg *message.Message) error {
	g, err := decode[store.KartGorev](msg)
	if err != nil {
		return err
	}
	return c.store.DeliverKart(ctx, g)
}

// kartSablonlari are the SMS that tell the staff member what the bureau has done (KT-07, KB-03).
var kartSablonlari = map[string]string{
	kart.Onaylandi:             metin.SablonKartOnaylandi,
	kart.Reddedildi:            metin.SablonKartReddedildi,
	kart.Gonderildi:            metin.SablonKartGonderildi,
	kart.GonderimGeriAlindi:    metin.SablonKartGonderilmedi,
	kart.YenidenGonderilecek:   metin.SablonKartYeniden,
	kart.IptalEdildi:           metin.SablonKartIptalEdildi,
	kart.IptalTalebiReddedildi: metin.SablonIptalReddedildi,
}

// kartBildirim tells the staff member by SMS. The request is the event's own: a card may be sent while its cancellation is asked for.
func (c *consumers) kartBildirim(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.KartMesaj](msg)
	if err != nil {
		return err
	}
	sablon := kartSablonlari[ev.Tip]
	if sablon == "" {
		return unknownType(ev.Tip)
	}
	var veri struct {
		Talep int `json:"talep"`
	}
	if err := json.Unmarshal(ev.Veri, &veri); err != nil {
		return &kural.Error{Kind: kural.Invalid, Message: "İleti okunamadı.", Err: err}
	}
	return c.store.NotifyKart(ctx, store.KartBildirim{Tuketici: "kart-bildirim", OlayID: ev.ID, KartNo: ev.KartNo, Talep: veri.Talep, Sablon: sablon})
}

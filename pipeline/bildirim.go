package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// bildirim tells citizens by SMS that their application was closed (AK-06) and, where the il wants it, routed (VB-14).
func (c *consumers) bildirim(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeEvents(msgs)
	if err != nil {
		return err
	}
	ils, err := c.store.RoutingSMS(ctx)
	if err != nil {
		return err
	}
	var ns []store.Bildirim
	texts := c.store.Metinler(ctx)
	for i := range evs {
		switch ev := &evs[i]; ev.Tip {
		case basvuru.Kapatildi:
			ns = append(ns, bildirimOf("bildirim", ev, metin.SablonKapandi, texts.Kapandi(ev.BasvuruNo, ev.YeniDurum.Label())))
		case basvuru.BirimeYonlendirildi:
			if ils[ev.Il] {
				ns = append(ns, bildirimOf("bildirim", ev, metin.SablonYonlendi, texts.Yonlendirildi(ev.BasvuruNo)))
			}
		}
	}
	return c.store.Notify(ctx, ns...)
}

package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// bildirim tells the citizen by SMS that the application was closed (AK-06) and, where the il wants it, routed (VB-14).
func (c *consumers) bildirim(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil {
		return err
	}
	switch ev.Tip {
	case basvuru.Kapatildi:
		return c.notify(ctx, "bildirim", &ev, metin.SablonKapandi, c.store.Metinler(ctx).Kapandi(ev.BasvuruNo, ev.YeniDurum.Label()))
	case basvuru.BirimeYonlendirildi:
		if on, err := c.store.RoutingSMS(ctx, ev.Il); err != nil || !on {
			return err
		}
		return c.notify(ctx, "bildirim", &ev, metin.SablonYonlendi, c.store.Metinler(ctx).Yonlendirildi(ev.BasvuruNo))
	}
	return nil
}

package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// havuz acts on a new application: the citizen gets the number by SMS (VB-11, VB-14). It stands in the desk's pool by
// its state alone, and store.Do has told the desk's pages.
func (c *consumers) havuz(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil {
		return err
	}
	return c.notify(ctx, "havuz", &ev, metin.SablonAlindi, c.store.Metinler(ctx).Alindi(ev.BasvuruNo))
}

func (c *consumers) notify(ctx context.Context, consumer string, ev *store.Mesaj, sablon, text string) error {
	return c.store.Notify(ctx, store.Bildirim{
		Tuketici: consumer, OlayID: ev.ID, No: ev.BasvuruNo, Sablon: sablon, Metin: text, Parca: sms.Parts(text),
	})
}

package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// havuz acts on new applications: the citizens get their numbers by SMS (VB-11, VB-14). They stand in the desk's pool by
// their state alone, and store.Do has told the desk's pages.
func (c *consumers) havuz(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeEvents(msgs)
	if err != nil {
		return err
	}
	ns := make([]store.Bildirim, len(evs))
	for i := range evs {
		ns[i] = bildirimOf("havuz", &evs[i], metin.SablonAlindi, c.store.Metinler(ctx).Alindi(evs[i].BasvuruNo))
	}
	return c.store.Notify(ctx, ns...)
}

func bildirimOf(consumer string, ev *store.Mesaj, sablon, text string) store.Bildirim {
	return store.Bildirim{
		Tuketici: consumer, OlayID: ev.ID, No: ev.BasvuruNo, Sablon: sablon, Metin: text, Parca: sms.Parts(text), Traceparent: ev.Traceparent,
	}
}

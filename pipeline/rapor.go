package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/store"
)

// rapor counts every event of an application for the reports (PL-09).
func (c *consumers) rapor(ctx context.Context, msg *message.Message) error {
	ev, err := decode[store.Mesaj](msg)
	if err != nil {
		return err
	}
	return c.store.CountEvent(ctx, &ev)
}

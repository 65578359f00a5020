package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/store"
)

// rapor counts events of applications for the reports (PL-09), all of msgs or none.
func (c *consumers) rapor(ctx context.Context, msgs []*message.Message) error {
	evs := make([]store.Mesaj, len(msgs))
	for i, msg := range msgs {
		var err error
		if evs[i], err = decode[store.Mesaj](msg); err != nil {
			return err
		}
	}
	return c.store.CountEvents(ctx, evs)
}

package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/store"
)

// rapor counts events of applications for the reports (PL-09), all of msgs or none.
func (c *consumers) rapor(ctx context.Context, msgs []*message.Message) error {
	evs, err := decodeAll[store.Mesaj](msgs)
	if err != nil {
		return err
	}
	return c.store.CountEvents(ctx, evs)
}

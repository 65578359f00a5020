package pipeline

import (
	"cmp"
	"context"
	"maps"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/store"
)

// park writes the messages of the parking queues down, where an operator can find them (PL-05): those a consumer gave
// up on carry their reason; those the broker gave up on, after too many deliveries, say so in x-death.
func (c *consumers) park(ctx context.Context, msg *message.Message) error {
	queue := strings.TrimPrefix(msg.Metadata.Get(MetaQueue), parkingPrefix)
	id, err := uuid.Parse(msg.UUID)
	if err != nil {
		return err
	}
	return c.store.Park(ctx, store.Parked{
		Tuketici: cmp.Or(msg.Metadata.Get(metaConsumer), queue),
		MesajID:  id,
		Tip:      msg.Metadata.Get(MetaType),
		Neden:    cmp.Or(msg.Metadata.Get(metaReason), "broker gave up: "+msg.Metadata.Get("x-death")),
		Govde:    msg.Payload,
		Baslik:   senderHeaders(msg),
	})
}

// senderHeaders are all that a message came with, without what the broker says about its delivery.
func senderHeaders(msg *message.Message) map[string]string {
	h := maps.Clone(map[string]string(msg.Metadata))
	maps.DeleteFunc(h, func(k, _ string) bool { return reserved(k) || k == metaAttempt })
	return h
}

package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// birim turns the messages of all birim queues into rows of the web inboxes, live (YT-02). People answer from the
// rows: a delivery is never held for as long as somebody thinks.
func (c *consumers) birim(ctx context.Context, msg *message.Message) error {
	m, err := decode[store.BirimMesaji](msg)
	if err != nil {
		return err
	}
	if BirimQueue(ExchangeBirim, m.BirimNo) != msg.Metadata.Get(MetaQueue) {
		return &kural.Error{Kind: kural.Invalid, Message: "İleti başka bir birimin kuyruğuna düşmüş."}
	}
	return c.toInbox(ctx, &m, msg.Payload)
}

// toInbox acts on a message for a birim, once, whether it came out of its queue or as the copy of what its own system has got.
func (c *consumers) toInbox(ctx context.Context, m *store.BirimMesaji, icerik []byte) error {
	switch m.Tip {
	case store.TipYonlendirme:
		return c.store.DeliverBirim(ctx, m, icerik)
	case store.TipGeriCekme, store.TipSonTarih: // the row shows the routing's state: tell the open pages
		c.store.Ring(store.TopicBirim(m.BirimNo))
		return nil
	}
	return unknownType(m.Tip)
}

func unknownType(tip string) error {
	return &kural.Error{Kind: kural.Invalid, Message: "İleti türü bilinmiyor: “" + tip + "”"}
}

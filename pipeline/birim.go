package pipeline

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// birim turns the messages of all birim queues into rows of the web inboxes, live (YT-02), all of msgs or none. People answer from
// the rows: a delivery is never held for as long as somebody thinks.
func (c *consumers) birim(ctx context.Context, msgs []*message.Message) error {
	ms, err := decodeAll[store.BirimMesaji](msgs)
	if err != nil {
		return err
	}
	for i := range ms {
		if BirimQueue(ExchangeBirim, ms[i].BirimNo) != msgs[i].Metadata.Get(MetaQueue) {
			return &kural.Error{Kind: kural.Invalid, Message: "İleti başka bir birimin kuyruğuna düşmüş."}
		}
	}
	return c.toInbox(ctx, ms, msgs)
}

// toInbox acts on messages for birims, once, whether they came out of their queues or as copies of what birims' own systems have got.
func (c *consumers) toInbox(ctx context.Context, ms []store.BirimMesaji, msgs []*message.Message) error {
	var gelen []store.BirimTeslim
	for i := range ms {
		switch m := &ms[i]; m.Tip {
		case store.TipYonlendirme:
			gelen = append(gelen, store.BirimTeslim{BirimMesaji: m, Icerik: msgs[i].Payload, Traceparent: msgs[i].Metadata.Get(izsur.Header)})
		case store.TipGeriCekme, store.TipSonTarih: // the row shows the routing's state: tell the open pages
			c.store.Ring(store.TopicBirim(m.BirimNo))
		default:
			return unknownType(m.Tip)
		}
	}
	return c.store.DeliverBirims(ctx, gelen)
}

func unknownType(tip string) error {
	return &kural.Error{Kind: kural.Invalid, Message: "İleti türü bilinmiyor: “" + tip + "”"}
}

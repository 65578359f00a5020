package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/store"
)

const parkAgain = time.Second

// writeDown parks msg, as often as it takes: it stays in its queue, since sent again as a retry it would have lost who gave it up, why, and where it came from.
func (c *consumers) writeDown(ctx context.Context, msg *message.Message) {
	for {
		err := c.failures.apply(ctx, "park", msg, c.park)
		if err == nil {
			msg.Ack()
			return
		}
		c.failures.log.Error().Err(err).Str("message", msg.UUID).Msg("a parked message cannot be written down; will try again")
		if pause(ctx, parkAgain); ctx.Err() != nil {
			msg.Nack()
			return
		}
	}
}

// park writes the messages of the parking queues down, where an operator can find them (PL-05): those a consumer gave
// up on carry their reason and the queue they came from; those the broker gave up on, after too many deliveries, say so in x-death. Of the
// latter no header is our own word: whoever sent them may have written what stands there, the name of a sender too (SC-10).
func (c *consumers) park(ctx context.Context, msg *message.Message) error {
	queue := strings.TrimPrefix(msg.Metadata.Get(MetaQueue), parkingPrefix)
	id, err := uuid.Parse(msg.UUID)
	if err != nil {
		return err
	}
	p := store.Parked{
		Tuketici: cmp.Or(msg.Metadata.Get(metaConsumer), queue), MesajID: id, KonuNo: konuOf(msg), Tip: msg.Metadata.Get(MetaType),
		Neden: cmp.Or(msg.Metadata.Get(metaReason), "Neden bildirilmedi."), Govde: msg.Payload, Baslik: senderHeaders(msg),
	}
	if from := msg.Metadata.Get(metaQueue); from != "" {
		p.Exchange, p.Anahtar = retryAddress(from)
	}
	if d, dead := lastDeath(msg); dead {
		d.into(&p, msg, queue)
	}
	if p.Exchange == "" && p.Anahtar == ExchangeCevapYok { // under its key it would be refused for ever
		p.Anahtar = ExchangeCevap
	}
	return c.store.Park(ctx, p)
}

// death is the broker's word on why it gave a message up.
type death struct {
	Queue    string `json:"queue"`
	Exchange string `json:"exchange"` // by which the message had come into it, "" = straight
	Reason   string `json:"reason"`

	RoutingKeys []string `json:"routing-keys"`
}

// into puts the broker's word in place of what the message says of itself.
func (d *death) into(p *store.Parked, msg *message.Message, queue string) {
	queue = cmp.Or(d.Queue, queue)
	p.Tuketici = consumerOf(queue)
	p.Neden = "Mesaj çok kez teslim edildi ve RabbitMQ vazgeçti (" + cmp.Or(d.Reason, "neden bildirilmedi") + "). İşleyen süreç her seferinde yarıda kalmış olabilir."
	if d.Reason == "rejected" { // none of our consumers does
		p.Neden = "Birimin kendi sistemi mesajı işlemeden geri çevirdi (rejected). Yönlendirme web gelen kutusunda duruyor; nedenini birimin teknik sorumlusuna sorun."
	}
	p.Exchange, p.Anahtar = retryAddress(queue)
	if d.Exchange == "" && d.Queue != "" {
		return // straight from our outbox: its headers are ours
	}
	if queue == ExchangeCevap || queue == ExchangeCevapYok {
		p.KonuNo = 0
	}
	for _, h := range []string{headerExchange, headerKey, metaSender} {
		delete(p.Baslik, h)
	}
	if user := vouched(msg.Metadata.Get(MetaUserID), d.Exchange); user != "" {
		p.Baslik[metaSender] = user
	}
	if queue == ExchangeBirimYok && len(d.RoutingKeys) > 0 { // by the way that it came: the queue alone says nothing about whom it is for
		p.Exchange, p.Anahtar = d.Exchange, d.RoutingKeys[0]
	}
}

// lastDeath reads the newest entry of x-death; dead is false for a message that was sent to its parking queue by us, which has none.
func lastDeath(msg *message.Message) (d death, dead bool) {
	text := msg.Metadata.Get("x-death")
	var list []death
	if err := json.Unmarshal([]byte(text), &list); err == nil && len(list) > 0 {
		d = list[0]
	}
	return d, text != ""
}

// consumerOf is the consumer of a queue, of birims' and ils' too.
func consumerOf(queue string) string {
	switch parkingKey(queue) {
	case queue:
		return queue
	case ExchangeMIA:
		return "mia-kutusu"
	}
	return ExchangeBirim
}

// senderHeaders are all that a message came with, without what the broker says about its delivery.
func senderHeaders(msg *message.Message) map[string]string {
	h := maps.Clone(map[string]string(msg.Metadata))
	maps.DeleteFunc(h, func(k, _ string) bool { return reserved(k) || k == metaAttempt })
	return h
}

package pipeline

import (
	"context"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// acici makes the queue of a birim, or of an il's MİA, when the first message for it turns up in birim.yok, and sends
// the message again: of 307,000 units a few thousand ever get one (broker.md).
func (c *consumers) acici(ctx context.Context, msg *message.Message) error {
	exchange, key := msg.Metadata.Get(MetaExchange), msg.Metadata.Get(MetaRoutingKey)
	if exchange == "" { // sent again by a retry, straight to this queue
		exchange, key = msg.Metadata.Get(headerExchange), msg.Metadata.Get(headerKey)
	}
	ok, err := c.store.KuyrukAcilir(ctx, exchange, key)
	if err != nil {
		return c.remember(msg, exchange, key, err)
	}
	if !ok {
		return c.remember(msg, exchange, key, &kural.Error{Kind: kural.NotFound, Message: "Etkin birim bulunamadı: " + exchange + " " + key})
	}
	k := store.Kuyruk{Ad: BirimQueue(exchange, key), Exchange: exchange, Anahtar: key, Dis: strings.HasSuffix(key, store.RetSuffix)}
	known, err := c.store.KuyrukAcik(ctx, k.Ad)
	if err == nil {
		err = c.link.OpenBirimQueue(ctx, exchange, key, known)
	}
	if err == nil && exchange == ExchangeBirim {
		err = c.repairSistem(ctx, key)
	}
	if err != nil {
		return c.remember(msg, exchange, key, err)
	}
	err = c.store.OpenKuyruk(ctx, k, store.Giden{
		MesajID: uuid.MustParse(msg.UUID), KonuNo: konuOf(msg), Exchange: exchange, Anahtar: key,
		Tip: msg.Metadata.Get(MetaType), Govde: msg.Payload,
	})
	return c.remember(msg, exchange, key, err)
}

// repairSistem makes again what a birim's own system needs: a queue that it had and has no more says that RabbitMQ was wiped.
func (c *consumers) repairSistem(ctx context.Context, no string) error {
	is, err := c.store.BirimSistemIsi(ctx, no)
	if err != nil || is.Durum != store.BirimSistemKuruldu {
		return err
	}
	_, err = c.follow(ctx, is, func(ctx context.Context, is store.BirimSistemIsi) error { return c.buildSistem(ctx, is, false) })
	return err
}

// Headers that keep a message's address while it waits for a retry.
const (
	headerExchange = "exchange"
	headerKey      = "anahtar"
)

func (c *consumers) remember(msg *message.Message, exchange, key string, err error) error {
	msg.Metadata[headerExchange], msg.Metadata[headerKey] = exchange, key
	return err
}

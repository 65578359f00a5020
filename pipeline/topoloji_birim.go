package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/store"
)

// ripening is how long a new queue exists before it gets messages. RabbitMQ 3.10 writes a quorum queue's
// registration to disk only after half a second of quiet. Killed before that, it comes back with a queue that
// is there, is empty, whatever it had confirmed, and answers nobody for ever (seen: 3 of 3 times).
const ripening = time.Second

// deadAfter is how long such a queue is asked for an answer; one that a broker is still bringing back takes less.
const deadAfter = 8 * time.Second

// BirimQueue is the name of the queue behind exchange birim (key: DETSİS number) or mia (key: il code).
func BirimQueue(exchange, key string) string { return exchange + "." + key }

// birimArguments are those of the queue of a birim or an il, and of the refusals of a birim's own system.
func birimArguments(exchange, key string) amqp.Table {
	if exchange == ExchangeBirim && strings.HasSuffix(key, store.RetSuffix) {
		return amqp.Table{
			"x-queue-type": "quorum", "x-delivery-limit": parkedDeliveryLimit, "x-overflow": "drop-head", "x-max-length": retQueueLength,
		}
	}
	return queueArguments(exchange, birimQueueLength)
}

// DeclareBirimQueue makes the queue of a birim or an il and binds it at once. It returns the queue's name. While
// messages flow, use OpenBirimQueue.
func DeclareBirimQueue(ctx context.Context, ch *amqp.Channel, exchange, key string) (string, error) {
	name := BirimQueue(exchange, key)
	return name, declareQueue(ctx, ch, name, birimArguments(exchange, key), Binding{exchange, key})
}

// OpenBirimQueue makes the queue of a birim or an il when its first message turns up in birim.yok (of some
// 307,000 units only a few thousand ever get one), lets it ripen and binds it. Until then its messages go on
// to birim.yok. One that is there but not known to be open yet may be what a killed broker has left of an earlier
// attempt: it is deleted if it does not answer. What this connection has opened takes no time; called at once for
// the same queue it works once.
func (l *Link) OpenBirimQueue(ctx context.Context, exchange, key string, known bool) error {
	name := BirimQueue(exchange, key)
	_, err, _ := l.opening.Do(name, func() (any, error) {
		s, err := l.session(ctx)
		if err != nil || s.opened(name) {
			return nil, err
		}
		look := looker{s: s}
		defer look.close()
		exists, err := look.exists(name)
		if err != nil {
			return nil, away(fmt.Errorf("look for queue %s: %w", name, err))
		}
		if exists && !known {
			if err := l.deleteDead(ctx, name); err != nil {
				return nil, away(fmt.Errorf("look whether queue %s answers: %w", name, err))
			}
		}
		return nil, s.withChannel(declareTimeout, func(ch *amqp.Channel) error { return openOn(ctx, s, ch, exchange, key) })
	})
	return err
}

func openOn(ctx context.Context, s *session, ch *amqp.Channel, exchange, key string) error {
	name, args := BirimQueue(exchange, key), birimArguments(exchange, key)
	if err := declareQueue(ctx, ch, name, args); err != nil {
		return err
	}
	failPoint("a new queue, not bound yet")
	pause(ctx, ripening)
	if err := ctx.Err(); err != nil { // unripe
		return away(fmt.Errorf("open queue %s: %w", name, err))
	}
	if err := declareQueue(ctx, ch, name, args, Binding{exchange, key}); err != nil {
		return err
	}
	s.open(name)
	return nil
}

// deleteDead deletes a queue that is there but answers nobody. It asks over connections of its own: the only way out of
// a question without an answer is to close the connection.
func (l *Link) deleteDead(ctx context.Context, name string) error {
	err := l.apart(ctx, deadAfter, func(ch *amqp.Channel) error {
		d, ok, err := ch.Get(name, false)
		if err == nil && ok {
			err = d.Nack(false, true)
		}
		return err
	})
	if !errors.Is(err, errNoAnswer) {
		return err
	}
	l.opt.Log.Error().Str("queue", name).Msg("the queue is there but does not answer: it is made anew")
	return l.apart(ctx, declareTimeout, func(ch *amqp.Channel) error {
		_, err := ch.QueueDelete(name, false, false, false)
		return err
	})
}

// apart runs f over a connection made for it, to the node that the Link is at.
func (l *Link) apart(ctx context.Context, timeout time.Duration, f func(*amqp.Channel) error) error {
	at, err := l.session(ctx)
	if err != nil {
		return err
	}
	s, err := dial(ctx, at.url, LinkOptions{Name: l.opt.Name + " yoklama"})
	if err != nil {
		return err
	}
	defer func() { _ = s.raw.Close() }()
	return s.withChannel(timeout, f)
}

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
)

// Declare makes what the register says where it is missing, and does nothing where it is there. A queue or
// exchange of that name with other settings is left as it is and named in the error; ch is closed then.
func Declare(ctx context.Context, ch *amqp.Channel) error {
	for _, e := range Exchanges() {
		if err := declareExchange(ctx, ch, e); err != nil {
			return err
		}
	}
	for _, name := range ParkingQueues() {
		key := strings.TrimPrefix(name, parkingPrefix)
		if err := declareQueue(ctx, ch, name, parkingArguments(), Binding{ExchangeOlu, key}); err != nil {
			return err
		}
	}
	for _, q := range Queues() {
		if err := declareQueue(ctx, ch, q.Name, queueArguments(q.Name, q.MaxLength), q.Bindings...); err != nil {
			return err
		}
	}
	return nil
}

// BirimQueue is the name of the queue behind exchange birim (key: DETSİS number) or mia (key: il code).
func BirimQueue(exchange, key string) string { return exchange + "." + key }

// DeclareBirimQueue makes the queue of a birim or an il and binds it, when its first message turns up in
// birim.yok: of some 307,000 units only a few thousand ever get one. It returns the queue's name.
func DeclareBirimQueue(ctx context.Context, ch *amqp.Channel, exchange, key string) (string, error) {
	name := BirimQueue(exchange, key)
	return name, declareQueue(ctx, ch, name, queueArguments(exchange, birimQueueLength), Binding{exchange, key})
}

// RetireBirimQueue takes a queue away that is no longer needed: unbound first, so that what is sent from now
// on goes by birim.yok, then deleted if it is empty and nobody consumes it. Otherwise it is bound again and the
// error is kural.Conflict. Messages that are delivered and not yet acked are not counted by the broker: take
// the queue out of every Mux first, which waits for them. (x-expires would drop messages, and a quorum queue
// knows no delete if-empty: it answers by closing the connection.)
func RetireBirimQueue(ctx context.Context, ch *amqp.Channel, exchange, key string) error {
	name := BirimQueue(exchange, key)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := ch.QueueUnbind(name, key, exchange, nil); err != nil {
		return fmt.Errorf("unbind queue %s: %w", name, err)
	}
	q, err := ch.QueueDeclarePassive(name, true, false, false, false, nil)
	if err != nil {
		return fmt.Errorf("look at queue %s: %w", name, err)
	}
	if q.Messages > 0 || q.Consumers > 0 {
		if err := ch.QueueBind(name, key, exchange, false, nil); err != nil {
			return fmt.Errorf("bind queue %s again: %w", name, err)
		}
		return &kural.Error{
			Kind: kural.Conflict, Message: "Kuyruk kullanımda olduğu için kaldırılamadı.",
			Err: fmt.Errorf("queue %s has %d messages and %d consumers", name, q.Messages, q.Consumers),
		}
	}
	if _, err := ch.QueueDelete(name, false, false, false); err != nil {
		return fmt.Errorf("delete queue %s: %w", name, err)
	}
	return nil
}

func declareExchange(ctx context.Context, ch *amqp.Channel, e Exchange) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var args amqp.Table
	if e.Alternate != "" {
		args = amqp.Table{"alternate-exchange": e.Alternate}
	}
	if err := ch.ExchangeDeclare(e.Name, e.Kind, true, false, false, false, args); err != nil {
		return explain("exchange", e.Name, err)
	}
	return nil
}

func declareQueue(ctx context.Context, ch *amqp.Channel, name string, args amqp.Table, bindings ...Binding) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := ch.QueueDeclare(name, true, false, false, false, args); err != nil {
		return explain("queue", name, err)
	}
	for _, b := range bindings {
		if err := ch.QueueBind(name, b.Key, b.Exchange, false, nil); err != nil {
			return fmt.Errorf("bind queue %s to exchange %s by %q: %w", name, b.Exchange, b.Key, err)
		}
	}
	return nil
}

// explain points at what an operator has to look at: the broker itself says only which argument differs.
func explain(what, name string, err error) error {
	if e, ok := errors.AsType[*amqp.Error](err); ok && e.Code == amqp.PreconditionFailed {
		return fmt.Errorf("%s %s is there already with other settings than this version declares; "+
			"empty and delete it, or take the version that made it: %w", what, name, err)
	}
	return fmt.Errorf("declare %s %s: %w", what, name, err)
}

// queueArguments sets everything that RabbitMQ 3.10 and 4.x decide differently by default. At-least-once
// dead-lettering keeps a dying message until its parking queue has confirmed it, and only works where a full
// queue refuses. The delivery limit stops a message that takes the process down with it; ordinary failures
// are acked and retried as rows.
func queueArguments(deadLetterKey string, maxLength int) amqp.Table {
	return amqp.Table{
		"x-queue-type":              "quorum",
		"x-delivery-limit":          deliveryLimit,
		"x-dead-letter-exchange":    ExchangeOlu,
		"x-dead-letter-routing-key": deadLetterKey,
		"x-dead-letter-strategy":    "at-least-once",
		"x-overflow":                "reject-publish",
		"x-max-length":              maxLength,
	}
}

func parkingArguments() amqp.Table {
	return amqp.Table{
		"x-queue-type":     "quorum",
		"x-delivery-limit": parkedDeliveryLimit,
		"x-overflow":       "reject-publish",
		"x-max-length":     fixedQueueLength,
	}
}

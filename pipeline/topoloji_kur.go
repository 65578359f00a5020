package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"
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
		if err := declareQueue(ctx, ch, q.Name, queueArguments(q.Name, fixedQueueLength), q.Bindings...); err != nil {
			return err
		}
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

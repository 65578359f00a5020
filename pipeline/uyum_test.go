package pipeline_test

import (
	"context"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// watermill's own conformance suite. Order is guaranteed a queue, to one subscriber; nothing is delivered
// exactly once, that is the consumers' part (PL-04); a queue has one consumer and no groups of them.
func TestWatermillConformance(t *testing.T) {
	t.Parallel()
	features := tests.Features{Persistent: true, GuaranteedOrder: true, GuaranteedOrderWithSingleSubscriber: true}

	t.Run("publisher and subscriber", func(t *testing.T) {
		t.Parallel()
		url := mqtest.VHost(t)
		l := link(t, url)
		tests.TestPubSub(t, features, func(t *testing.T) (message.Publisher, message.Subscriber) {
			return publisher(t, l, pipeline.PublisherOptions{}), declaring{Subscriber: subscriber(t, url), link: l}
		}, nil)
	})

	// The suite takes order to include that nothing comes before the last message is acked.
	unordered := features
	unordered.GuaranteedOrder, unordered.GuaranteedOrderWithSingleSubscriber = false, false
	t.Run("publisher and mux", func(t *testing.T) {
		t.Parallel()
		l := link(t, mqtest.VHost(t))
		tests.TestPubSub(t, unordered, func(t *testing.T) (message.Publisher, message.Subscriber) {
			m := mux(t, l, pipeline.MuxOptions{NackDelay: time.Millisecond})
			return publisher(t, l, pipeline.PublisherOptions{}), declaring{Subscriber: m, link: l, add: m.Add}
		}, nil)
	})
}

// declaring declares a queue of the topic's name before it is used, which is Declare's part otherwise. The
// queue is without a delivery limit, since the suite nacks hundreds of times.
type declaring struct {
	message.Subscriber
	link *pipeline.Link
	add  func(queue string)
}

func (d declaring) SubscribeInitialize(topic string) error {
	return d.link.WithChannel(context.Background(), func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare(topic, true, false, false, false, amqp.Table{"x-queue-type": "quorum"})
		return err
	})
}

func (d declaring) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if d.add != nil {
		d.add(topic)
	}
	return d.Subscriber.Subscribe(ctx, topic)
}

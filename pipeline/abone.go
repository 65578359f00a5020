package pipeline

import (
	"context"
	"errors"
	"sync"

	"github.com/ThreeDotsLabs/watermill"
	wamqp "github.com/ThreeDotsLabs/watermill-amqp/v3/pkg/amqp"
	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"
)

// SubscriberOptions are a Subscriber's settings; zero values take the defaults.
type SubscriberOptions struct {
	Prefetch int // messages the broker sends ahead of the acks, to each subscription; default 20
	Log      watermill.LoggerAdapter
}

// Subscriber consumes the fixed queues: watermill-amqp's, over one connection of its own, with our Marshaler
// and a back-off that ends at a second instead of a minute. A topic is the name of a queue that is declared
// already.
//
// Each Subscribe has one message in flight, whatever the prefetch: for several handlers on one queue, call it
// several times. A Nack has the broker deliver the message again at once, thousands of times a second, so
// nack only after a pause, when the database itself is away; a failure of the message is a row to retry and
// an ack. (Its NoRequeueOnNack is no way to park a message: it dead-letters too what is merely not handled yet
// when the process stops.)
type Subscriber struct {
	nodes *adresler
	opt   SubscriberOptions

	mu     sync.Mutex
	sub    *wamqp.Subscriber // nil before the first connection
	closed bool
}

var _ message.Subscriber = (*Subscriber)(nil)

// NewSubscriber does not connect: the first Subscribe does. url is as for NewLink.
func NewSubscriber(url string, opt SubscriberOptions) *Subscriber {
	opt.Prefetch = defaultTo(opt.Prefetch, 20)
	if opt.Log == nil {
		opt.Log = watermill.NopLogger{}
	}
	return &Subscriber{nodes: newAdresler(url), opt: opt}
}

// Subscribe waits until the broker is there, or ctx ends. After that the subscription heals by itself.
func (s *Subscriber) Subscribe(ctx context.Context, queue string) (<-chan *message.Message, error) {
	for wait := minBackoff; ; wait = min(2*wait, maxBackoff) {
		sub, err := s.connected()
		if errors.Is(err, ErrClosed) {
			return nil, err
		}
		if err == nil {
			var out <-chan *message.Message
			if out, err = sub.Subscribe(ctx, queue); err == nil {
				return out, nil
			}
		}
		pause(ctx, wait)
		if ctx.Err() != nil {
			return nil, away(errors.Join(ctx.Err(), err))
		}
	}
}

// Close ends all subscriptions; what is not acked by then comes again.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.sub == nil {
		return nil
	}
	return s.sub.Close()
}

func (s *Subscriber) connected() (*wamqp.Subscriber, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	if s.sub != nil {
		return s.sub, nil
	}
	config, err := s.config()
	if err != nil {
		return nil, err
	}
	sub, err := wamqp.NewSubscriber(config, s.opt.Log)
	if err != nil {
		return nil, err
	}
	s.sub = sub
	return sub, nil
}

// config has watermill connect by way of nodes: it knows one address and comes back to that alone.
func (s *Subscriber) config() (wamqp.Config, error) {
	address, err := s.nodes.plain()
	if err != nil {
		return wamqp.Config{}, err
	}
	properties := amqp.NewConnectionProperties()
	properties.SetClientConnectionName("acikkapi tuketici")
	return wamqp.Config{
		Connection: wamqp.ConnectionConfig{
			AmqpURI:    address,
			AmqpConfig: &amqp.Config{Heartbeat: heartbeat, Properties: properties, Dial: s.nodes.dial},
			Reconnect: &wamqp.ReconnectConfig{
				BackoffInitialInterval: minBackoff, BackoffMaxInterval: maxBackoff,
				BackoffMultiplier: 2, BackoffRandomizationFactor: 0.5,
			},
		},
		Marshaler:       Marshaler{},
		Exchange:        wamqp.ExchangeConfig{GenerateName: wamqp.GenerateExchangeNameConstant("")},
		Queue:           wamqp.QueueConfig{GenerateName: wamqp.GenerateQueueNameTopicName},
		QueueBind:       wamqp.QueueBindConfig{GenerateRoutingKey: func(string) string { return "" }},
		Consume:         wamqp.ConsumeConfig{Qos: wamqp.QosConfig{PrefetchCount: s.opt.Prefetch}},
		TopologyBuilder: declaredAlready{},
	}, nil
}

// declaredAlready leaves the topology to Declare: watermill-amqp would make queues that are not quorum queues
// and, from its own presets, exchanges that are not durable.
type declaredAlready struct{}

func (declaredAlready) BuildTopology(*amqp.Channel, wamqp.BuildTopologyParams, wamqp.Config, watermill.LoggerAdapter) error {
	return nil
}

func (declaredAlready) ExchangeDeclare(*amqp.Channel, string, wamqp.Config) error { return nil }

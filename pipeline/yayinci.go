package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
)

// Why a message was not confirmed. Each is wrapped in a *kural.Error, whose kind tells what to do: Unavailable
// is worth a retry, the others are not. After any of them it is unknown whether the message arrived, except
// after ErrUnroutable (it did not); sending it again under the same id is always right (PL-04).
var (
	ErrUnroutable = errors.New("returned: no queue is bound for it")
	ErrBlocked    = errors.New("the broker takes no messages for now (memory or disk alarm)")
	ErrNoConfirm  = errors.New("the broker did not confirm in time")
	ErrRefused    = errors.New("the broker refused it: a queue is full or has lost its majority")
	ErrClosed     = errors.New("the publisher is closed")
)

// PublisherOptions are a Publisher's settings; zero values take the defaults.
type PublisherOptions struct {
	Channels int           // batches that can be on their way at once; default 4
	Window   int           // messages of a batch that may be unconfirmed at once; default 1000
	Timeout  time.Duration // the longest wait for a channel, and from one confirm to the next; default 10 s
}

// Publisher sends messages that shall not be lost: persistent, mandatory and confirmed. Waiting for every
// confirm costs a round trip and a disk flush a message; with a window of them open, a quorum queue takes
// twenty times as many. watermill-amqp's own publisher reaches a tenth of that and waits for confirms, and
// for a memory alarm to end, without a limit.
//
// A batch travels on one channel and so keeps its order, but a message that fails does not hold back those
// behind it: who needs order must not have two messages of one thing in flight after a failure.
type Publisher struct {
	link   *Link
	opt    PublisherOptions
	lanes  chan *lane // idle ones
	closed chan struct{}
	close  sync.Once
}

var _ message.Publisher = (*Publisher)(nil)

// NewPublisher publishes over link, which stays the caller's to close.
func NewPublisher(link *Link, opt PublisherOptions) *Publisher {
	opt.Channels = defaultTo(opt.Channels, 4)
	opt.Window = defaultTo(opt.Window, 1000)
	opt.Timeout = defaultTo(opt.Timeout, 10*time.Second)
	p := &Publisher{link: link, opt: opt, lanes: make(chan *lane, opt.Channels), closed: make(chan struct{})}
	for range opt.Channels {
		p.lanes <- &lane{window: opt.Window, timeout: opt.Timeout}
	}
	return p
}

func defaultTo[T int | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// PublishBatch sends the messages in order and returns one error for each, nil where the broker confirmed. It
// fails fast with ErrBlocked while the broker takes no messages, and otherwise waits up to Timeout for a
// connection and for each next confirm, less if ctx ends; only the opening of a channel takes no notice of ctx,
// for a few seconds at the most.
func (p *Publisher) PublishBatch(ctx context.Context, batch []Outgoing) []error {
	errs := make([]error, len(batch))
	waiting, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	var l *lane
	select {
	case <-p.closed:
		return fill(errs, kural.Away("Mesaj kuyruğu kapatıldı.", ErrClosed))
	case l = <-p.lanes:
	case <-waiting.Done():
		return fill(errs, kural.Away("Mesaj kuyruğu meşgul.", fmt.Errorf("wait for a channel: %w", waiting.Err())))
	}
	defer func() { p.lanes <- l }()
	p.send(ctx, l, batch, errs)
	return errs
}

// send sends the batch on l. A message that the broker answers by closing the channel (an exchange that is
// not there, a body too large) fails all that were in flight with it, so those are halved until it is alone:
// else the relay would send the same poisoned batch for ever.
func (p *Publisher) send(ctx context.Context, l *lane, batch []Outgoing, errs []error) {
	ready, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	err := l.ready(ready, p.link)
	cancel()
	if err != nil {
		fill(errs, err)
		return
	}
	exception := l.publish(ctx, batch, errs)
	if exception == nil {
		return
	}
	var rest []int
	for i, err := range errs {
		if errors.Is(err, exception) {
			rest = append(rest, i)
		}
	}
	if len(rest) < 2 {
		return
	}
	for _, half := range [][]int{rest[:len(rest)/2], rest[len(rest)/2:]} {
		part, partErrs := make([]Outgoing, len(half)), make([]error, len(half))
		for i, at := range half {
			part[i] = batch[at]
		}
		p.send(ctx, l, part, partErrs)
		for i, at := range half {
			errs[at] = partErrs[i]
		}
	}
}

// Publish is PublishBatch for watermill. topic is "exchange/routing key", or the name of a queue.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	if len(messages) == 0 {
		return nil
	}
	exchange, key, found := strings.Cut(topic, "/")
	if !found {
		exchange, key = "", topic
	}
	batch := make([]Outgoing, len(messages))
	for i, msg := range messages {
		batch[i] = outgoingOf(exchange, key, msg)
	}
	return errors.Join(p.PublishBatch(messages[0].Context(), batch)...)
}

// Close waits for the batches on their way, whose waits are bounded, and closes the channels. Only the first
// call does anything.
func (p *Publisher) Close() error {
	p.close.Do(func() {
		close(p.closed)
		for range p.opt.Channels {
			(<-p.lanes).close()
		}
	})
	return nil
}

func fill(errs []error, err error) []error {
	for i := range errs {
		errs[i] = err
	}
	return errs
}

func unroutable(r amqp.Return) error {
	return &kural.Error{
		Kind: kural.NotFound, Message: "Mesajın gideceği bir kuyruk yok.",
		Err: fmt.Errorf("%w: exchange %q, key %q, id %s: %d %s", ErrUnroutable, r.Exchange, r.RoutingKey, r.MessageId, r.ReplyCode, r.ReplyText),
	}
}

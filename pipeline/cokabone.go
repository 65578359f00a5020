package pipeline

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/rs/zerolog"
)

// MuxOptions are a Mux's settings; zero values take the defaults.
type MuxOptions struct {
	QueuesPerChannel int           // default 300
	Budget           int           // messages unacked at once, shared out over the queues; default 20,000
	MaxPrefetch      int           // a single queue's share at the most; default 200
	NackDelay        time.Duration // how long a nacked message rests before the broker has it back; default 1 s
	Grace            time.Duration // how long messages in hand may still be acked after the end; default 2 s
	Quarantine       time.Duration // how long a queue is left alone that did not answer; default 1 min
	OnGone           func(queue string)
	Log              zerolog.Logger
}

// Mux consumes many queues, birims' and ils', over few channels and hands their messages out as one stream.
// RabbitMQ allows 2,047 channels a connection, and watermill-amqp takes one for each Subscribe and has one
// message in flight on it; here 300 queues share a channel, any number of messages may be in hand, and they
// may be acked in any order.
//
// Queues come and go while it runs. One that has vanished from the broker is dropped and reported to OnGone,
// which must not block; Add takes it up again. One that the broker knows but that does not answer (its majority
// is away, or see OpenBirimQueue) costs the connection, so it is tried again only after Quarantine.
type Mux struct {
	link   *Link
	opt    MuxOptions
	ctx    context.Context //nolint:containedctx // ends with Close, as the streams do
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	queues  map[string]struct{} // wanted
	ill     map[string]struct{} // in quarantine
	changed chan struct{}       // closed, and replaced, when they change
}

var _ message.Subscriber = (*Mux)(nil)

// NewMux consumes over link, which stays the caller's to close, after the Mux.
func NewMux(link *Link, opt MuxOptions) *Mux {
	opt.QueuesPerChannel = defaultTo(opt.QueuesPerChannel, 300)
	opt.Budget = defaultTo(opt.Budget, 20_000)
	opt.MaxPrefetch = defaultTo(opt.MaxPrefetch, 200)
	opt.NackDelay = defaultTo(opt.NackDelay, time.Second)
	opt.Grace = defaultTo(opt.Grace, 2*time.Second)
	opt.Quarantine = defaultTo(opt.Quarantine, time.Minute)
	if opt.OnGone == nil {
		opt.OnGone = func(string) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Mux{
		link: link, opt: opt, ctx: ctx, cancel: cancel,
		queues: map[string]struct{}{}, ill: map[string]struct{}{}, changed: make(chan struct{}),
	}
}

// SetQueues makes names the queues to consume, whatever they were before.
func (m *Mux) SetQueues(names []string) {
	m.change(func() {
		clear(m.queues)
		for _, n := range names {
			m.queues[n] = struct{}{}
		}
	})
}

// Add takes up one more queue.
func (m *Mux) Add(name string) {
	m.change(func() { m.queues[name] = struct{}{} })
}

// Subscribe hands out the messages of all queues, present and future, that are named topic or topic.something,
// until ctx ends or the Mux is closed. Two subscriptions to the same queues share their messages out.
func (m *Mux) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if err := m.ctx.Err(); err != nil {
		return nil, ErrClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	unbind := context.AfterFunc(m.ctx, cancel)
	st := &stream{Mux: m, topic: topic, out: make(chan *message.Message)}
	m.wg.Go(func() {
		defer unbind()
		defer cancel()
		defer close(st.out)
		st.run(ctx)
	})
	return st.out, nil
}

// Close ends all subscriptions and waits for them, Grace and a little at the most. What is not acked by then
// comes again.
func (m *Mux) Close() error {
	m.cancel()
	m.wg.Wait()
	return nil
}

func (m *Mux) change(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *Mux) gone(name string) {
	m.change(func() { delete(m.queues, name) })
	m.opt.Log.Warn().Str("queue", name).Msg("the queue is no more, it is not consumed any longer")
	m.opt.OnGone(name)
}

func (m *Mux) quarantine(name string) {
	m.change(func() { m.ill[name] = struct{}{} })
	m.opt.Log.Error().Str("queue", name).Dur("retry_in", m.opt.Quarantine).Msg("the queue does not answer, it is left alone for a while")
	time.AfterFunc(m.opt.Quarantine, func() { m.change(func() { delete(m.ill, name) }) })
}

// wanted is the set of queues under topic, and what is closed when it changes.
func (m *Mux) wanted(topic string) (map[string]struct{}, <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	set := maps.Clone(m.queues)
	maps.DeleteFunc(set, func(q string, _ struct{}) bool {
		_, ill := m.ill[q]
		return ill || q != topic && !strings.HasPrefix(q, topic+".")
	})
	return set, m.changed
}

// prefetch is one queue's share of the budget. It is fixed when the queue is taken up, so that many queues
// added one by one exceed the budget by a factor that grows with the logarithm of their number.
func (m *Mux) prefetch() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return max(1, min(m.opt.MaxPrefetch, m.opt.Budget/max(1, len(m.queues))))
}

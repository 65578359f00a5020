package pipeline

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
)

// sweepEvery is how long an ack waits at the most for those before it, to go with them as one.
const sweepEvery = 20 * time.Millisecond

// group is one channel of a stream and the queues on it. All of it but assign and wants runs in run's goroutine.
type group struct {
	st   *stream
	s    *session
	size int // the stream's count of queues

	mu      sync.Mutex
	queues  map[string]struct{}
	changed chan struct{} // holds one token while queues differ from what is consumed

	ch        *amqp.Channel
	closes    chan *amqp.Error
	consumers map[string]*consumer
	prefetch  int
	in        chan arrival
	dead      chan struct{} // closed when ch is given up
	pumps     sync.WaitGroup
	hand      hand
}

// consumer is one queue on the channel.
type consumer struct {
	queue   string
	inHand  int
	leaving bool // cancelled by us
	ended   bool // no more deliveries will come
}

// arrival is a delivery, or a consumer's end.
type arrival struct {
	from  *consumer
	d     amqp.Delivery
	ended bool
}

func newGroup(st *stream, s *session) *group {
	return &group{st: st, s: s, queues: map[string]struct{}{}, changed: make(chan struct{}, 1)}
}

// assign changes which queues the group consumes, and has it look.
func (g *group) assign(a assignment) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, q := range a.remove {
		delete(g.queues, q)
	}
	for _, q := range a.add {
		g.queues[q] = struct{}{}
	}
	select {
	case g.changed <- struct{}{}:
	default:
	}
}

func (g *group) wants(queue string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, ok := g.queues[queue]
	return ok
}

// run keeps a channel open until ctx ends or the connection is lost; a channel that the broker closed, over
// one queue, is opened again for the others.
func (g *group) run(ctx context.Context) {
	wait := minBackoff
	for ctx.Err() == nil && !g.s.isDown() {
		began := time.Now()
		err := g.serve(ctx)
		if ctx.Err() != nil || g.s.isDown() {
			return
		}
		g.st.opt.Log.Warn().Err(err).Msg("a channel of the multiplexing subscriber is opened again")
		if time.Since(began) > maxBackoff {
			wait = minBackoff
		}
		pause(ctx, wait)
		wait = min(2*wait, maxBackoff)
	}
}

func (g *group) serve(ctx context.Context) error {
	ch, err := g.s.channel()
	if err != nil {
		return err
	}
	g.ch, g.closes = ch, ch.NotifyClose(make(chan *amqp.Error, 1))
	g.consumers, g.prefetch = map[string]*consumer{}, 0
	g.in, g.dead, g.hand = make(chan arrival, 64), make(chan struct{}), hand{ch: ch, nackDelay: g.st.opt.NackDelay}
	defer g.giveUp()
	if err := g.reconcile(ctx); err != nil {
		return err
	}
	return g.pump(ctx)
}

// giveUp closes the channel, so that the broker has back what is not acked.
func (g *group) giveUp() {
	if !g.s.isDown() {
		_ = g.s.do(rpcTimeout, g.ch.Close)
	}
	close(g.dead)
	g.pumps.Wait()
	g.hand.drop()
}

// reconcile makes the consumers be those of g.queues. It stops early when ctx ends.
func (g *group) reconcile(ctx context.Context) error {
	g.mu.Lock()
	wanted := maps.Clone(g.queues)
	g.mu.Unlock()
	for q, c := range g.consumers {
		if _, ok := wanted[q]; !ok && !c.leaving {
			c.leaving = true
			if err := g.s.do(rpcTimeout, func() error { return g.ch.Cancel(q, false) }); err != nil {
				return err
			}
		}
	}
	look := looker{s: g.s}
	defer look.close()
	for _, q := range slices.Sorted(maps.Keys(wanted)) {
		if g.consumers[q] != nil || ctx.Err() != nil {
			continue // one that is leaving is taken up again when it has left
		}
		exists, err := look.exists(q)
		if err != nil {
			return err
		}
		if !exists {
			g.leave(q)
			continue
		}
		if err := g.consume(q); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) leave(queue string) {
	g.mu.Lock()
	delete(g.queues, queue)
	g.mu.Unlock()
	g.st.gone(queue)
}

func (g *group) consume(queue string) error {
	var deliveries <-chan amqp.Delivery
	err := g.s.do(rpcTimeout, func() (err error) {
		if n := g.st.prefetch(); n != g.prefetch { // for the consumers to come: quorum queues know no limit a channel
			if err := g.ch.Qos(n, 0, false); err != nil {
				return err
			}
			g.prefetch = n
		}
		deliveries, err = g.ch.Consume(queue, queue, false, false, false, false, nil)
		return err
	})
	if e, ok := errors.AsType[*amqp.Error](err); errors.Is(err, errNoAnswer) || ok && e.Code == amqp.InternalError {
		g.st.quarantine(queue)
	}
	if err != nil {
		return err
	}
	c := &consumer{queue: queue}
	g.consumers[queue] = c
	g.pumps.Go(func() {
		for d := range deliveries {
			select {
			case g.in <- arrival{from: c, d: d}:
			case <-g.dead:
				return
			}
		}
		select {
		case g.in <- arrival{from: c, ended: true}:
		case <-g.dead:
		}
	})
	return nil
}

// looker asks whether queues exist on a channel of its own: to consume one that does not closes the channel,
// with all the other queues on it.
type looker struct {
	s  *session
	ch *amqp.Channel
}

func (l *looker) exists(queue string) (bool, error) {
	if l.ch == nil {
		ch, err := l.s.channel()
		if err != nil {
			return false, err
		}
		l.ch = ch
	}
	err := l.s.do(rpcTimeout, func() error {
		_, err := l.ch.QueueDeclarePassive(queue, true, false, false, false, nil)
		return err
	})
	if e, ok := errors.AsType[*amqp.Error](err); ok && e.Code == amqp.NotFound {
		l.ch = nil // closed by the broker
		return false, nil
	}
	return err == nil, err
}

func (l *looker) close() {
	if l.ch != nil && !l.s.isDown() {
		_ = l.s.do(rpcTimeout, l.ch.Close)
	}
}

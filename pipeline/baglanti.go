// Package pipeline moves what happened from the outbox to those who act on it: connections, publisher,
// topology and subscribers over RabbitMQ, and the consumers on top of them.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"
	"golang.org/x/sync/singleflight"

	"acikkapi/internal/kural"
)

// Back-off between attempts to connect. A second is the most: the queues drain by themselves after an outage
// (PL-06), and a client that has backed off to a minute, as watermill-amqp's does, makes that outage longer.
const (
	minBackoff = 50 * time.Millisecond
	maxBackoff = time.Second
)

// LinkOptions are a Link's settings. Prepare, if set, runs on every new connection before anybody else may
// use it; the topology is declared there, so that a broker that came back empty is as good as the old one.
type LinkOptions struct {
	Name       string // shown in RabbitMQ's management
	Prepare    func(context.Context, *amqp.Channel) error
	ChannelMax uint16 // 0 = what the broker offers
	Log        zerolog.Logger
}

// Link is one supervised connection: it is made again whenever it is lost, until Close. The publisher and the
// subscribers need one each, because a broker short of memory stops reading from connections that publish,
// acks and all.
type Link struct {
	nodes  *adresler
	opt    LinkOptions
	cancel context.CancelFunc
	done   chan struct{}

	mu      sync.Mutex
	current *session      // nil while down
	changed chan struct{} // closed, and replaced, when current changes
	lastErr error

	opening singleflight.Group // of birims' queues, by name
}

// NewLink starts connecting and returns at once: a broker that is away is no reason not to start (PL-06). url may be those of several nodes,
// separated by commas; whichever answers is taken (OP-06).
func NewLink(url string, opt LinkOptions) *Link {
	ctx, cancel := context.WithCancel(context.Background())
	l := &Link{nodes: newAdresler(url), opt: opt, cancel: cancel, done: make(chan struct{}), changed: make(chan struct{})}
	go l.supervise(ctx)
	return l
}

// Close ends the connection and the supervision; it waits for both, a few seconds at the most.
func (l *Link) Close() {
	l.cancel()
	<-l.done
}

// Up tells whether there is a connection at this moment.
func (l *Link) Up() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.current != nil
}

// Blocked tells whether the broker has announced that it takes no messages for now (memory or disk alarm).
// It does so only to connections that have tried to publish.
func (l *Link) Blocked() bool {
	l.mu.Lock()
	s := l.current
	l.mu.Unlock()
	return s != nil && s.isBlocked()
}

// Err is why there is no connection: the last failure to connect or to prepare, nil while Up.
func (l *Link) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lastErr
}

// Wait returns when the connection is up, or with kural.Unavailable and the reason when ctx ends first.
func (l *Link) Wait(ctx context.Context) error {
	_, err := l.session(ctx)
	return err
}

// WithChannel runs f on a channel of its own, which is closed afterwards: for declarations. f's calls to the
// broker together may take half a minute.
func (l *Link) WithChannel(ctx context.Context, f func(*amqp.Channel) error) error {
	s, err := l.session(ctx)
	if err != nil {
		return err
	}
	return s.withChannel(declareTimeout, f)
}

func (l *Link) session(ctx context.Context) (*session, error) {
	for {
		l.mu.Lock()
		s, changed, last := l.current, l.changed, l.lastErr
		l.mu.Unlock()
		if s != nil {
			return s, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, kural.Away("Mesaj kuyruğuna şu anda ulaşılamıyor.", errors.Join(ctx.Err(), last))
		case <-l.done:
			return nil, kural.Away("Mesaj kuyruğu kapatıldı.", amqp.ErrClosed)
		}
	}
}

func (l *Link) set(s *session, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.current, l.lastErr = s, err
	close(l.changed)
	l.changed = make(chan struct{})
}

func (l *Link) supervise(ctx context.Context) {
	defer close(l.done)
	log := l.opt.Log.With().Str("link", l.opt.Name).Logger()
	wait := minBackoff
	for ctx.Err() == nil {
		s, err := l.open(ctx)
		if err == nil {
			log.Info().Msg("connected to RabbitMQ")
			l.set(s, nil)
			began := time.Now()
			err = s.watch(ctx, log)
			if time.Since(began) > maxBackoff {
				wait = minBackoff
			}
		}
		l.set(nil, err)
		if ctx.Err() != nil {
			return
		}
		log.Warn().Err(err).Dur("retry_in", wait).Msg("no connection to RabbitMQ")
		pause(ctx, wait/2+rand.N(wait/2)) //nolint:gosec // jitter needs no secret
		wait = min(2*wait, maxBackoff)
	}
}

func (l *Link) open(ctx context.Context) (*session, error) {
	s, err := dial(ctx, l.nodes.next(), l.opt)
	if err != nil {
		return nil, fmt.Errorf("connect to RabbitMQ: %w", err)
	}
	if l.opt.Prepare == nil {
		return s, nil
	}
	if err := s.withChannel(declareTimeout, func(ch *amqp.Channel) error { return l.opt.Prepare(ctx, ch) }); err != nil {
		s.close()
		return nil, fmt.Errorf("prepare the connection to RabbitMQ: %w", err)
	}
	return s, nil
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

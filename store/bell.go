package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The bell tells every process that something has changed, so that pages and the relay need not poll often.
// A ring is a hint and may be lost: whoever listens also looks by itself from time to time.
const (
	bellChannel = "zil"
	bellPause   = 25 * time.Millisecond // rings within it go out as one: a NOTIFY in every transaction costs two thirds (broker.md)
	bellMax     = 7000                  // bytes a NOTIFY may carry, with room to spare
	bellTopics  = 4096                  // waiting topics; more are dropped, the listeners' own look finds them
)

// TopicGiden is rung when there is something for the relay.
const TopicGiden = "giden"

// TopicBasvuru is rung at each change of an application.
func TopicBasvuru(no int64) string { return fmt.Sprintf("basvuru:%d", no) }

// TopicIl is rung at each change in an il's pool.
func TopicIl(il int) string { return fmt.Sprintf("il:%02d", il) }

// TopicBirim is rung when a birim's inbox changes.
func TopicBirim(no string) string { return "birim:" + no }

type bell struct {
	pool    *pgxpool.Pool
	mu      sync.Mutex
	waiting map[string]struct{}
	timer   *time.Timer
	closed  bool
	done    sync.WaitGroup
}

func newBell(pool *pgxpool.Pool) *bell { return &bell{pool: pool, waiting: map[string]struct{}{}} }

// Ring tells all processes, within bellPause, that each topic has changed. It never waits and never fails.
func (s *Store) Ring(topics ...string) { s.bell.ring(topics) }

func (b *bell) ring(topics []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	for _, t := range topics {
		if len(b.waiting) < bellTopics {
			b.waiting[t] = struct{}{}
		}
	}
	if b.timer == nil && len(b.waiting) > 0 {
		b.done.Add(1)
		b.timer = time.AfterFunc(bellPause, b.flush)
	}
}

func (b *bell) flush() {
	defer b.done.Done()
	b.mu.Lock()
	waiting := b.waiting
	b.waiting, b.timer = map[string]struct{}{}, nil
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	batch := &pgx.Batch{}
	var payload strings.Builder
	for t := range waiting {
		if payload.Len()+len(t) > bellMax {
			batch.Queue("SELECT pg_notify($1, $2)", bellChannel, payload.String())
			payload.Reset()
		}
		payload.WriteString(t + "\n")
	}
	batch.Queue("SELECT pg_notify($1, $2)", bellChannel, payload.String())
	b.pool.SendBatch(ctx, batch).Close() //nolint:errcheck,gosec // a hint: listeners look by themselves too
}

func (b *bell) close() {
	b.mu.Lock()
	b.closed = true
	if b.timer != nil && b.timer.Stop() {
		b.done.Done()
	}
	b.mu.Unlock()
	b.done.Wait()
}

// Listen calls hear with each set of topics rung by any process, until ctx ends or the connection breaks; the
// caller calls it again then, after looking for what it may have missed.
func (s *Store) Listen(ctx context.Context, hear func(topics []string)) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return away(err)
	}
	raw := conn.Hijack() // a listening connection must not go back to the pool
	defer func() {
		bye, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second) // a server that is cut off answers no goodbye
		defer cancel()
		raw.Close(bye) //nolint:errcheck,gosec // nothing to save
	}()
	if _, err := raw.Exec(ctx, "LISTEN "+bellChannel); err != nil {
		return away(err)
	}
	hear(nil) // from here on nothing is missed
	for {
		n, err := raw.WaitForNotification(ctx)
		if err != nil {
			return away(err)
		}
		hear(strings.Fields(n.Payload))
	}
}

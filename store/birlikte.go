package store

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"acikkapi/internal/izsur"
)

// birlikte does together what comes at the same time: what a round trip, a transaction, a wait for the disk costs by itself is paid once
// for all of it. It never waits for company: what comes while kol of them are under way goes with the next one, and never joins one that
// has begun, so that an answer is not older than its question.
type birlikte[S, C any] struct {
	run func(ctx context.Context, all []S, answer func(i int, c C, err error)) // answers each
	kol int                                                                    // under way at a time; 0: birlikteKol

	mu      sync.Mutex
	waiting []*soru[S, C]
	busy    int // under way
}

// soru is one question and the way back to who asked it.
type soru[S, C any] struct {
	s    S
	span trace.Span // of who asks
	done chan cevapla[C]
}

type cevapla[C any] struct {
	c   C
	err error
}

const (
	birlikteKol  = 4                // under way at a time: some work while others wait for the disk; the more, the fewer share each
	birlikteCok  = 32               // at most in one
	birlikteSure = 40 * time.Second // of one: longer than the server lets a statement run
)

// ask has s done, by itself or with others. When ctx ends while it is under way, it may still be done.
func (b *birlikte[S, C]) ask(ctx context.Context, s S) (C, error) {
	q := &soru[S, C]{s, izsur.Span(ctx), make(chan cevapla[C], 1)}
	b.mu.Lock()
	b.waiting = append(b.waiting, q)
	b.begin()
	b.mu.Unlock()
	select {
	case a := <-q.done:
		return a.c, a.err
	case <-ctx.Done():
		b.leave(q)
		var none C
		return none, ctx.Err()
	}
}

// leave takes q from those who wait, if it is one of them.
func (b *birlikte[S, C]) leave(q *soru[S, C]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = slices.DeleteFunc(b.waiting, func(w *soru[S, C]) bool { return w == q })
}

// begin begins with who waits, if there may be one more under way. b.mu is held.
func (b *birlikte[S, C]) begin() {
	if b.busy == cmp.Or(b.kol, birlikteKol) || len(b.waiting) == 0 {
		return
	}
	n := min(len(b.waiting), birlikteCok)
	together := slices.Clone(b.waiting[:n])
	b.waiting = slices.Delete(b.waiting, 0, n)
	b.busy++
	go func() {
		b.do(together)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.busy--
		b.begin()
	}()
}

func (b *birlikte[S, C]) do(together []*soru[S, C]) {
	ctx, cancel := context.WithTimeout(context.Background(), birlikteSure)
	defer cancel()
	all, spans := make([]S, len(together)), make([]trace.Span, len(together))
	for i, q := range together {
		all[i], spans[i] = q.s, q.span
	}
	ctx, end := izsur.Together(ctx, "together", spans)
	defer end(nil)
	defer func() { // in a goroutine of our own it would end the process, and again with who asks the same once more
		if p := recover(); p != nil {
			err := fmt.Errorf("panic: %v at %s", p, debug.Stack())
			for _, q := range together {
				select {
				case q.done <- cevapla[C]{err: err}:
				default: // has its answer
				}
			}
		}
	}()
	b.run(ctx, all, func(i int, c C, err error) { together[i].done <- cevapla[C]{c, err} })
}

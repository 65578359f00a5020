package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	latencyLook   = 5 * time.Millisecond
	latencyFlight = 2000 // lives under way; more means that the load is not half of what can be
)

// latency starts perSecond lives a second, whether or not earlier ones have ended, and takes the time from each
// routing until both birim have it in their inboxes. The watcher's interval is part of what is measured.
func (b *bench) latency(ctx context.Context, l *lives, perSecond float64) error {
	ctx, cancel := context.WithTimeout(ctx, lifeTime)
	defer cancel()
	l.watcher = l.watch(ctx, latencyLook)
	var mu sync.Mutex
	var ms []float64
	arrived := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		ms = append(ms, float64(d.Microseconds())/1000)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(latencyFlight)
	tick := time.NewTicker(time.Duration(float64(time.Second) / perSecond))
	defer tick.Stop()
	for range max(20, int(perSecond*float64(b.size(10, 2)))) {
		select {
		case <-tick.C:
		case <-gctx.Done():
			return errors.Join(g.Wait(), ctx.Err())
		}
		i := l.n
		l.n++
		if !g.TryGo(func() error { return l.one(gctx, i, arrived) }) {
			cancel()
			return errors.Join(fmt.Errorf("%d lives under way at %.0f a second: the machine cannot keep up", latencyFlight, perSecond), g.Wait())
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	what := fmt.Sprintf("routing → both birim inboxes at %.0f lives/s", perSecond)
	b.add(limit(what+", p50", percentile(ms, 50), "ms", "goal for p99", latencyLimit))
	b.add(limit(what+", p99", percentile(ms, 99), "ms", "goal", latencyLimit))
	return nil
}

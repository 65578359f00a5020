package bench

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// maxOps bounds a round, however fast the machine is.
const maxOps = 500_000

// load runs op by so many clients at once for about d and returns operations a second. i is different in every call
// of op. The first error ends it.
func load(ctx context.Context, clients int, d time.Duration, op func(ctx context.Context, i int) error) (float64, error) {
	var done atomic.Int64
	began := time.Now()
	until := began.Add(d)
	g, ctx := errgroup.WithContext(ctx)
	for range clients {
		g.Go(func() error {
			for time.Now().Before(until) {
				i := done.Add(1)
				if i > maxOps {
					done.Add(-1)
					return nil
				}
				if err := op(ctx, int(i)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	return float64(done.Load()) / time.Since(began).Seconds(), err
}

// poll calls cond every so often until it holds, fails or ctx ends.
func poll(ctx context.Context, every time.Duration, cond func(context.Context) (bool, error)) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if ok, err := cond(ctx); err != nil || ok {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

package intake

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/store"
)

// draftAge is how long a draft that nobody touches is kept: a citizen may come back to it on the same day (UI-03), no longer.
const draftAge = 24 * time.Hour

// Sweep forgets old drafts, codes and tries every so often, until ctx ends; once a process. A failure is logged and tried again.
func Sweep(ctx context.Context, s *store.Store, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		n, err := s.SweepDrafts(ctx, draftAge)
		switch {
		case err != nil && ctx.Err() == nil:
			zerolog.Ctx(ctx).Warn().Err(err).Msg("sweeping drafts; will try again")
		case n > 0:
			zerolog.Ctx(ctx).Info().Int("drafts", n).Msg("swept")
		}
	}
}

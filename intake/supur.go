package intake

import (
	"context"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/dosya"
	"acikkapi/store"
)

// draftAge is how long a draft that nobody touches is kept, and a file that nothing refers to: a citizen may come back to it on the same
// day (UI-03), no longer.
const draftAge = 24 * time.Hour

// Sweep forgets old drafts, codes, tries and uploads, and the files that nothing refers to any more, every so often, until ctx ends; once a
// process. A failure is logged and tried again.
func Sweep(ctx context.Context, s *store.Store, files *dosya.Store, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for what, sweep := range map[string]func() (int, error){
			"drafts":  func() (int, error) { return s.SweepDrafts(ctx, draftAge) },
			"uploads": func() (int, error) { return s.SweepUploads(ctx, draftAge) },
			"files":   func() (int, error) { return files.Sweep(ctx, time.Now().Add(-draftAge), s.UsedFiles) },
		} {
			n, err := sweep()
			switch {
			case err != nil && ctx.Err() == nil:
				zerolog.Ctx(ctx).Warn().Err(err).Msg("sweeping " + what + "; will try again")
			case n > 0:
				zerolog.Ctx(ctx).Info().Int(what, n).Msg("swept")
			}
		}
	}
}

package pipeline

import (
	"context"
	"time"

	"acikkapi/store"
)

const parkSupurAra = 10 * time.Minute

// sweepPark forgets parked messages a time after they were decided on (store.ParkSaklama), until ctx ends: some at a time, nobody waits for a lock.
func (p *Pipeline) sweepPark(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := p.opt.Store.SweepPark(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			p.opt.Log.Warn().Err(err).Msg("parked messages are not swept; will try again")
		case n >= store.ParkSupurBolum: // perhaps there are more
			pause(ctx, time.Second)
			continue
		}
		pause(ctx, parkSupurAra)
	}
}

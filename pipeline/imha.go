package pipeline

import (
	"context"
	"time"
)

const (
	imhaAra   = time.Minute // between two looks at what is due for disposal, or approved
	imhaBolum = 100         // records disposed of between two looks
)

// dispose proposes what is due (SC-06) and disposes of what two people have approved, until ctx ends. Every process looks; each record is done once.
func (p *Pipeline) dispose(ctx context.Context) {
	for ctx.Err() == nil {
		if n, err := p.opt.Store.ImhaTuru(ctx); err != nil && ctx.Err() == nil {
			p.opt.Log.Warn().Err(err).Msg("what is due for disposal could not be looked at; will look again")
		} else if n > 0 {
			p.opt.Log.Info().Int("records", n).Msg("a disposal list waits for review")
		}
		n, err := p.opt.Store.ImhaYurut(ctx, imhaBolum)
		if err != nil && ctx.Err() == nil {
			p.opt.Log.Warn().Err(err).Msg("disposal was broken off; will go on")
		}
		if n == imhaBolum && err == nil {
			continue
		}
		pause(ctx, defaultTo(p.opt.ImhaAra, imhaAra))
	}
}

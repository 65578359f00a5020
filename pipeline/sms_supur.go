package pipeline

import (
	"context"
	"time"
)

const smsSupurAra = 30 * time.Second

// sweepSMS takes up SMS that are not out and whose message is nowhere (store.SendForgottenSMS), until ctx ends.
func (p *Pipeline) sweepSMS(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := p.opt.Store.SendForgottenSMS(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			p.opt.Log.Warn().Err(err).Msg("forgotten SMS are not looked for; will try again")
		case n > 0:
			p.opt.Log.Warn().Int("sms", n).Msg("SMS that nobody was about to send are sent for again")
		}
		pause(ctx, smsSupurAra)
	}
}

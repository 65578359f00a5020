package pipeline

import (
	"context"
	"errors"
	"time"

	"acikkapi/internal/kural"
)

// receipts asks the providers that do not tell by themselves what became of the SMS they took, so many a minute as each allows, until
// ctx ends (PL-07).
func (p *Pipeline) receipts(ctx context.Context) {
	const turns = 6 // a minute
	tick := time.NewTicker(time.Minute / turns)
	defer tick.Stop()
	left := map[string]int{} // sixths of a question
	for {
		for _, s := range p.opt.Saglayicilar {
			left[s.Ad] += s.Sorular
			if n := left[s.Ad] / turns; n > 0 {
				left[s.Ad] -= n * turns
				p.askReceipts(ctx, s, n)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// askReceipts asks s about at most n SMS. One that cannot be told of further holds up no other; a provider that does not answer is left alone.
func (p *Pipeline) askReceipts(ctx context.Context, s Saglayici, n int) {
	ids, err := p.opt.Store.SMSToAsk(ctx, s.Ad, n)
	for _, id := range ids {
		d, e := s.Gateway.Report(ctx, id.String())
		if kural.KindOf(e) == kural.NotFound { // forgotten there: nobody will ever know
			continue
		}
		if e != nil {
			err = errors.Join(err, e)
			break
		}
		if d.Final() {
			err = errors.Join(err, p.opt.Store.SMSReceipt(ctx, id.String(), d))
		}
	}
	if err != nil && ctx.Err() == nil {
		p.opt.Log.Warn().Err(err).Str("saglayici", s.Ad).Msg("receipts of SMS could not be asked for")
	}
}

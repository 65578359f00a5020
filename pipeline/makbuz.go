package pipeline

import (
	"context"
	"errors"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// receipts asks the providers that do not tell by themselves what became of the SMS they took, so many a minute as each allows, all replicas
// together, until ctx ends (PL-07).
func (p *Pipeline) receipts(ctx context.Context) {
	for ctx.Err() == nil {
		for _, s := range p.opt.Saglayicilar {
			n, err := p.opt.Store.SMSSorulur(ctx, s.Ad, s.Sorular)
			if err != nil && ctx.Err() == nil {
				p.opt.Log.Warn().Err(err).Str("saglayici", s.Ad).Msg("receipts of SMS cannot be asked for now")
			}
			if n > 0 && err == nil {
				p.askReceipts(ctx, s, n)
			}
		}
		pause(ctx, store.SorguAra)
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

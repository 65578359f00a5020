package pipeline

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// sureAra is how often the clock is looked at; the longest that a date may be late.
const sureAra = 30 * time.Second

// watchClock turns dates that come near or have passed into messages (PL-08), until ctx ends. Every process looks, one at a time does.
func (p *Pipeline) watchClock(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := p.opt.Store.SureTuru(ctx)
		if err != nil && ctx.Err() == nil {
			p.opt.Log.Warn().Err(err).Msg("the deadlines could not be looked at; will look again")
		}
		if n > 0 && err == nil { // perhaps there are more
			pause(ctx, time.Second)
			continue
		}
		pause(ctx, defaultTo(p.opt.SureAra, sureAra))
	}
}

// sure writes what the clock says into the application's timeline, or counts open dates anew after the calendar has changed.
func (c *consumers) sure(ctx context.Context, msg *message.Message) error {
	if msg.Metadata.Get(MetaType) == store.TipTakvim {
		g, err := decode[store.TakvimGorev](msg)
		if err != nil {
			return err
		}
		return c.store.MoveDates(ctx, "sure", g)
	}
	g, err := decode[store.SureGorev](msg)
	if err != nil {
		return err
	}
	_, err = c.store.Do(ctx, kural.Pipeline("sure"), g.BasvuruNo,
		basvuru.NoteDeadline{Olay: g.Olay, Sira: g.Sira, SonTarih: g.SonTarih}, store.Once("sure", g.ID))
	return err
}

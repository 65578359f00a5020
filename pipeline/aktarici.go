package pipeline

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// Relay carries the outbox to the broker: the only place that publishes. It takes a shard's due messages in order,
// publishes them with a window of confirms and deletes what was confirmed; a crash in between sends them again, under
// the same ids.
type Relay struct {
	Store     *store.Store
	Publisher *Publisher
	Log       zerolog.Logger
	Metrics   *Metrics
	Tracer    *izsur.Tracer // nil: off
}

const (
	relayBatch  = 500                    // rows a transaction (broker.md)
	relayLook   = time.Second            // how often to look without being told: retries fall due
	relayPause  = 500 * time.Millisecond // after a failure
	relayTime   = 20 * time.Second       // a batch at the longest
	relayAtOnce = 4                      // shards: one reads or deletes its rows while others publish
	relayRest   = 30 * time.Second       // of a message that the broker refuses by itself: no queue, a full queue
)

// Run relays until ctx ends. wake says that something may be waiting.
func (r *Relay) Run(ctx context.Context, wake <-chan struct{}) {
	tick := time.NewTicker(relayLook)
	defer tick.Stop()
	for {
		wait := (<-chan time.Time)(nil)
		if err := r.drain(ctx); err != nil && ctx.Err() == nil {
			r.Log.Warn().Err(err).Msg("relay: will try again")
			wait = time.After(relayPause)
		}
		if wait != nil {
			select {
			case <-wait:
			case <-ctx.Done():
				return
			}
			continue
		}
		select {
		case <-wake:
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// drain goes over the shards until none has anything due, and stops at a failure. While the broker is away it
// waits without holding a transaction.
func (r *Relay) drain(ctx context.Context) error {
	for more := true; more && ctx.Err() == nil; {
		if err := r.Publisher.link.Wait(ctx); err != nil {
			return err
		}
		full, err := r.shards(ctx)
		if err != nil {
			return err
		}
		more = full
	}
	return nil
}

// shards relays one batch of each, some at once, and tells whether there may be more. After a failure no further one is begun.
func (r *Relay) shards(ctx context.Context) (bool, error) {
	var more atomic.Bool
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(relayAtOnce)
	for parca := range store.Parcas {
		g.Go(func() error {
			if gctx.Err() != nil {
				return nil
			}
			full, err := r.shard(ctx, parca)
			if full {
				more.Store(true)
			}
			return err
		})
	}
	err := g.Wait()
	return more.Load(), err
}

// shard relays one batch and tells whether there may be more.
func (r *Relay) shard(ctx context.Context, parca int) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), relayTime) // a stop lets the batch end
	defer cancel()
	var failed error
	taken, sent, err := r.Store.Relay(ctx, parca, relayBatch, func(ctx context.Context, out []store.Giden) []error {
		batch := make([]Outgoing, len(out))
		for i := range out {
			batch[i] = outgoingRow(&out[i])
		}
		end := r.publishing(out, batch)
		failPoint("before publish")
		errs := r.Publisher.PublishBatch(ctx, batch)
		failPoint("after confirm, before delete")
		end(errs)
		failed = r.putOff(out, errs)
		return errs
	})
	r.Metrics.relayed(sent)
	if err != nil {
		return false, err
	}
	return taken == relayBatch, failed
}

// putOff lets those messages rest that the broker refuses while it takes others, or they would be in the way of all
// behind them for ever. It returns the failure that is not of one message but of the connection, nil without.
func (r *Relay) putOff(out []store.Giden, errs []error) (failed error) {
	for i, err := range errs {
		switch {
		case err == nil:
		case kural.KindOf(err) == kural.Unavailable && !errors.Is(err, ErrRefused):
			failed = err
		default:
			out[i].Bekle = relayRest
			r.Metrics.refused()
			inTrace(r.Log.Error().Err(err), out[i].Baslik[izsur.Header]).Stringer("message", out[i].MesajID).Str("exchange", out[i].Exchange).Str("key", out[i].Anahtar).
				Msg("the broker refuses a message; it stays in the outbox")
		}
	}
	return failed
}

func outgoingRow(g *store.Giden) Outgoing {
	headers := map[string]string{metaAttempt: strconv.Itoa(g.Deneme)}
	for k, v := range g.Baslik {
		headers[k] = v
	}
	return Outgoing{
		Exchange: g.Exchange, Key: g.Anahtar, ID: g.MesajID.String(), Type: g.Tip, Time: g.Zaman, Headers: headers, Body: g.Govde,
		CorrelationID: strconv.FormatInt(g.KonuNo, 10),
	}
}

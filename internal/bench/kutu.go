package bench

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// The place that everything here is about: Ankara, Keçiören, Kalaba.
const (
	il       = 6
	ilce     = 6017
	yerlesim = 6017025
)

var desk = kural.Actor{Rol: kural.AKS, ID: 1, Ad: "SELİN AKIN", Il: il}

// boxes measures deliveries into the birims' web inboxes, through many queues beside as many through one.
func (b *bench) boxes(ctx context.Context) error {
	w, n, queues := b.world, b.size(1_500, 200), b.size(200, 20)
	link, err := w.link(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	birims, err := w.birims(ctx, queues)
	if err != nil {
		return err
	}
	keys := make([]string, len(birims))
	for i, r := range birims {
		keys[i] = r.No
	}
	if err := w.openQueues(ctx, link, pipeline.ExchangeBirim, keys); err != nil {
		return err
	}
	over := func(birims []basvuru.Birim) side {
		return func(ctx context.Context) (float64, error) {
			out, err := w.routed(ctx, birims, n)
			if err != nil {
				return 0, err
			}
			if err := w.emptyOutbox(ctx); err != nil { // what is measured starts in the birims' queues
				return 0, err
			}
			if err := publish(ctx, link, out); err != nil {
				return 0, err
			}
			return w.drain(ctx, "birim", n)
		}
	}
	m, err := b.medians(ctx, over(birims), over(birims[:1]))
	if err != nil {
		return err
	}
	b.add(rate(fmt.Sprintf("birim inboxes, %d queues", len(birims)), m[0], "the same through 1 queue", m[1], 0.8))
	return nil
}

// birims is the first n active units.
func (w *world) birims(ctx context.Context, n int) ([]basvuru.Birim, error) {
	rows, err := w.owner.Query(ctx, `SELECT detsis_no, ad FROM birim WHERE aktif ORDER BY detsis_no LIMIT $1`, n)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[basvuru.Birim])
	if err == nil && len(found) < n {
		err = fmt.Errorf("there are %d units, %d are needed", len(found), n)
	}
	return found, err
}

// routed files n applications, routes each to one of birims, and returns the messages for their queues.
func (w *world) routed(ctx context.Context, birims []basvuru.Birim, n int) ([]pipeline.Outgoing, error) {
	people := w.applicants()
	out := make([]pipeline.Outgoing, n)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(consumerWorkers)
	for i := range out {
		g.Go(func() error {
			no, err := w.file(ctx, people[i%len(people)], i)
			if err != nil {
				return err
			}
			if _, err := w.store.Do(ctx, desk, no, basvuru.Route{Birims: []basvuru.Birim{birims[i%len(birims)]}}); err != nil {
				return err
			}
			ms, err := w.store.BirimMesajlari(ctx, no, []int{1})
			if err != nil {
				return err
			}
			if len(ms) != 1 {
				return fmt.Errorf("application %d has %d messages instead of one", no, len(ms))
			}
			out[i], err = outgoing(pipeline.ExchangeBirim, ms[0].BirimNo, ms[0].ID.String(), store.TipYonlendirme, ms[0])
			out[i].CorrelationID = strconv.FormatInt(no, 10)
			return err
		})
	}
	return out, g.Wait()
}

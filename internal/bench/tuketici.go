package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"acikkapi/pipeline"
	"acikkapi/store"
)

// consumerWorkers is as many clients as the reference has.
const consumerWorkers = 16

// consumer measures a consumer that applies each message once and writes one row, the MİA's inbox, beside the same
// statements without messages. The pipeline takes what waits in the queue at once, in one transaction.
func (b *bench) consumer(ctx context.Context) error {
	w, n := b.world, b.size(8_000, 500)
	link, err := w.link(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	key := fmt.Sprintf("%02d", il)
	if err := w.openQueues(ctx, link, pipeline.ExchangeMIA, []string{key}); err != nil {
		return err
	}
	if err := w.emptyOutbox(ctx); err != nil {
		return err
	}
	next := int64(1) << 40 // no application has such a number
	ours := func(ctx context.Context) (float64, error) {
		out := make([]pipeline.Outgoing, n)
		for i := range out {
			next++
			g := store.MIAGorev{ID: uuid.Must(uuid.NewV7()), Zaman: time.Now(), BasvuruNo: next, OlaySira: 1, Il: il}
			if out[i], err = outgoing(pipeline.ExchangeMIA, key, g.ID.String(), store.TipMIA, g); err != nil {
				return 0, err
			}
		}
		if err := publish(ctx, link, out); err != nil {
			return 0, err
		}
		return w.drain(ctx, "mia-kutusu", n)
	}
	return b.besideStatements(ctx, "consumer, applied once, one row", "same statements", 0.6, ours, script{
		"BEGIN",
		"INSERT INTO islenen_mesaj (tuketici, mesaj_id) VALUES ('mia-kutusu', gen_random_uuid()) ON CONFLICT DO NOTHING",
		fmt.Sprintf("INSERT INTO mia_kutusu (il_kodu, basvuru_no, olay_sira, geldi) VALUES (%d, :no, 1, now()) ON CONFLICT DO NOTHING", il),
		"COMMIT",
	})
}

// besideStatements measures how many messages a second a consumer applies beside what a transaction costs by itself.
func (b *bench) besideStatements(
	ctx context.Context, name, what string, goal float64, ours func(context.Context) (float64, error), statements script,
) error {
	ref := b.world.runner()
	reference := func(ctx context.Context) (float64, error) { return ref.run(ctx, statements, consumerWorkers, b.span) }
	m, err := b.medians(ctx, ours, reference)
	if err != nil {
		return err
	}
	b.add(rate(name, m[0], fmt.Sprintf("%s, %s, %d clients", ref.name, what, consumerWorkers), m[1], goal))
	return nil
}

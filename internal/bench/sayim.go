package bench

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/pipeline"
)

// reports measures the consumer that counts events for the statistics, beside the least that a message would cost by itself.
func (b *bench) reports(ctx context.Context) error {
	w, n := b.world, b.size(3_000, 100) // applications, of two events each
	link, err := w.link(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	birims, err := w.birims(ctx, lifeBirims)
	if err != nil {
		return err
	}
	ours := func(ctx context.Context) (float64, error) {
		out, err := w.events(ctx, birims, n)
		if err != nil {
			return 0, err
		}
		if err := publish(ctx, link, out); err != nil {
			return 0, err
		}
		return w.drain(ctx, "rapor", len(out))
	}
	return b.besideStatements(ctx, "reports, events counted", "applied-once row and one line of counts", 1, ours, script{
		"BEGIN",
		"INSERT INTO islenen_mesaj (tuketici, mesaj_id) VALUES ('rapor', gen_random_uuid()) ON CONFLICT DO NOTHING",
		fmt.Sprintf(`INSERT INTO sayim AS s VALUES (0, %d, 0, 0, date '2020-01-01' + (:no::bigint %% 365)::int, %d, '', 'havuzda', -1, 1)
			ON CONFLICT (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim) DO UPDATE SET adet = s.adet + 1`, il, ilce),
		"COMMIT",
	})
}

// events files and routes n applications and returns their events, for the queue of the reports alone.
func (w *world) events(ctx context.Context, birims []basvuru.Birim, n int) ([]pipeline.Outgoing, error) {
	var last int64
	if err := w.owner.QueryRow(ctx, `SELECT coalesce(max(no), 0) FROM basvuru`).Scan(&last); err != nil {
		return nil, err
	}
	if _, err := w.routed(ctx, birims, n); err != nil {
		return nil, err
	}
	if err := w.emptyOutbox(ctx); err != nil { // what is measured starts in the queue
		return nil, err
	}
	rows, err := w.owner.Query(ctx, `SELECT id::text, tip, govde FROM olay WHERE konu_no > $1 ORDER BY zaman`, last)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (pipeline.Outgoing, error) {
		o := pipeline.Outgoing{Key: "rapor"}
		err := row.Scan(&o.ID, &o.Type, &o.Body)
		return o, err
	})
}

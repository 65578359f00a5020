package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
)

// akisBoyu is the number of applications that ListeAkis holds at a time.
const akisBoyu = 1000

// ListeAkis gives each the whole list, line by line, in the order and with the content of the pages of Liste (AK-04). It ends
// with the first error of each, which it returns. Errors: Unavailable.
//
// It reads page after page by the entries at their edges, not in one transaction: an export that takes minutes would keep the
// server from clearing the outbox of what has gone, and hold a connection while each writes. So a line is as it was when it was
// read. None comes twice, and what comes in meanwhile stands above the place that has been reached: it is left out, and the
// list ends.
func (s *Store) ListeAkis(ctx context.Context, actor basvuru.Actor, f Suzgec, each func(*ListeSatir) error) error {
	q := basvuruListe{s, actor, f}
	g, ctx := errgroup.WithContext(ctx)
	pages := make(chan []ListeSatir) // one is read while each works on the one before it
	g.Go(func() error {
		defer close(pages)
		for at := (Imlec{}); ; {
			nos, err := q.numbers(ctx, at, akisBoyu)
			if err != nil || len(nos) == 0 {
				return err
			}
			list, err := q.satirlar(ctx, nos)
			if err != nil {
				return err
			}
			at.Sonra = nos[len(nos)-1]
			select {
			case pages <- list:
			case <-ctx.Done():
				return ctx.Err()
			}
			if len(nos) < akisBoyu {
				return nil
			}
		}
	})
	g.Go(func() error {
		for list := range pages {
			for i := range list {
				if err := each(&list[i]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return g.Wait()
}

// satirlar are the lines of the applications nos.
func (q basvuruListe) satirlar(ctx context.Context, nos []int64) ([]ListeSatir, error) {
	lines := satirs{s: q.s}
	err := q.read(ctx, func(b *pgx.Batch) { lines.queue(b, nos) })
	return lines.list, err
}

// ListeSay counts the list, limit at most: whether an export is small enough for a request costs no more than that.
// Errors: Unavailable.
func (s *Store) ListeSay(ctx context.Context, actor basvuru.Actor, f Suzgec, limit int) (int, error) {
	q := basvuruListe{s, actor, f}
	sql, args := q.say(limit)
	return q.count(ctx, sql, args)
}

package store

import (
	"context"

	"github.com/jackc/pgx/v5"

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
	for at := (Imlec{}); ; {
		nos, err := q.numbers(ctx, at, akisBoyu)
		if err != nil || len(nos) == 0 {
			return err
		}
		lines := satirs{s: s}
		if err := q.read(ctx, func(b *pgx.Batch) { lines.queue(b, nos) }); err != nil {
			return err
		}
		for i := range lines.list {
			if err := each(&lines.list[i]); err != nil {
				return err
			}
		}
		if len(nos) < akisBoyu {
			return nil
		}
		at.Sonra = nos[len(nos)-1]
	}
}

// ListeSay counts the list, limit at most: whether an export is small enough for a request costs no more than that.
// Errors: Unavailable.
func (s *Store) ListeSay(ctx context.Context, actor basvuru.Actor, f Suzgec, limit int) (int, error) {
	q := basvuruListe{s, actor, f}
	sql, args := q.say(limit)
	return q.count(ctx, sql, args)
}

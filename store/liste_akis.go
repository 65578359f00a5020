package store

import (
	"context"

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
	for at := (Imlec{}); ; {
		satirs, err := s.listeSatirs(ctx, actor, f, at, akisBoyu)
		if err != nil {
			return err
		}
		for i := range satirs {
			if err := each(&satirs[i]); err != nil {
				return err
			}
		}
		if len(satirs) < akisBoyu {
			return nil
		}
		at.Sonra = satirs[len(satirs)-1].No
	}
}

// ListeSay counts the list, limit at most: whether an export is small enough for a request costs no more than that.
// Errors: Unavailable.
func (s *Store) ListeSay(ctx context.Context, actor basvuru.Actor, f Suzgec, limit int) (int, error) {
	some := selectFrom("basvuru b", "b.no").Limit(limit)
	scope(some, actor)
	f.apply(s, some)
	all := selectFrom("", "count(*)")
	all.From(all.BuilderAs(some, "b"))
	sql, args := all.Build()
	n := 0
	return n, away(s.pool.QueryRow(ctx, sql, args...).Scan(&n))
}

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
		satirs, err := s.listeSatirs(ctx, &q, at)
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
func (s *Store) ListeSay(ctx context.Context, actor basvuru.Actor, f Suzgec, limit int) (n int, err error) {
	q := basvuruListe{s, actor, f}
	err = s.anlik(ctx, func(b *pgx.Batch) {
		sql, args := q.say(limit)
		one(b.Queue(sql, args...), &n)
	})
	return n, err
}

func (s *Store) listeSatirs(ctx context.Context, q *basvuruListe, at Imlec) (satirs []ListeSatir, err error) {
	err = s.anlik(ctx, func(b *pgx.Batch) {
		sql, args := q.satirs(at, akisBoyu)
		b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
			satirs, err = pgx.CollectRows(rows, s.scanSatir)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return satirs, s.addYonlendirmes(ctx, satirs)
}

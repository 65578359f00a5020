package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// topluIsci is how many applications of one act are worked on at the same time: more would keep others from the database.
const topluIsci = 4

// RunToplu works off the waiting lines of t by actor, each in a transaction of its own, until all are done or the time of
// budget is over; what is left waits for the next call. A line that is done is not done again, whoever else runs t meanwhile.
// Errors: those that say nothing about an application, Unavailable above all; its line goes on waiting.
func (s *Store) RunToplu(ctx context.Context, actor basvuru.Actor, t *Toplu, budget time.Duration) error {
	end := s.now().Add(budget)
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(topluIsci)
	cmd, first := t.Command(), true
	for i := range t.Satirs {
		l := &t.Satirs[i]
		if l.Durum != TopluBekliyor {
			continue
		}
		if !first && s.now().After(end) || running.Err() != nil { // at least one a call, so that every call gets on
			break
		}
		first = false
		group.Go(func() error { return s.runSatir(running, actor, t.ID, l, cmd) })
	}
	if err := group.Wait(); err != nil {
		return away(err)
	}
	if t.Sayi(TopluBekliyor) > 0 {
		return nil
	}
	_, err := s.pool.Exec(ctx, `UPDATE toplu SET metin = '' WHERE id = $1`, t.ID)
	return away(err)
}

// runSatir does cmd to one application and writes down what became of it.
func (s *Store) runSatir(ctx context.Context, actor basvuru.Actor, id uuid.UUID, l *TopluSatir, cmd basvuru.Command) error {
	once := uuid.NewSHA1(id, fmt.Appendf(nil, "%d", l.No))
	_, err := s.Do(ctx, actor, l.No, cmd, Once("toplu", once))
	durum, neden := TopluYapildi, ""
	if err != nil {
		switch kural.KindOf(err) {
		case kural.NotFound:
			durum = TopluBulunamadi
		case kural.Conflict, kural.Forbidden, kural.Invalid:
			durum, neden = TopluReddedildi, kural.All(err)[0].Message
		default:
			return err
		}
	}
	// Where two run the same act, a refusal of the second does not hide what the first has done.
	err = s.pool.QueryRow(ctx, `UPDATE toplu_satir SET durum = CASE WHEN durum = 'bekliyor' OR $3 = 'yapildi' THEN $3 ELSE durum END,
		neden = CASE WHEN durum = 'bekliyor' OR $3 = 'yapildi' THEN $4 ELSE neden END
		WHERE toplu_id = $1 AND basvuru_no = $2 RETURNING durum, neden`, id, l.No, durum, neden).Scan(&l.Durum, &l.Neden)
	return away(err)
}

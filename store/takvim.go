package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/takvim"
)

// Takvim is the calendar of working days, at most a minute old; with the database away the old one serves too.
func (s *Store) Takvim(ctx context.Context) (*takvim.Takvim, error) {
	return s.takvim.get(s.now, func(*takvim.Takvim) (*takvim.Takvim, error) {
		rows, err := s.pool.Query(ctx, `SELECT gun, ad, yarim FROM tatil`)
		if err != nil {
			return nil, away(err)
		}
		days, err := pgx.CollectRows(rows, pgx.RowToStructByPos[takvim.Tatil])
		if err != nil {
			return nil, away(err)
		}
		return takvim.New(istanbul, days), nil
	})
}

// sureSQL is how many working days the birim has for an application: the shortest of its headings.
const sureSQL = `SELECT coalesce(min(coalesce(a.sure_gun, b.sure_gun, $2)), $2) FROM basvuru_hizmet h JOIN hizmet_baslik b ON b.id = h.baslik_id
	LEFT JOIN hizmet_alt_baslik a ON a.id = h.alt_baslik_id WHERE h.basvuru_no = $1`

// readTakvim reads the calendar for a command that needs it, before Do holds a connection: if all that are held waited for it, none
// would be left to read it with.
func (s *Store) readTakvim(ctx context.Context, cmd basvuru.Command) error {
	switch cmd.(type) {
	case basvuru.Route, basvuru.MoveDeadlines, basvuru.Answer, basvuru.Return, basvuru.Close:
		_, err := s.Takvim(ctx)
		return err
	}
	return nil
}

// withDeadline gives a routing its date, dates that shall move what they are counted from, and answers the calendar that says how long
// they took, under the lock; other commands stay as they are (PL-08, PL-09).
func (s *Store) withDeadline(ctx context.Context, q querier, b *basvuru.Basvuru, cmd basvuru.Command, now time.Time) (basvuru.Command, error) {
	switch cmd := cmd.(type) {
	case basvuru.Route:
		return s.withDate(ctx, q, b, cmd, now)
	case basvuru.Answer:
		cal, err := s.Takvim(ctx)
		cmd.Takvim = cal
		return cmd, err
	case basvuru.Return:
		cal, err := s.Takvim(ctx)
		cmd.Takvim = cal
		return cmd, err
	case basvuru.Close:
		cal, err := s.Takvim(ctx)
		cmd.Takvim = cal
		return cmd, err
	case basvuru.MoveDeadlines:
		var err error
		if cmd.Takvim, err = s.Takvim(ctx); err != nil {
			return nil, err
		}
		var gelis time.Time
		if err := q.QueryRow(ctx, `SELECT gelis_tarihi FROM basvuru WHERE no = $1`, b.No).Scan(&gelis); err != nil {
			return nil, away(err)
		}
		cmd.Gelis, cmd.Simdi = gunBasi(gelis), now
		err = q.QueryRow(ctx, sureSQL, b.No, basvuru.SureGun).Scan(&cmd.Genel)
		return cmd, away(err)
	}
	return cmd, nil
}

// gunBasi is the beginning in Istanbul of a date of the database.
func gunBasi(d time.Time) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, istanbul)
}

func (s *Store) withDate(ctx context.Context, q querier, b *basvuru.Basvuru, route basvuru.Route, now time.Time) (basvuru.Command, error) {
	cal, err := s.Takvim(ctx)
	if err != nil {
		return nil, err
	}
	gun := 0
	if err := q.QueryRow(ctx, sureSQL, b.No, basvuru.SureGun).Scan(&gun); err != nil {
		return nil, away(err)
	}
	route.SureGun, route.SonTarih = gun, basvuru.SonTarih(cal, now, gun, b.YasalSon)
	warnUnknown(ctx, cal, route.SonTarih)
	return route, nil
}

// yasalSon is the law's date for an application that came in on gelis. Errors: Unavailable.
func (s *Store) yasalSon(ctx context.Context, gelis time.Time) (time.Time, error) {
	cal, err := s.Takvim(ctx)
	if err != nil {
		return time.Time{}, err
	}
	son := basvuru.YasalSon(cal, gelis)
	warnUnknown(ctx, cal, son)
	return son, nil
}

// warnUnknown tells the operator that dates have come to the calendar's edge: somebody has to enter the next year's holidays.
func warnUnknown(ctx context.Context, cal *takvim.Takvim, son time.Time) {
	if !cal.Knows(son) {
		zerolog.Ctx(ctx).Warn().Str("son_tarih", son.In(istanbul).Format(time.DateOnly)).Int("takvim_son_yil", cal.LastYear()).
			Msg("a deadline lies in a year whose holidays the calendar does not know: only weekends were counted out")
	}
}

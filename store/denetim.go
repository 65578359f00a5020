package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// ErrChain says that an application's history is not what was written: a row was changed, removed, put in or moved.
var ErrChain = errors.New("history is not whole")

// VerifyChain recomputes the chain of an application's history (SC-05) and holds its end against the application.
// Errors: NotFound; ErrChain with the first row that is wrong; Unavailable.
func (s *Store) VerifyChain(ctx context.Context, no int64) error {
	var sira int
	var son []byte
	var durum basvuru.Durum
	err := s.pool.QueryRow(ctx, `SELECT olay_sira, olay_ozet, durum FROM basvuru WHERE no = $1`, no).Scan(&sira, &son, &durum)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return basvuru.NotFoundError(no)
	}
	if err != nil {
		return away(err)
	}
	rows, err := s.chain(ctx, no)
	if err != nil {
		return err
	}
	onceki := []byte{}
	for i, o := range rows {
		switch {
		case o.OlaySira != i+1:
			return fmt.Errorf("%w: application %d has row %d in the place of row %d", ErrChain, no, o.OlaySira, i+1)
		case !bytes.Equal(o.Onceki, onceki):
			return fmt.Errorf("%w: row %d of application %d does not follow the one before it", ErrChain, o.OlaySira, no)
		case !bytes.Equal(o.Ozet, o.digest()):
			return fmt.Errorf("%w: row %d of application %d was changed", ErrChain, o.OlaySira, no)
		}
		onceki = o.Ozet
	}
	if n := len(rows); n == 0 || n != sira || !bytes.Equal(onceki, son) || rows[n-1].YeniDurum != durum {
		return fmt.Errorf("%w: application %d is at row %d, state %q, and its history ends at row %d", ErrChain, no, sira, durum, n)
	}
	return nil
}

func (s *Store) chain(ctx context.Context, no int64) ([]*olay, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, konu, konu_no, sira, tip, tur, eski_durum, yeni_durum, yapan_rol, yapan_id, yapan_ad,
		etiket, aciklama, zaman, govde::text, onceki_ozet, ozet FROM olay WHERE konu = 'basvuru' AND konu_no = $1 ORDER BY sira`, no)
	if err != nil {
		return nil, away(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*olay, error) {
		o := &olay{}
		var govde string
		err := row.Scan(&o.ID, &o.Konu, &o.BasvuruNo, &o.OlaySira, &o.Tip, &o.Tur, &o.EskiDurum, &o.YeniDurum, &o.Yapan.Rol, &o.YapanID, &o.Yapan.Ad,
			&o.Etiket, &o.Aciklama, &o.Zaman, &govde, &o.Onceki, &o.Ozet)
		o.Govde = []byte(govde)
		return o, err
	})
	return out, away(err)
}

package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/kart"
)

// ErrChain says that the history of an application or card is not what was written: a row was changed, removed, put in or moved.
var ErrChain = errors.New("history is not whole")

// VerifyChain recomputes the chain of an application's history (SC-05) and holds its end against the application.
// Errors: NotFound; ErrChain with the first row that is wrong; Unavailable.
func (s *Store) VerifyChain(ctx context.Context, no int64) error {
	end := chainEnd{konu: konuBasvuru, no: no, first: 1}
	err := s.pool.QueryRow(ctx, `SELECT olay_sira, olay_ozet, durum FROM basvuru WHERE no = $1`, no).Scan(&end.sira, &end.ozet, &end.durum)
	if errors.Is(err, pgx.ErrNoRows) {
		return basvuru.NotFoundError(no)
	}
	if err != nil {
		return away(err)
	}
	return s.verify(ctx, end)
}

// VerifyKartChain is VerifyChain for a card, which has no history before its first request.
func (s *Store) VerifyKartChain(ctx context.Context, no int64) error {
	end := chainEnd{konu: konuKart, no: no}
	var taleps, sira int
	err := s.pool.QueryRow(ctx, `SELECT olay_sira, olay_ozet, durum, talep_sira, (SELECT count(*) FROM kart_talep WHERE kart_no = no) FROM kart WHERE no = $1`, no).
		Scan(&end.sira, &end.ozet, &end.durum, &sira, &taleps)
	if errors.Is(err, pgx.ErrNoRows) {
		return kart.NotFoundError()
	}
	if err != nil {
		return away(err)
	}
	if end.first = min(taleps, 1); taleps != sira {
		return fmt.Errorf("%w: kart %d is at request %d and has %d", ErrChain, no, sira, taleps)
	}
	return s.verify(ctx, end)
}

// chainEnd is where a record says that its history ends.
type chainEnd struct {
	konu  string
	no    int64
	sira  int
	ozet  []byte
	durum string
	first int // rows that there must be at least
}

func (s *Store) verify(ctx context.Context, end chainEnd) error {
	rows, err := chainOf(ctx, s.pool, end.konu, end.no)
	if err != nil {
		return err
	}
	onceki, durum, sealed := []byte{}, "", muhurlu(s.box, rows)
	for i, o := range rows {
		switch {
		case o.OlaySira != i+1:
			return fmt.Errorf("%w: %s %d has row %d in the place of row %d", ErrChain, end.konu, end.no, o.OlaySira, i+1)
		case !bytes.Equal(o.Onceki, onceki):
			return fmt.Errorf("%w: row %d of %s %d does not follow the one before it", ErrChain, o.OlaySira, end.konu, end.no)
		case i >= sealed && !bytes.Equal(o.Ozet, o.digest()):
			return fmt.Errorf("%w: row %d of %s %d was changed", ErrChain, o.OlaySira, end.konu, end.no)
		}
		onceki, durum = o.Ozet, string(o.YeniDurum)
	}
	if n := len(rows); n < end.first || n != end.sira || !bytes.Equal(onceki, end.ozet) || durum != end.durum {
		return fmt.Errorf("%w: %s %d is at row %d, state %q, and its history ends at row %d", ErrChain, end.konu, end.no, end.sira, end.durum, n)
	}
	return nil
}

// chainOf reads the history of an application or card, as q sees it.
func chainOf(ctx context.Context, q rowsQuerier, konu string, no int64) ([]*olay, error) {
	rows, err := q.Query(ctx, `SELECT id, konu, konu_no, sira, tip, tur, eski_durum, yeni_durum, yapan_rol, yapan_id, yapan_ad,
		etiket, aciklama, zaman, govde::text, onceki_ozet, ozet, tuz FROM olay WHERE konu = $1 AND konu_no = $2 ORDER BY sira`, konu, no)
	if err != nil {
		return nil, away(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*olay, error) {
		o := &olay{}
		var govde string
		err := row.Scan(&o.ID, &o.Konu, &o.BasvuruNo, &o.OlaySira, &o.Tip, &o.Tur, &o.EskiDurum, &o.YeniDurum, &o.Yapan.Rol, &o.YapanID, &o.Yapan.Ad,
			&o.Etiket, &o.Aciklama, &o.Zaman, &govde, &o.Onceki, &o.Ozet, &o.Tuz)
		o.Govde = []byte(govde)
		return o, err
	})
	return out, away(err)
}

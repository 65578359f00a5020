package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/maske"
)

// ParkSaklama is how long a parked message is kept once it is decided on, with what it carries. Who has decided, when and why stays for good (degisiklik).
const ParkSaklama = 90 * 24 * time.Hour

// ParkSupurBolum is how many parked messages SweepPark takes at a time.
const ParkSupurBolum = 1000

// Of a message that waits for a decision once more its earlier records stay: they are its history.
const sweepPark = `WITH eski AS (SELECT id FROM park p WHERE karar IS NOT NULL AND coalesce(karar_zaman, zaman) < $1
		AND NOT EXISTS (SELECT FROM park a WHERE (a.tuketici, a.mesaj_id) = (p.tuketici, p.mesaj_id) AND a.karar IS NULL)
		ORDER BY coalesce(karar_zaman, zaman) LIMIT $2 FOR UPDATE SKIP LOCKED),
	giden AS (DELETE FROM park p USING eski e WHERE p.id = e.id RETURNING p.tuketici, p.mesaj_id, p.karar),
	atilan AS (INSERT INTO park_atilan (tuketici, mesaj_id) SELECT tuketici, mesaj_id FROM giden WHERE karar = 'atildi' ORDER BY 1, 2 ON CONFLICT DO NOTHING)
	SELECT count(*) FROM giden`

// SweepPark forgets the next messages that were decided on ParkSaklama ago, and gives those that an earlier version has parked the reason that they are searched
// by. It returns how many it was about; ParkSupurBolum may mean that there are more. Errors: Unavailable.
func (s *Store) SweepPark(ctx context.Context) (n int, err error) {
	defer s.metrics.ran(isPark, &err)
	filled, err := s.fillNedenArama(ctx)
	if err != nil {
		return 0, away(err)
	}
	err = s.pool.QueryRow(ctx, sweepPark, s.clock().Add(-ParkSaklama), ParkSupurBolum).Scan(&n)
	if err == nil && n > 0 {
		s.Ring(TopicIsletim)
	}
	return max(n, filled), away(err)
}

func (s *Store) fillNedenArama(ctx context.Context) (int, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, neden FROM park WHERE neden_arama IS NULL ORDER BY id LIMIT $1`, ParkSupurBolum)
	if err != nil {
		return 0, err
	}
	var id uuid.UUID
	var neden string
	var ids []uuid.UUID
	var aramas []string
	_, err = pgx.ForEachRow(rows, []any{&id, &neden}, func() error {
		ids, aramas = append(ids, id), append(aramas, maske.NedenArama(neden))
		return nil
	})
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	_, err = s.pool.Exec(ctx, `UPDATE park p SET neden_arama = y.arama FROM unnest($1::uuid[], $2::text[]) y (id, arama) WHERE p.id = y.id`, ids, aramas)
	return len(ids), err
}

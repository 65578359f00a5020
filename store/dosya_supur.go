package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// usedFilesSQL asks every table that refers to a stored file by its digest; a test holds it against the schema.
const usedFilesSQL = `SELECT ozet FROM dosya WHERE ozet = ANY($1) UNION SELECT ozet FROM aktarim WHERE ozet = ANY($1)`

// UsedFiles tells which of the digests (SHA-256, hex) something refers to: those files must stay.
func (s *Store) UsedFiles(ctx context.Context, ozets []string) (map[string]bool, error) {
	rows, err := s.pool.Query(ctx, usedFilesSQL, ozets)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, away(err)
	}
	used := make(map[string]bool, len(list))
	for _, o := range list {
		used[o] = true
	}
	return used, nil
}

// SweepUploads forgets what staff and birims' own systems uploaded age ago and never attached to anything. It returns how many rows.
func (s *Store) SweepUploads(ctx context.Context, age time.Duration) (n int, err error) {
	defer s.metrics.ran(isYukleme, &err)
	tag, err := s.pool.Exec(ctx, `DELETE FROM dosya WHERE (yukleyen LIKE 'kullanici:%' OR yukleyen LIKE 'birim:%') AND basvuru_no IS NULL AND cevap_id IS NULL AND kart_no IS NULL AND zaman < $1`,
		s.clock().Add(-age))
	return int(tag.RowsAffected()), away(err)
}

package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/tohum"
)

// LoadTatil loads the official holidays (PL-08): days that are missing are added; what is there stays as people have left it. A day that
// they have taken out comes back with a new edition only.
func (s *Store) LoadTatil(ctx context.Context) (int, error) {
	return s.loadEdition(ctx, "tatil", tohum.TatilSurum, func(tx pgx.Tx) (int, error) {
		var gun []time.Time
		var ad []string
		var yarim []bool
		for _, h := range tohum.Tatils() {
			gun, ad, yarim = append(gun, h.Gun), append(ad, h.Ad), append(yarim, h.Yarim)
		}
		tag, err := tx.Exec(ctx, `INSERT INTO tatil (gun, ad, yarim) SELECT * FROM unnest($1::date[], $2::text[], $3::bool[])
			ON CONFLICT (gun) DO NOTHING`, gun, ad, yarim)
		return int(tag.RowsAffected()), err
	})
}

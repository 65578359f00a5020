package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
)

// Anahtar is an API key that is in force.
type Anahtar struct {
	ID     int64
	Ad     string   // whose it is
	Kapsam []string // what it may do: “basvuru:yaz”
}

// APIKey finds a key by its digest. Errors: NotFound for an unknown or locked one, Unavailable.
func (s *Store) APIKey(ctx context.Context, key string) (Anahtar, error) {
	var a Anahtar
	err := s.pool.QueryRow(ctx, `SELECT id, ad, kapsam FROM api_anahtar WHERE ozet = $1 AND aktif`, anahtarOzet(key)).Scan(&a.ID, &a.Ad, &a.Kapsam)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return a, &kural.Error{Kind: kural.NotFound, Message: "API anahtarı geçersiz."}
	}
	return a, away(err)
}

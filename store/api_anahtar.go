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
	a, err := s.anahtarlar.ask(ctx, string(anahtarOzet(key)))
	return a, away(err)
}

// findKeys finds keys by their digests.
func (s *Store) findKeys(ctx context.Context, ozets []string, answer func(int, Anahtar, error)) {
	asked := make([][]byte, len(ozets))
	for i, ozet := range ozets {
		asked[i] = []byte(ozet)
	}
	found := map[string]Anahtar{}
	var ozet []byte
	var a Anahtar
	rows, err := s.pool.Query(ctx, `SELECT ozet, id, ad, kapsam FROM api_anahtar WHERE ozet = ANY($1) AND aktif`, asked)
	if err == nil {
		_, err = pgx.ForEachRow(rows, []any{&ozet, &a.ID, &a.Ad, &a.Kapsam}, func() error {
			found[string(ozet)] = a
			a.Kapsam = nil // the next one's own
			return nil
		})
	}
	for i, ozet := range ozets {
		a, there := found[ozet]
		if err == nil && !there {
			answer(i, a, &kural.Error{Kind: kural.NotFound, Message: "API anahtarı geçersiz."})
		} else {
			answer(i, a, err)
		}
	}
}

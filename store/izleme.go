package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// IzlemeAdim is a line of İşlem Hareketleri as the citizen sees it: no names of officials.
type IzlemeAdim struct {
	Durum string
	Zaman time.Time
}

// Izleme is an application in the citizen's words (VS-02).
type Izleme struct {
	No    int64
	Durum basvuru.Durum
	Adims []IzlemeAdim // oldest first
}

// Track returns the application no, if it was filed under the key scope kapsam (WithKey): whoever filed it may follow it.
// Errors: NotFound for anything else, alike.
func (s *Store) Track(ctx context.Context, kapsam string, no int64) (Izleme, error) {
	i := Izleme{No: no}
	err := s.pool.QueryRow(ctx, `SELECT durum FROM basvuru b WHERE no = $1
		AND EXISTS (SELECT FROM tekrar_anahtari t WHERE t.kapsam = $2 AND t.basvuru_no = b.no)`, no, kapsam).Scan(&i.Durum)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return i, basvuru.NotFoundError(no)
	}
	if err != nil {
		return i, away(err)
	}
	rows, err := s.pool.Query(ctx, `SELECT etiket, zaman FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND etiket <> '' ORDER BY sira`, no)
	if err != nil {
		return i, away(err)
	}
	i.Adims, err = pgx.CollectRows(rows, pgx.RowToStructByPos[IzlemeAdim])
	return i, away(err)
}

// Earlier looks up what an earlier submission under the key of opt (WithKey) has become, without trying again: so that a
// repeated post can be answered while something else that a submission needs is away. Errors: Conflict for another request.
func (s *Store) Earlier(ctx context.Context, opt Option) (Result, bool, error) {
	var o doOptions
	opt(&o)
	return s.replayed(ctx, &o)
}

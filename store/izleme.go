package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
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
	rows, err := s.pool.Query(ctx, `SELECT etiket, zaman FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND etiket <> ''
		AND tip <> ALL($2) ORDER BY sira`, no, basvuru.Dahili)
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

// Lookup tells whether no is an application of tckn, and gives the mobile on it, "" where there is none (VS-01). A wrong pair and
// a number that does not exist are NotFound alike, by the same one look into an index.
func (s *Store) Lookup(ctx context.Context, no int64, tckn basvuru.TCKN) (string, error) {
	var cep []byte
	err := s.pool.QueryRow(ctx, `SELECT i.cep FROM basvuru b JOIN iletisim i ON i.basvuru_no = b.no WHERE b.no = $1 AND b.tckn_iz = $2`,
		no, s.box.Index("tckn", string(tckn))).Scan(&cep)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return "", &kural.Error{Kind: kural.NotFound, Message: "Başvuru bulunamadı."}
	}
	if err != nil {
		return "", away(err)
	}
	return s.box.OpenString(cep)
}

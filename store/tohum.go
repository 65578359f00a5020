package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/adres"
	"acikkapi/internal/detsis"
)

// Seed brings the reference data up to the program's edition: addresses, lists of the form, holidays, and invented
// DETSİS units. Each part is one transaction and is passed over when the database holds its edition; what
// people have changed on their pages stays. It returns the number of rows added or mended.
func (s *Store) Seed(ctx context.Context) (int, error) {
	n, err := s.LoadAdres(ctx)
	if err != nil {
		return n, err
	}
	l, err := s.LoadListe(ctx)
	if err != nil {
		return n + l, err
	}
	h, err := s.LoadTatil(ctx)
	if err != nil {
		return n + l + h, err
	}
	b, err := s.LoadBirim(ctx, detsis.Surum, detsis.Sentetik)
	return n + l + h + b, err
}

// LoadAdres loads il, ilçe, mahalle and köy (VB-06).
func (s *Store) LoadAdres(ctx context.Context) (int, error) {
	return s.loadEdition(ctx, "adres", adres.Surum, func(tx pgx.Tx) (int, error) {
		il := bulk{
			table: "il", columns: []string{"kod", "ad"},
			conflict: `(kod) DO UPDATE SET ad = excluded.ad WHERE t.ad <> excluded.ad`,
			read: func(row func(...any) error) error {
				return adres.Read(func(i adres.Il) error { return row(i.Kod, i.Ad) }, noIlce, noYerlesim)
			},
		}
		ilce := bulk{
			table: "ilce", columns: []string{"id", "il_kodu", "ad"},
			conflict: `(id) DO UPDATE SET ad = excluded.ad WHERE t.ad <> excluded.ad`,
			read: func(row func(...any) error) error {
				return adres.Read(noIl, func(i adres.Ilce) error { return row(i.ID, i.IlKodu, i.Ad) }, noYerlesim)
			},
		}
		yerlesim := bulk{
			table: "yerlesim", columns: []string{"id", "ilce_id", "tur", "ad"},
			conflict: `(id) DO UPDATE SET ad = excluded.ad, tur = excluded.tur WHERE (t.ad, t.tur) <> (excluded.ad, excluded.tur)`,
			read: func(row func(...any) error) error {
				return adres.Read(noIl, noIlce, func(y adres.Yerlesim) error { return row(y.ID, y.IlceID, y.Tur, y.Ad) })
			},
		}
		return loadAll(ctx, tx, il, ilce, yerlesim)
	})
}

func noIl(adres.Il) error             { return nil }
func noIlce(adres.Ilce) error         { return nil }
func noYerlesim(adres.Yerlesim) error { return nil }

// LoadBirim loads invented DETSİS units from source (detsis.Sentetik, or detsis.Uret for measurements), whose
// edition is surum. A unit that an import has brought since is not touched; once the real register was imported, none is
// invented any more (OP-05).
func (s *Store) LoadBirim(ctx context.Context, surum string, source func(func(detsis.Birim) error) error) (int, error) {
	return s.loadEdition(ctx, "detsis", surum, func(tx pgx.Tx) (int, error) {
		var gercek bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ithal WHERE konu = 'detsis' AND NOT sentetik)`).Scan(&gercek); err != nil || gercek {
			return 0, err
		}
		return loadAll(ctx, tx, bulk{
			table: "birim", columns: []string{"detsis_no", "ad", "ust_no", "il_kodu", "yol", "sentetik", "kisa_ad"},
			conflict: `(detsis_no) DO UPDATE SET ad = excluded.ad, kisa_ad = excluded.kisa_ad, ust_no = excluded.ust_no, il_kodu = excluded.il_kodu,
				yol = excluded.yol, guncelleme = now()
				WHERE t.sentetik AND (t.ad, t.kisa_ad, t.yol) <> (excluded.ad, excluded.kisa_ad, excluded.yol)`,
			read: func(row func(...any) error) error {
				return source(func(b detsis.Birim) error {
					return row(b.No, b.Ad, orNull(b.UstNo), orNull(b.IlKodu), b.Yol, true, b.KisaAd)
				})
			},
		})
	})
}

// orNull is v, or NULL for the zero value.
func orNull[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// loadEdition runs load in a transaction, unless edition surum of ad is there already: then it returns 0.
// Two at once wait for each other.
func (s *Store) loadEdition(ctx context.Context, ad, surum string, load func(pgx.Tx) (int, error)) (int, error) {
	n := 0
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// 300,000 units with their search index take longer than a page's query may.
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '10min'`); err != nil {
			return err
		}
		var there string
		err := tx.QueryRow(ctx, `INSERT INTO tohum_surum AS t (ad, surum) VALUES ($1, '')
			ON CONFLICT (ad) DO UPDATE SET ad = t.ad RETURNING surum`, ad).Scan(&there)
		if err != nil || there == surum {
			return err
		}
		if n, err = load(tx); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE tohum_surum SET surum = $2, zaman = now() WHERE ad = $1`, ad, surum)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("seed %s: %w", ad, away(err))
	}
	return n, nil
}

// bulk is many rows for a table: read hands each one's values to row, conflict says what to do with a row
// that is there (named t).
type bulk struct {
	table    string
	columns  []string
	conflict string
	read     func(row func(values ...any) error) error
}

// loadAll copies each bulk into a temporary table and from there into its own; it returns the rows added or
// changed. One row at a time is in memory.
func loadAll(ctx context.Context, tx pgx.Tx, bulks ...bulk) (int, error) {
	total := 0
	for _, b := range bulks {
		columns, temp := strings.Join(b.columns, ", "), "gelen_"+b.table
		_, err := tx.Exec(ctx, fmt.Sprintf("CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA", temp, columns, b.table))
		if err != nil {
			return 0, err
		}
		if err := copyIn(ctx, tx, temp, b); err != nil {
			return 0, fmt.Errorf("%s: %w", b.table, err)
		}
		tag, err := tx.Exec(ctx, fmt.Sprintf("INSERT INTO %s AS t (%s) SELECT %s FROM %s ON CONFLICT %s", b.table, columns, columns, temp, b.conflict))
		if err != nil {
			return 0, fmt.Errorf("%s: %w", b.table, err)
		}
		total += int(tag.RowsAffected())
	}
	return total, nil
}

// errStopped tells a reader that COPY has ended before it; it does not leave this file.
var errStopped = errors.New("copy stopped")

// copyIn turns the reader, which pushes, into what CopyFrom pulls from.
func copyIn(ctx context.Context, tx pgx.Tx, temp string, b bulk) error {
	var failed error
	next, stop := iter.Pull(func(yield func([]any) bool) {
		failed = b.read(func(values ...any) error {
			if !yield(values) {
				return errStopped
			}
			return nil
		})
	})
	defer stop()
	_, err := tx.CopyFrom(ctx, pgx.Identifier{temp}, b.columns, pgx.CopyFromFunc(func() ([]any, error) {
		if row, ok := next(); ok {
			return row, nil
		}
		return nil, failed
	}))
	if failed != nil && !errors.Is(failed, errStopped) {
		return failed // the cause; what COPY says of it is but that it failed
	}
	return err
}

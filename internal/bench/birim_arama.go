package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/detsis"
)

// searchLimit is how many units the type-ahead offers.
const searchLimit = 12

// errEnough ends a reading early; it does not leave the package.
var errEnough = errors.New("enough")

// typedNames is what people type, letter by letter and in a hurry: rare and frequent words, whole names, slips, nonsense.
var typedNames = []string{
	"ank", "anka", "ankara", "ANKARA İL MİLLİ EĞİTİM", "ankara il milli egitim mudurlugu", "müdürlüğü", "MÜDÜRLÜĞÜ", "mud", "il", "okul", "ilkokulu müdürlüğü",
	"belediye", "çankaya kaymakam", "keçiören aile sağlığı", "muhtarlığı", "istanbul kadıköy ortaokulu", "ankara il sağlık mudurlugü", "valilik", "iğdır",
	"milli saraylar", "merkez", "köy", "bakanlığı", "ankara müdürlüğü", "mudurlugu ankara il", "yenimahalle ilkokulu", "ankara il mili egitim", "xqzwv", "sağlk müdürlüğü",
	"nüfus", "tapu", "emniyet müdürlüğü", "orman", "tarım ve orman il müdürlüğü", "şişli", "sisli belediye", "atatürk", "cumhuriyet", "yeni",
}

// typeAhead measures the search for a unit among 300,000, as somebody types.
func (b *bench) typeAhead(ctx context.Context) error {
	w, n := b.world, b.size(300_000, 20_000)
	if err := w.fillBirims(ctx, n); err != nil {
		return err
	}
	first, err := timed(func() error { _, err := w.store.SearchBirim(ctx, "ankara", il, searchLimit); return err })
	if err != nil {
		return err
	}
	b.say("  the first search reads the names: %.0f ms", first)
	var ms []float64
	slowest, what := 0.0, ""
	for range b.rounds * b.size(2, 1) {
		for _, typed := range typedNames {
			took, err := timed(func() error { _, err := w.store.SearchBirim(ctx, typed, il, searchLimit); return err })
			if err != nil {
				return err
			}
			if ms = append(ms, took); took > slowest {
				slowest, what = took, typed
			}
		}
	}
	b.say("  the slowest was “%s” with %.1f ms", what, slowest)
	name := fmt.Sprintf("type-ahead over %d units", n)
	b.add(limit(name+", p50", percentile(ms, 50), "ms", "goal for p99", listLimit))
	b.add(limit(name+", p99", percentile(ms, 99), "ms", "goal", listLimit))
	return nil
}

// fillBirims brings the register to n units.
func (w *world) fillBirims(ctx context.Context, n int) error {
	return pgx.BeginFunc(ctx, w.owner, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TEMP TABLE yeni_birim (LIKE birim INCLUDING DEFAULTS) ON COMMIT DROP`)
		if err != nil {
			return err
		}
		var rows [][]any
		err = detsis.Uret(n, func(b detsis.Birim) error {
			rows = append(rows, []any{b.No, b.Ad, orNil(b.UstNo), orNil(b.IlKodu), b.Yol})
			return nil
		})
		if err != nil {
			return err
		}
		columns := []string{"detsis_no", "ad", "ust_no", "il_kodu", "yol"}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"yeni_birim"}, columns, pgx.CopyFromRows(rows)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO birim SELECT * FROM yeni_birim ON CONFLICT DO NOTHING`)
		return err
	})
}

// orNil is v, or NULL for a zero value.
func orNil[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

const (
	listPage    = 20
	listDeep    = 1000 // the page that is read beside the first one
	listLimit   = 50   // ms, p99
	listGoal    = 1.0 / 3
	listBatch   = 50
	plainColumn = "no, durum, tur, il_kodu, ilce_id, kimlik, yasal_son, tckn, ad, soyad, konu, olusturma, son_islem, son_islem_yapan"
	plainRows   = "SELECT " + plainColumn + " FROM basvuru WHERE no = ANY($1)"
)

// istanbul is the desk with the longest list.
var istanbul = kural.Actor{Rol: kural.AKS, ID: 1, Ad: "bench", Il: 34}

// lists measures pages of the desk's list beside reading the same rows by their numbers, and the whole list beside a plain SELECT.
func (b *bench) lists(ctx context.Context) error {
	w, n := b.world, b.size(1_000_000, 20_000)
	began := time.Now()
	no, err := w.file(ctx, w.applicants()[0], 0)
	if err != nil {
		return err
	}
	if err := fillLists(ctx, w.owner, no, n); err != nil {
		return err
	}
	if _, err := w.owner.Exec(ctx, "VACUUM ANALYZE basvuru, basvuru_hizmet, yonlendirme"); err != nil { // as autovacuum does in time
		return err
	}
	b.say("  %d applications made in %s", n, time.Since(began).Round(time.Second))
	slowest := 0.0
	for _, c := range listCases() {
		for _, page := range []int{1, listDeep} {
			p99, err := b.listCase(ctx, c, page, n)
			if err != nil {
				return fmt.Errorf("%s, page %d: %w", c.name, page, err)
			}
			slowest = max(slowest, p99)
		}
	}
	b.add(limit("slowest of these lists, p99", slowest, "ms", "goal", listLimit))
	if err := b.coldLists(ctx); err != nil {
		return err
	}
	return b.export(ctx)
}

type listCase struct {
	name string
	f    store.Suzgec
}

// listCases are filters that leave enough for a thousand pages, and one that leaves next to nothing.
func listCases() []listCase {
	now := time.Now().In(store.Istanbul())
	return []listCase{
		{"no filter", store.Suzgec{}},
		{"name fragment", store.Suzgec{Ad: "ab"}},
		{"date range", store.Suzgec{Baslangic: now.AddDate(-2, 0, 0), Bitis: now.AddDate(0, -6, 0)}},
		{"heading", store.Suzgec{Baslik: 1}},
		{"rare name", store.Suzgec{Ad: "ülkü", Soyad: "özgür"}},
	}
}

// listCase reads one page of one list many times, in turn with its rows alone, and returns our p99 in ms.
func (b *bench) listCase(ctx context.Context, c listCase, page, n int) (float64, error) {
	at, there, err := b.place(ctx, c.f, page)
	if err != nil || there < page && there == 1 { // it has one page only, which was measured
		return 0, err
	}
	page = there
	var ours, plain []float64
	for range b.rounds * b.size(2, 1) * listBatch {
		var p *store.Sayfa[store.ListeSatir]
		took, err := timed(func() (err error) {
			p, err = b.world.store.Liste(ctx, istanbul, c.f, at, listPage)
			return err
		})
		if err != nil {
			return 0, err
		}
		if page > 1 && p.Ilk != (page-1)*listPage+1 {
			return 0, fmt.Errorf("the page begins with %d of %d", p.Ilk, p.Toplam)
		}
		ours = append(ours, took)
		nos := make([]int64, len(p.Satirs))
		for i := range p.Satirs {
			nos[i] = p.Satirs[i].No
		}
		took, err = timed(func() error { return b.world.readAll(ctx, plainRows, nos) })
		if err != nil {
			return 0, err
		}
		plain = append(plain, took)
	}
	name := fmt.Sprintf("list of İstanbul among %d, %s, page %d", n, c.name, page)
	for _, p := range []float64{50, 99} {
		l := limit(fmt.Sprintf("%s, p%.0f", name, p), percentile(ours, p), "ms", "the same rows alone, by index", percentile(plain, p))
		l.Goal = listGoal
		b.add(l)
	}
	return percentile(ours, 99), nil
}

// place is where page begins, as the link to it says, or the last page of a shorter list.
func (b *bench) place(ctx context.Context, f store.Suzgec, page int) (store.Imlec, int, error) {
	have, err := b.world.store.ListeSay(ctx, istanbul, f, page*listPage)
	if err != nil {
		return store.Imlec{}, 0, err
	}
	page = min(page, max(1, have/listPage))
	if page == 1 {
		return store.Imlec{}, 1, nil
	}
	at, left := store.Imlec{Sira: (page - 1) * listPage}, (page-1)*listPage
	err = b.world.store.ListeAkis(ctx, istanbul, f, func(l *store.ListeSatir) error {
		if left--; left == 0 {
			at.Sonra = l.No
			return errEnough
		}
		return nil
	})
	if err != errEnough { //nolint:errorlint // ListeAkis returns it bare
		return at, 0, fmt.Errorf("page %d was not found: %w", page, err)
	}
	return at, page, nil
}

// coldLists measures who reads a long list first and waits for its total: every list is a minute old.
func (b *bench) coldLists(ctx context.Context) error {
	now := time.Now()
	s, err := store.Open(ctx, store.Options{URL: b.world.url, Keys: b.world.keys, Now: func() time.Time {
		now = now.Add(time.Hour)
		return now
	}})
	if err != nil {
		return err
	}
	defer s.Close()
	var ms []float64
	for range b.rounds * listBatch / 10 {
		for _, c := range listCases() {
			took, err := timed(func() error { _, err := s.Liste(ctx, istanbul, c.f, store.Imlec{}, listPage); return err })
			if err != nil {
				return err
			}
			ms = append(ms, took)
		}
	}
	b.add(limit("the same, nobody having looked for a minute, p99", percentile(ms, 99), "ms", "goal", 4*listLimit))
	return nil
}

// export measures the whole list of İstanbul, line by line, beside its columns alone.
func (b *bench) export(ctx context.Context) error {
	w := b.world
	ours := func(ctx context.Context) (float64, error) {
		n := 0
		took, err := timed(func() error {
			return w.store.ListeAkis(ctx, istanbul, store.Suzgec{}, func(*store.ListeSatir) error { n++; return nil })
		})
		return float64(n) * 1000 / took, err
	}
	plain := func(ctx context.Context) (float64, error) {
		n := 0
		took, err := timed(func() error {
			return w.owner.QueryRow(ctx, "SELECT count(*) FROM basvuru WHERE il_kodu = $1", istanbul.Il).Scan(&n)
		})
		if err == nil {
			took, err = timed(func() error {
				return w.readAll(ctx, "SELECT "+plainColumn+" FROM basvuru WHERE il_kodu = $1 ORDER BY olusturma DESC, no DESC", istanbul.Il)
			})
		}
		return float64(n) * 1000 / took, err
	}
	m, err := b.medians(ctx, ours, plain)
	if err == nil {
		b.add(rate("export of a list, with headings and routings, decrypted", m[0], "SELECT of its columns alone", m[1], 0))
	}
	return err
}

// readAll reads every row of a query, as a program that needs its columns does.
func (w *world) readAll(ctx context.Context, sql string, arg any) error {
	rows, err := w.owner.Query(ctx, sql, arg)
	if err != nil {
		return err
	}
	var b basvuru.Basvuru
	var tckn []byte
	var ad, soyad, konu, yapan string
	var filed, last time.Time
	_, err = pgx.ForEachRow(rows, []any{
		&b.No, &b.Durum, &b.Tur, &b.Il, &b.Ilce, &b.Kimlik, &b.YasalSon, &tckn, &ad, &soyad, &konu, &filed, &last, &yapan,
	}, func() error { return nil })
	return err
}

// timed is how many ms f takes.
func timed(f func() error) (float64, error) {
	began := time.Now()
	err := f()
	return float64(time.Since(began).Microseconds()) / 1000, err
}

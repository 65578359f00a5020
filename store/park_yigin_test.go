package store_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-05: in a flood of parked messages the list, its filter and the home read what waits for a decision by its index, and not everything that was
// ever parked; the filter offers each consumer and type once.
func TestFloodOfParkedMessages(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx, actor := t.Context(), kural.Actor{Rol: kural.Isletmen, ID: 8, Ad: "DENİZ İŞLETMEN"}
	if _, err := s.Pool().Exec(ctx, `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, zaman, karar)
		SELECT gen_random_uuid(), (ARRAY['sms', 'cevap', 'havuz'])[1 + i % 3], gen_random_uuid(), (ARRAY['sms.gonder', 'kart.onaylandi', 'basvuru.alindi'])[1 + i % 3],
			'x', convert_to(repeat('x', 500), 'UTF8'), '{}', now() - i * interval '1 second', CASE WHEN i > 3000 THEN 'yeniden' END FROM generate_series(1, 12000) i`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pool().Exec(ctx, `VACUUM ANALYZE park`); err != nil {
		t.Fatal(err)
	}
	tuketiciler, tips, err := s.ParkSecenekleri(ctx, actor)
	if err != nil || !slices.Equal(tuketiciler, []string{"cevap", "havuz", "sms"}) || !slices.Equal(tips, []string{"basvuru.alindi", "kart.onaylandi", "sms.gonder"}) {
		t.Errorf("offered: %v %v %v", tuketiciler, tips, err)
	}
	first, err := s.Parklar(ctx, actor, store.ParkSuzgec{Tuketici: "sms"}, store.ParkImlec{}, store.ParkImlec{}, 500)
	if err != nil || first.Toplam != 1000 || len(first.Satirs) != 500 {
		t.Fatalf("%+v %v", first, err)
	}
	next, err := s.Parklar(ctx, actor, store.ParkSuzgec{Tuketici: "sms"}, first.Satirs[499].Imlec(), store.ParkImlec{}, 500)
	if err != nil || next.Ilk != 501 || len(next.Satirs) != 500 {
		t.Errorf("the next page begins with %d, %v", next.Ilk, err)
	}
	for _, sql := range []string{
		`SELECT min(zaman) FROM park WHERE karar IS NULL`,
		`SELECT id FROM park WHERE karar IS NULL ORDER BY zaman DESC, id DESC LIMIT 20`,
	} {
		var plan []string
		rows, err := s.Pool().Query(ctx, `EXPLAIN (COSTS OFF) `+sql)
		if err == nil {
			for rows.Next() {
				var line string
				err = rows.Scan(&line)
				plan = append(plan, line)
			}
		}
		if all := strings.Join(plan, "\n"); err != nil || !strings.Contains(all, "park_bekleyen") {
			t.Errorf("%s: %v\n%s", sql, err, all)
		}
	}
}

package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

var isletmen = kural.Actor{Rol: kural.Isletmen, ID: 8, Ad: "DENİZ İŞLETMEN"}

// PL-05, SC-12: parked messages that were decided on go after 90 days, a thousand at a time; who decided stays on record, what was discarded is not sent again by
// republish, and nothing that waits for a decision goes, nor its history.
func TestDecidedMessagesAreForgotten(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, MaxConns: 4, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	no := dbtest.File(t, s, 1)
	event := uuid.MustParse(scan[string](t, s, `SELECT id::text FROM olay WHERE konu_no = $1 AND tip = 'basvuru.alindi'`, no))
	exec(t, s, `DELETE FROM giden`)
	park := func(id uuid.UUID, karar store.ParkKarar) {
		t.Helper()
		if err := s.Park(t.Context(), store.Parked{Tuketici: "havuz", MesajID: id, Tip: "basvuru.alindi", Neden: "x", Anahtar: "havuz", Govde: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
		if karar == store.ParkAcik {
			return
		}
		row := uuid.MustParse(scan[string](t, s, `SELECT id::text FROM park WHERE mesaj_id = $1 AND karar IS NULL`, id))
		if res, err := s.DecidePark(t.Context(), isletmen, []uuid.UUID{row}, karar, "Gerekçe"); err != nil || res[0].Hata != "" {
			t.Fatal(res, err)
		}
	}
	open, back := uuid.New(), uuid.New()
	park(event, store.ParkAtildi)
	park(uuid.New(), store.ParkYeniden)
	park(back, store.ParkYeniden)
	park(back, store.ParkAcik)
	park(open, store.ParkAcik)
	exec(t, s, `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, karar, karar_zaman)
		SELECT gen_random_uuid(), 'sms', gen_random_uuid(), 'sms.gonder', 'x', '{}', '{}', 'yeniden', now() - interval '1 day' FROM generate_series(1, 1100)`) // as an earlier version has parked them
	sweep := func(want ...int) {
		t.Helper()
		for _, n := range want {
			if got, err := s.SweepPark(t.Context()); err != nil || got != n {
				t.Fatalf("swept %d, want %d: %v", got, n, err)
			}
		}
	}
	sweep(store.ParkSupurBolum, 100, 0) // they get what they are searched by; nothing is old
	if p, err := s.Parklar(t.Context(), isletmen, store.ParkSuzgec{Hepsi: true, Tuketici: "sms", Neden: "x"}, store.ParkImlec{}, store.ParkImlec{}, 1); err != nil || p.Toplam != 1100 {
		t.Errorf("of those of an earlier version %+v are found, %v", p, err)
	}
	now = now.Add(store.ParkSaklama + time.Hour)
	sweep(store.ParkSupurBolum, 102, 0)
	if got := scan[string](t, s, `SELECT string_agg(mesaj_id || ' ' || coalesce(karar, '-'), ', ' ORDER BY zaman, id) FROM park`); got != back.String()+" yeniden, "+back.String()+" -, "+open.String()+" -" {
		t.Errorf("left are %s", got)
	}
	if n := scan[int](t, s, `SELECT count(*)::int FROM degisiklik WHERE tablo = 'park'`); n != 3 {
		t.Errorf("%d decisions are on record, want 3", n)
	}
	exec(t, s, `DELETE FROM giden`)
	if _, err := s.Republish(t.Context(), store.YayinSecenek{Abonelikler: []store.Abonelik{{Tuketici: "havuz", Tip: "basvuru.alindi", Kuyruk: "havuz"}}}); err != nil {
		t.Fatal(err)
	}
	if n := scan[int](t, s, `SELECT count(*)::int FROM giden WHERE mesaj_id = $1`, event); n != 0 {
		t.Error("what an operator has discarded is sent again")
	}
}

// PL-05, SC-05: the reason is searched as it is shown; what is hidden of it can be neither found nor guessed at, and a long list is not read
// for it.
func TestReasonsAreSearchedAsShown(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for _, neden := range []string{`invalid: İleti okunamadı: decode "AYŞE DEMİR" 10000000146`, `forbidden birim_no: Cevabı gönderen, %100_değil`} {
		if err := s.Park(t.Context(), store.Parked{Tuketici: "cevap", MesajID: uuid.New(), Neden: neden, Anahtar: "cevap", Govde: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	found := func(text string) int {
		t.Helper()
		p, err := s.Parklar(t.Context(), isletmen, store.ParkSuzgec{Neden: text}, store.ParkImlec{}, store.ParkImlec{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return p.Toplam
	}
	for text, want := range map[string]int{
		"ileti OKUNAMADI": 1, "geçersiz": 1, "GECERSIZ": 1, "[gizli]": 1, "Yetkisiz (birim_no)": 1, "cevabı": 1, "%100_": 1, "cev_bi": 0, "%ı%ğ": 0, `\`: 0,
		"AYŞE": 0, "DEMİR": 0, "10000000146": 0, "1000000": 0, "invalid": 0, "forbidden": 0,
	} {
		if n := found(text); n != want {
			t.Errorf("%q finds %d, want %d", text, n, want)
		}
	}
	exec(t, s, `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, zaman, karar, neden_arama)
		SELECT gen_random_uuid(), (ARRAY['sms', 'cevap', 'havuz'])[1 + i % 3], gen_random_uuid(), (ARRAY['sms.gonder', 'kart.onaylandi', 'basvuru.alindi'])[1 + i % 3],
			'x', convert_to(repeat('x', 300), 'UTF8'), '{}', now() - i * interval '1 second', CASE WHEN i % 10 > 0 THEN 'yeniden' END,
			'ulasilamiyor: saglayici cevap vermiyor ' || md5(i::text) FROM generate_series(1, 20000) i`)
	exec(t, s, `VACUUM ANALYZE park`)
	for index, where := range map[string]string{
		"park_neden":          `neden_arama LIKE '%ileti okunamadi%' ORDER BY zaman DESC, id DESC LIMIT 20`,
		"park_kararli":        `karar = 'yeniden' ORDER BY zaman DESC, id DESC LIMIT 20`,
		"park_tuketici_zaman": `tuketici = 'sms' ORDER BY zaman DESC, id DESC LIMIT 20`,
		"park_tip_zaman":      `tip = 'sms.gonder' ORDER BY zaman DESC, id DESC LIMIT 20`,
	} {
		if plan := explain(t, s, `SELECT zaman, id FROM park WHERE `+where); !strings.Contains(plan, index) || strings.Contains(plan, "Seq Scan") {
			t.Errorf("%s:\n%s", where, plan)
		}
	}
}

// explain is the plan of a statement.
func explain(t *testing.T, s *store.Store, sql string) string {
	t.Helper()
	rows, err := s.Pool().Query(t.Context(), `EXPLAIN (COSTS OFF) `+sql)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line)
	}
	return strings.Join(all, "\n")
}

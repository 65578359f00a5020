package store_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// lives has n applications go through random lives: whatever people and the clock may do next, until it ends or not.
func lives(t *testing.T, s *store.Store, r *rand.Rand, n int) {
	t.Helper()
	for i := range n {
		y := dbtest.Yeni(i + 1)
		y.Hizmets = slices.Clone(y.Hizmets)
		res, err := s.Do(t.Context(), citizen, 0, submission(y))
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(14) {
			step(t, s, r, res.No)
		}
	}
}

// step tries one command; what may not be now is refused, and changes nothing.
func step(t *testing.T, s *store.Store, r *rand.Rand, no int64) {
	t.Helper()
	sira := 1 + r.IntN(4)
	birims := []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}
	birim := r.IntN(2)
	sonuc := []basvuru.Sonuc{basvuru.Olumlu, basvuru.Olumsuz, basvuru.Kismen}[r.IntN(3)]
	who := []basvuru.Actor{dbtest.YetkiliMEM, dbtest.YetkiliSag}
	headings := [][]basvuru.Hizmet{{{Baslik: 1, Alt: 1}}, {{Baslik: 2, Aciklama: "Köyün yolu"}, {Baslik: 1, Alt: 2}}, {{Baslik: 1, Alt: 1}, {Baslik: 1, Alt: 2}}}
	type move struct {
		actor basvuru.Actor
		cmd   basvuru.Command
	}
	m := []move{
		{dbtest.AKS, basvuru.Route{Birims: birims[birim : birim+1]}},
		{dbtest.AKS, basvuru.Route{Birims: birims}},
		{who[birim], basvuru.Answer{Sira: sira, Sonuc: sonuc, Metin: "Cevap"}},
		{who[birim], basvuru.Answer{Sira: sira, Sonuc: basvuru.Olumlu, Metin: "Cevap"}},
		{who[birim], basvuru.Return{Sira: sira, Neden: "Görevsiz"}},
		{kural.Pipeline("toplama"), basvuru.Collect{}},
		{dbtest.AKS, basvuru.Withdraw{Sira: sira, Neden: "Yanlış"}},
		{dbtest.AKS, basvuru.UpdateHeadings{Hizmets: headings[r.IntN(len(headings))]}},
		{dbtest.AKS, basvuru.SendToMIA{}},
		{dbtest.MIA, basvuru.AnswerMIA{Sonuc: sonuc, Metin: "Uygun"}},
		{dbtest.MIA, basvuru.Reset{Aciklama: "Baştan"}},
		{dbtest.AKS, basvuru.Close{Sonuc: sonuc, Metin: "Sonuç"}},
	}[r.IntN(12)]
	if _, err := s.Do(t.Context(), m.actor, no, m.cmd); err != nil && kural.KindOf(err) != kural.Conflict && kural.KindOf(err) != kural.NotFound && kural.KindOf(err) != kural.Invalid {
		t.Fatalf("%s: %v", m.cmd.Action(), err)
	}
}

// messages are the events of the history that are sent.
func messages(t *testing.T, s *store.Store) []store.Mesaj {
	t.Helper()
	rows, err := s.Pool().Query(t.Context(), `SELECT govde FROM olay WHERE konu = 'basvuru' ORDER BY zaman`)
	if err != nil {
		t.Fatal(err)
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		t.Fatal(err)
	}
	var all []store.Mesaj
	for _, b := range bodies {
		var m store.Mesaj
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		if basvuru.Sent(m.Tip) {
			all = append(all, m)
		}
	}
	return all
}

// deliver gives the consumer all messages, in batches and several of these at once, each message once or more, in any order.
func deliver(t *testing.T, s *store.Store, r *rand.Rand, all []store.Mesaj) {
	t.Helper()
	for _, m := range all {
		if r.IntN(3) == 0 {
			all = append(all, m)
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	const workers = 6
	_, errs := together(workers, func(w int) (int, error) {
		left := all[w*len(all)/workers : (w+1)*len(all)/workers]
		for n := 1; len(left) > 0; n = 1 + (2*n)%21 { // of one, of several; in some a message twice
			n = min(n, len(left))
			if err := s.CountEvents(t.Context(), append(left[:n:n], left[:n/3]...)); err != nil {
				return 0, err
			}
			left = left[n:]
		}
		return 0, nil
	})
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// counts are all lines of the generation that pages read, without those of nothing.
func counts(t *testing.T, s *store.Store) string {
	t.Helper()
	return scan[string](t, s, `SELECT coalesce(string_agg(concat_ws('|', gun, il_kodu, ilce_id, birim_no, baslik_id, alt_baslik_id, olcu, dilim, adet), E'\n'
		ORDER BY gun, il_kodu, ilce_id, birim_no, baslik_id, alt_baslik_id, olcu, dilim), '') FROM sayim JOIN sayim_durum USING (nesil) WHERE adet <> 0`)
}

func rebuild(t *testing.T, s *store.Store, check bool) store.SayimKurma {
	t.Helper()
	k, err := s.RebuildCounts(t.Context(), check)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// plain holds what pages say against what plain SQL counts over the tables of the applications themselves.
func plain(t *testing.T, s *store.Store) {
	t.Helper()
	for name, q := range map[string][2]string{
		"by state": {
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', gun, il_kodu, ilce_id, olcu, sum(adet)) l FROM sayim JOIN sayim_durum USING (nesil)
				WHERE baslik_id = 0 AND birim_no = '' AND olcu !~ '^(kapanis_|gec_)' GROUP BY gun, il_kodu, ilce_id, olcu HAVING sum(adet) <> 0) x`,
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', (olusturma AT TIME ZONE 'Europe/Istanbul')::date, il_kodu, ilce_id, durum, count(*)) l
				FROM basvuru GROUP BY (olusturma AT TIME ZONE 'Europe/Istanbul')::date, il_kodu, ilce_id, durum) x`,
		},
		"by heading": {
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', baslik_id, alt_baslik_id, olcu, sum(adet)) l FROM sayim JOIN sayim_durum USING (nesil)
				WHERE baslik_id <> 0 AND birim_no = '' AND olcu !~ '^(kapanis_|gec_)' GROUP BY baslik_id, alt_baslik_id, olcu HAVING sum(adet) <> 0) x`,
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', h.baslik, h.alt, durum, count(*)) l FROM basvuru b, LATERAL (
				SELECT baslik_id baslik, 0 alt FROM basvuru_hizmet WHERE basvuru_no = b.no UNION SELECT baslik_id, coalesce(alt_baslik_id, 0) FROM basvuru_hizmet WHERE basvuru_no = b.no) h
				GROUP BY h.baslik, h.alt, durum) x`,
		},
		"of birim": {
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', birim_no, olcu, sum(adet)) l FROM sayim JOIN sayim_durum USING (nesil)
				WHERE birim_no <> '' AND baslik_id = 0 AND olcu <> 'gec_cevap' GROUP BY birim_no, olcu HAVING sum(adet) <> 0) x`,
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (
				SELECT concat_ws(' ', birim_no, 'yonlendirme', count(*)) l FROM yonlendirme GROUP BY birim_no
				UNION ALL SELECT concat_ws(' ', birim_no, 'geri_cekme', count(*)) FROM yonlendirme WHERE durum = 'geri_cekildi' GROUP BY birim_no
				UNION ALL SELECT concat_ws(' ', birim_no, 'iade', count(*)) FROM yonlendirme WHERE durum = 'iade' GROUP BY birim_no
				UNION ALL SELECT concat_ws(' ', y.birim_no, 'cevap_' || c.sonuc, count(*)) FROM yonlendirme y JOIN cevap c ON c.basvuru_no = y.basvuru_no AND c.yonlendirme_sira = y.sira
					WHERE y.durum = 'cevaplandi' GROUP BY y.birim_no, c.sonuc) x`,
		},
		"of closings": {
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', olcu, sum(adet)) l FROM sayim JOIN sayim_durum USING (nesil)
				WHERE olcu LIKE 'kapanis_%' AND baslik_id = 0 GROUP BY olcu) x`,
			`SELECT coalesce(string_agg(l, ',' ORDER BY l), '') FROM (SELECT concat_ws(' ', 'kapanis_' || sonuc, count(*)) l FROM cevap WHERE kaynak = 'kapanis' GROUP BY sonuc) x`,
		},
	} {
		have, want := scan[string](t, s, q[0]), scan[string](t, s, q[1])
		if have != want {
			t.Errorf("%s: counted\n%s\nwant\n%s", name, have, want)
		}
	}
}

// PL-09: after random lives, with the messages delivered several times, at once and in any order, the consumer has counted what a
// rebuild counts from the history, and what plain SQL counts over the applications.
func TestCountsHoldInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 9)) //nolint:gosec // a test that can be done again
			s := dbtest.New(t)
			lives(t, s, r, 25)
			deliver(t, s, r, messages(t, s))
			kept := counts(t, s)
			if k := rebuild(t, s, true); k.Fark != 0 || k.Bekleyen != 0 || k.Basvuru != 25 {
				t.Errorf("the check says %+v", k)
			}
			plain(t, s)
			rebuild(t, s, false)
			if built := counts(t, s); built != kept || kept == "" {
				t.Errorf("kept\n%s\nbuilt\n%s", kept, built)
			}
			deliver(t, s, r, messages(t, s)) // all that comes again changes nothing
			if again := counts(t, s); again != kept {
				t.Error("messages that came again were counted again")
			}
		})
	}
}

// PL-09: a rebuild counts what the consumer has not been told of yet, and its message is passed over when it comes; what is filed
// meanwhile is counted once too, whoever comes first.
func TestRebuildWhileTheConsumerGoesOn(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3)) //nolint:gosec // as above
	s := dbtest.New(t)
	lives(t, s, r, 20)
	all := messages(t, s)
	deliver(t, s, r, slices.Clone(all[:len(all)/2]))
	if k := rebuild(t, s, true); k.Fark != 0 || k.Bekleyen != len(all)-len(all)/2 {
		t.Errorf("the check before says %+v", k)
	}
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				if _, err := s.Do(t.Context(), citizen, 0, submission(dbtest.Yeni(1000+i))); err != nil {
					t.Error(err)
					return
				}
				for _, m := range messages(t, s) {
					if m.BasvuruNo%3 == 0 {
						if err := s.CountEvents(t.Context(), []store.Mesaj{m}); err != nil {
							t.Error(err)
							return
						}
					}
				}
			}
		}
	}()
	for range 4 {
		rebuild(t, s, false)
	}
	close(stop)
	<-done
	deliver(t, s, r, messages(t, s))
	if k := rebuild(t, s, true); k.Fark != 0 || k.Bekleyen != 0 {
		t.Errorf("the check after says %+v", k)
	}
	plain(t, s)
	if n := scan[int](t, s, `SELECT count(DISTINCT nesil) FROM sayim`); n != 1 {
		t.Errorf("%d generations are left", n)
	}
}

// PL-09: a check finds a line that is not what the history says, names it, and changes nothing.
func TestCheckFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	dbtest.File(t, s, 1)
	deliver(t, s, rand.New(rand.NewPCG(1, 1)), messages(t, s)) //nolint:gosec // as above
	if _, err := s.Pool().Exec(t.Context(), `UPDATE sayim SET adet = 7 WHERE baslik_id = 0`); err != nil {
		t.Fatal(err)
	}
	before := counts(t, s)
	k := rebuild(t, s, true)
	if k.Fark != 1 || len(k.Farklar) != 1 || !strings.Contains(k.Farklar[0], "havuzda: tutulan 7, geçmişe göre 1") {
		t.Errorf("%+v", k)
	}
	if counts(t, s) != before {
		t.Error("a check has changed the counts")
	}
	rebuild(t, s, false)
	if k := rebuild(t, s, true); k.Fark != 0 {
		t.Errorf("after a rebuild: %+v", k)
	}
}

// PL-09: how long an answer took, and whether it came late, is in its event by the calendar of that day: a holiday entered afterwards
// changes neither.
func TestEventsSayHowLongItTook(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := routed(t, s, 1)
	if _, err := s.Pool().Exec(t.Context(), `UPDATE yonlendirme SET gonderim = now() - interval '70 days', son_tarih = now() - interval '30 days' WHERE basvuru_no = $1 AND sira = 1`, no); err != nil {
		t.Fatal(err)
	}
	do(t, s, dbtest.YetkiliMEM, no, answer(1))
	do(t, s, dbtest.YetkiliSag, no, answer(2))
	deliver(t, s, rand.New(rand.NewPCG(1, 2)), messages(t, s)) //nolint:gosec // as above
	slow := scan[string](t, s, `SELECT string_agg(concat_ws(' ', birim_no, olcu, dilim, adet), ', ' ORDER BY birim_no, olcu) FROM sayim WHERE baslik_id = 0 AND olcu IN ('cevap_olumlu', 'gec_cevap')`)
	want := dbtest.BirimMEM.No + " cevap_olumlu 31 1, " + dbtest.BirimMEM.No + " gec_cevap -1 1, " + dbtest.BirimSaglik.No + " cevap_olumlu 0 1"
	if parts := strings.Split(want, ", "); parts[0] > parts[2] {
		want = parts[2] + ", " + parts[0] + ", " + parts[1]
	}
	if slow != want {
		t.Errorf("%s, want %s", slow, want)
	}
	if _, err := s.Pool().Exec(t.Context(), `INSERT INTO tatil (gun, ad) SELECT g::date, 'İdari izin' FROM generate_series(now()::date - 70, now()::date, interval '1 day') g ON CONFLICT DO NOTHING`); err != nil {
		t.Fatal(err)
	}
	if k := rebuild(t, s, true); k.Fark != 0 {
		t.Errorf("after a late holiday the history says something else: %+v", k)
	}
}

// PL-09: one rebuild at a time; the second is told.
func TestOneRebuildAtATime(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	tx, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, 0x61636b51); err != nil {
		t.Fatal(err)
	}
	_, err = s.RebuildCounts(t.Context(), true)
	if msg := refused(t, err, kural.Conflict); !strings.Contains(msg, "yeniden kuruluyor") {
		t.Error(msg)
	}
}

// PL-09, PL-04: an event that the history does not know is not counted, nor any with which it comes; without it these are.
func TestUnknownEventIsNotCounted(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	dbtest.File(t, s, 1)
	dbtest.File(t, s, 2)
	all := messages(t, s)
	unknown, elsewhere, later := all[0], all[0], all[0]
	unknown.ID[3]++
	elsewhere.BasvuruNo = all[1].BasvuruNo
	later.OlaySira = 99
	for _, m := range []store.Mesaj{unknown, elsewhere, later} {
		refused(t, s.CountEvents(t.Context(), []store.Mesaj{m}), kural.NotFound)
		refused(t, s.CountEvents(t.Context(), []store.Mesaj{all[1], m}), kural.NotFound)
	}
	if have := counts(t, s); have != "" {
		t.Errorf("counted: %s", have)
	}
	if err := s.CountEvents(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	plain(t, s)
}

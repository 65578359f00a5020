package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-04: every event of a life arrives twice and from the last to the first, and it makes no difference: what was
// withdrawn or answered before it was delivered does not appear in an inbox, and nobody gets an SMS twice.
func TestEventsTwiceAndBackwards(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	must(t, w, dbtest.YetkiliMEM, no, answer(1))
	must(t, w, dbtest.AKS, no, basvuru.Withdraw{Sira: 2, Neden: "Yanlış birim."})
	must(t, w, dbtest.AKS, no, basvuru.SendToMIA{})
	must(t, w, dbtest.MIA, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil {
		t.Fatal(err)
	}
	events := w.events(t, no)
	slices.Reverse(events)
	events = append(events, events...)
	w.send(t, events...)
	w.run(t)
	fixed := []string{"havuz", "yonlendirme", "toplama", "mia", "bildirim", "rapor"}
	eventually(t, "all of them are consumed", func() bool {
		n := 0
		for _, c := range fixed {
			n += w.consumed(t, c)
		}
		return n >= deliveries(events)
	})
	eventually(t, "the open routing is delivered", func() bool { return inbox(t, w, no) == 1 })
	eventually(t, "the MİA's inbox has it", func() bool { return count(t, w, `SELECT count(*) FROM mia_kutusu WHERE basvuru_no = $1`, no) > 0 })
	w.settled(t)
	have := text(t, w, `SELECT string_agg(sira || ' ' || y.durum || coalesce(' ' || k.birim_no, ''), ', ' ORDER BY sira)
		FROM yonlendirme y LEFT JOIN birim_kutusu k USING (basvuru_no, sira) WHERE basvuru_no = $1`, no)
	if want := "1 cevaplandi, 2 geri_cekildi, 3 teslim " + dbtest.BirimSaglik.No; have != want {
		t.Errorf("routings and inboxes: %s, want %s", have, want)
	}
	if n := count(t, w, `SELECT count(*) FROM mia_kutusu WHERE basvuru_no = $1`, no); n != 1 {
		t.Errorf("%d rows in the MİA's inbox, want 1", n)
	}
	must(t, w, dbtest.YetkiliSag, no, answer(3))
	eventually(t, "the last answer moves it on", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	eventually(t, "two SMS", func() bool { return count(t, w, `SELECT count(*) FROM sms WHERE durum = 'gonderildi'`) == 2 })
	w.settled(t)

	before := snapshot(t, w)
	again := w.events(t, no)
	slices.Reverse(again)
	done := w.consumed(t, "")
	w.send(t, append(again, again...)...)
	eventually(t, "a life's events come twice more", func() bool { return w.consumed(t, "") >= done+2*deliveries(again) })
	w.settled(t)
	if after := snapshot(t, w); after != before {
		t.Errorf("after the events came again:\n%s\nbefore:\n%s", after, before)
	}
	if n := len(w.sim.Tekrarlar()); n != 0 || w.received(1) != 2 {
		t.Errorf("%d SMS twice, %d in all", n, w.received(1))
	}
	if err := w.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// snapshot is everything that people see of all applications.
func snapshot(t *testing.T, w *world) string {
	t.Helper()
	var parts []string
	for _, sql := range []string{
		`SELECT json_agg(b ORDER BY no)::text FROM basvuru b`, `SELECT json_agg(y ORDER BY basvuru_no, sira)::text FROM yonlendirme y`,
		`SELECT json_agg(k ORDER BY basvuru_no, sira)::text FROM birim_kutusu k`, `SELECT json_agg(k ORDER BY basvuru_no, olay_sira)::text FROM mia_kutusu k`,
		`SELECT json_agg(o ORDER BY konu_no, sira)::text FROM olay o`, `SELECT json_agg(x ORDER BY id)::text FROM sms x`,
		`SELECT count(*)::text FROM park`,
	} {
		parts = append(parts, text(t, w, sql))
	}
	return strings.Join(parts, "\n")
}

// MI-04: the MİA's reset takes open routings back from their birim, who may not answer any more and are told live.
func TestResetWithdrawsOpenRoutings(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	eventually(t, "both have it", func() bool { return inbox(t, w, no) == 2 })
	must(t, w, dbtest.YetkiliMEM, no, answer(1))
	must(t, w, dbtest.AKS, no, basvuru.SendToMIA{})
	told := hears(t, w, store.TopicBirim(dbtest.BirimSaglik.No))
	must(t, w, dbtest.MIA, no, basvuru.Reset{Aciklama: "Baştan bakılsın."})
	eventually(t, "the birim's pages are told", told)
	if _, err := w.Do(t.Context(), dbtest.YetkiliSag, no, answer(2)); err == nil {
		t.Error("a withdrawn routing was answered")
	}
	if s := text(t, w, `SELECT string_agg(durum, ' ' ORDER BY sira) FROM yonlendirme WHERE basvuru_no = $1`, no); s != "cevaplandi geri_cekildi" {
		t.Errorf("the routings are %s", s)
	}
	if d := durum(t, w, no); d != basvuru.Havuzda {
		t.Errorf("the application is %s", d)
	}
}

// PL-02: a birim's queue is made when its first message comes, by way of the alternate exchange; the second one goes
// straight into it.
func TestQueueOfABirimIsMadeOnce(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	for n := range 2 {
		no := dbtest.File(t, w.Store, n)
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		eventually(t, "it is in the inbox", func() bool { return inbox(t, w, no) == 1 })
	}
	if n := w.consumed(t, "birim.yok"); n != 1 {
		t.Errorf("%d messages had no queue, want the first alone", n)
	}
	if k := text(t, w, `SELECT string_agg(ad, ' ') FROM kuyruk`); k != "birim."+dbtest.BirimMEM.No {
		t.Errorf("queues made: %s", k)
	}
}

// Many birim at once get their first message: nothing is lost while their queues are made.
func TestManyQueuesAreMadeAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	rows, err := w.Pool().Query(t.Context(), `SELECT detsis_no, ad FROM birim WHERE aktif ORDER BY detsis_no LIMIT 30`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []basvuru.Birim
	for rows.Next() {
		var b basvuru.Birim
		if err := rows.Scan(&b.No, &b.Ad); err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: all})
	eventually(t, "all have it", func() bool { return inbox(t, w, no) == len(all) })
	w.settled(t)
}

// PL-02: nothing is made for a birim that DETSİS does not know, or that is no more; the message is not lost either.
func TestMessagesForNobodyAreParked(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]string{"unknown": "00000000", "inactive": "11111111", "not a number": "../x"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, dbtest.New(t), mqtest.VHost(t))
			if _, err := w.Pool().Exec(t.Context(), `INSERT INTO birim (detsis_no, ad, yol, aktif) VALUES ('11111111', 'KAPANAN', '', false)`); err != nil {
				t.Fatal(err)
			}
			w.send(t, pipeline.Outgoing{Exchange: "birim", Key: key, ID: uuid.NewString(), Type: store.TipYonlendirme, Body: []byte("{}")})
			if consumer, reason := parked(t, w); consumer != "birim.yok" || !strings.Contains(reason, "Etkin birim bulunamadı: birim "+key) {
				t.Errorf("parked by %s: %s", consumer, reason)
			}
			if n := count(t, w, `SELECT count(*) FROM kuyruk`); n != 0 {
				t.Errorf("%d queues were made", n)
			}
		})
	}
}

package pipeline_test

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-08: two processes look at the clock; a birim whose date has passed is told of once, the MİA too, and a holiday that somebody
// enters moves the open dates, all through the queue.
func TestTheClockThroughTheQueue(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	w := stopped(t, dbtest.Open(t, url), mqtest.VHost(t))
	late, open := dbtest.File(t, w.Store, 1), dbtest.File(t, w.Store, 2)
	for _, no := range []int64{late, open} {
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	}
	if _, err := w.Pool().Exec(t.Context(), `UPDATE yonlendirme SET gonderim = now() - interval '60 days', son_tarih = now() - interval '30 days' WHERE basvuru_no = $1`, late); err != nil {
		t.Fatal(err)
	}
	often := func(o *pipeline.Options) { o.SureAra = 20 * time.Millisecond }
	w.run(t, impatient, often)
	other := &world{Store: dbtest.Open(t, url), sim: w.sim, amqpURL: w.amqpURL, simURL: w.simURL, reg: prometheus.NewRegistry()}
	other.run(t, impatient, often)
	said := func(tip string) int {
		return count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip = $2`, late, tip)
	}
	eventually(t, "late, and the MİA knows", func() bool { return said(basvuru.SuresiGecti) == 1 && said(basvuru.MIAyaBildirildi) == 1 })
	must(t, w, dbtest.YetkiliMEM, late, answer(1))
	var before, after time.Time
	date := `SELECT son_tarih FROM yonlendirme WHERE basvuru_no = $1`
	if err := w.Pool().QueryRow(t.Context(), date, open).Scan(&before); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the calendar is known", func() bool { return count(t, w, `SELECT count(*) FROM sure_takvim`) == 1 })
	if _, err := w.Pool().Exec(t.Context(), `INSERT INTO tatil (gun, ad) SELECT g::date, 'İdari izin' FROM generate_series(now()::date + 1, now()::date + 5, interval '1 day') g
		ON CONFLICT DO NOTHING`); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the date has moved", func() bool {
		if err := w.Pool().QueryRow(t.Context(), date, open).Scan(&after); err != nil {
			t.Fatal(err)
		}
		return after.After(before)
	})
	if _, err := w.Pool().Exec(t.Context(), `UPDATE giden SET vade = now() WHERE tip = $1`, store.TipTakvim); err != nil { // what waits two minutes
		t.Fatal(err)
	}
	w.settled(t)
	if said(basvuru.SuresiGecti) != 1 || said(basvuru.MIAyaBildirildi) != 1 {
		t.Error("something was said twice")
	}
	if n := count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip = $2`, open, basvuru.SonTarihDegisti); n != 1 {
		t.Errorf("%d lines about the moved date", n)
	}
}

// PL-08, UI-04: the pages of a birim's people are told when the clock has said something of a date that they owe.
func TestTheClockRingsAtTheBirim(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.run(t, impatient, func(o *pipeline.Options) { o.SureAra = 20 * time.Millisecond })
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the birim has it", func() bool { return inbox(t, w, no) == 1 })
	w.settled(t)
	told := hears(t, w, store.TopicBirim(dbtest.BirimMEM.No))
	if _, err := w.Pool().Exec(t.Context(), `UPDATE yonlendirme SET son_tarih = now() - interval '1 hour' WHERE basvuru_no = $1`, no); err != nil {
		t.Fatal(err)
	}
	eventually(t, "its pages are told that the date has passed", told)
}

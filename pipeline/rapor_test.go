package pipeline_test

import (
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
)

// PL-09, PL-04: an application's life goes through the queue of the reports and is counted once, though every message comes again; what
// the consumer has kept is what the history says.
func TestLifeIsCountedThroughTheQueue(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.run(t, impatient)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}}})
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "it is in the birim's inbox", func() bool { return count(t, w, `SELECT count(*) FROM birim_kutusu`) == 1 })
	must(t, w, dbtest.YetkiliMEM, no, answer(1))
	eventually(t, "the answers are collected", func() bool { return count(t, w, `SELECT count(*) FROM basvuru WHERE durum = 'cevaplandi'`) == 1 })
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"})
	events := w.events(t, no)
	told := func() int { return count(t, w, `SELECT count(*) FROM islenen_mesaj WHERE tuketici = 'rapor'`) }
	eventually(t, "all is counted", func() bool { return told() == len(events) })
	w.send(t, events...)
	w.settled(t)
	k, err := w.RebuildCounts(t.Context(), true)
	if err != nil || k.Fark != 0 || k.Bekleyen != 0 {
		t.Errorf("the check says %+v, %v", k, err)
	}
	for olcu, want := range map[string]int{"havuzda": 0, "kapali_olumlu": 1, "yonlendirme": 1, "cevap_olumlu": 1, "kapanis_olumlu": 1} {
		for _, heading := range []string{"baslik_id = 0", "baslik_id = 1 AND alt_baslik_id = 2"} {
			if n := count(t, w, `SELECT coalesce(sum(adet), 0)::int FROM sayim WHERE olcu = $1 AND `+heading, olcu); n != want {
				t.Errorf("%s, %s: %d, want %d", olcu, heading, n, want)
			}
		}
	}
}

package pipeline_test

import (
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/pipeline"
)

// pending files an application of somebody as an AKS does while KPS is away.
func (w *world) pending(t *testing.T, tckn basvuru.TCKN) int64 {
	t.Helper()
	y := dbtest.Yeni(1)
	y.Kanal, y.Kimlik, y.Kisi = basvuru.KanalAKS, basvuru.KimlikBekliyor, basvuru.Kisi{TCKN: tckn}
	res, err := w.Do(t.Context(), dbtest.AKS, 0, basvuru.Submit{Yeni: y})
	if err != nil {
		t.Fatal(err)
	}
	return res.No
}

func (w *world) lines(t *testing.T, no int64, tip string) int {
	t.Helper()
	return count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip = $2`, no, tip)
}

// AK-01, PL-04, PL-05, SC-05: what was filed while KPS was away gets its name once KPS is back, exactly once, though it has been
// routed meanwhile; its history stays whole. In the birim's message stands the mark, not an empty name.
func TestIdentityArrivesWhenKPSIsBack(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.sim.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.HTML})
	patient := make([]time.Duration, 1000)
	for i := range patient {
		patient[i] = 20 * time.Millisecond
	}
	w.run(t, func(o *pipeline.Options) { o.Delays = patient })
	ayse := sim.DemoKisiler().Ayse
	no := w.pending(t, ayse.TCKN)
	eventually(t, "the question is asked again and again", func() bool { return w.counter(t, "acikkapi_retried_total", "kimlik") > 0 })
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the birim has it", func() bool { return inbox(t, w, no) == 1 })
	if got := text(t, w, `SELECT icerik->>'basvuran' FROM birim_kutusu WHERE basvuru_no = $1`, no); got != "Kimlik bilgileri KPS'den bekleniyor" {
		t.Errorf("the birim is told of %q", got)
	}
	w.sim.ClearAriza()
	eventually(t, "the name has arrived", func() bool {
		return text(t, w, `SELECT ad || ' ' || soyad FROM basvuru WHERE no = $1`, no) == "AYŞE DEMİR"
	})
	w.settled(t)
	if n := w.lines(t, no, basvuru.KimlikTamamlandi); n != 1 {
		t.Errorf("the timeline says %d times that the name has come", n)
	}
	d, err := w.Detay(t.Context(), dbtest.AKS, no)
	if err != nil || d.Kimlik != basvuru.KimlikTamam || d.Ikamet.Ilce != ayse.Adres.Ilce || d.Durum != basvuru.Yonlendirildi || d.TCKN != ayse.TCKN {
		t.Errorf("became %+v, %v", d, err)
	}
	if err := w.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d parked", n)
	}
}

// AK-01: KPS knows nobody of the number: said once, nothing is parked, and asking ends.
func TestNobodyOfThatNumber(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := w.pending(t, basvuru.MakeTCKN("123456789"))
	eventually(t, "it is marked", func() bool {
		return text(t, w, `SELECT kimlik FROM basvuru WHERE no = $1`, no) == string(basvuru.KimlikBulunamadi)
	})
	w.settled(t)
	if n := w.lines(t, no, basvuru.KimlikEslesmedi); n != 1 || count(t, w, `SELECT count(*) FROM park`) != 0 {
		t.Errorf("%d lines in the timeline", n)
	}
	if err := w.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// An ordinary application costs no message more than before.
func TestNoQuestionForAKnownApplicant(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	w := &world{Store: s}
	no := dbtest.File(t, s, 1)
	if n := count(t, w, `SELECT count(*) FROM giden WHERE konu_no = $1 AND tip = 'kimlik.sor'`, no); n != 0 {
		t.Errorf("%d questions to KPS", n)
	}
}

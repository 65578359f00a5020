package handlers

import (
	"net/http"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
)

// YT-02: a routing's number of another birim of the same application opens nothing either.
func TestAnotherBirimsRouting(t *testing.T) {
	s := newSite(t)
	no := s.routed(1, dbtest.BirimMEM, dbtest.BirimSaglik)
	b := s.signIn(userMEM)
	b.get(birimURL(no, 1, "")).shows(t, http.StatusOK)
	b.get(birimURL(no, 2, "")).shows(t, http.StatusNotFound)
	b.post(birimURL(no, 2, "cevapla"), "metin", "Uzun uzun", "sonuc", "olumlu").shows(t, http.StatusNotFound)
	if n := s.scan(`SELECT count(*)::text FROM cevap`); n != 0 {
		t.Errorf("%d answers", n)
	}
}

// Two at one desk act on one application at the same moment: one wins, the other reads what was done and by whom, and finds what
// was typed (AK-06 … AK-11, MI-03, MI-04).
func TestTwoAtOnce(t *testing.T) {
	s := newSite(t)
	one, two := s.signIn(userAKS), s.signIn(userAKS)
	mia1, mia2 := s.signIn(userMIA), s.signIn(userMIA)
	const text = "Uzun uzun yazdım"
	post := func(b *browser, page string, typed ...string) func() answer {
		return func() answer { return b.post(page, typed...) }
	}
	route := []string{"birim", dbtest.BirimMEM.No, "islem", "yonlendir"}
	for name, c := range map[string]struct {
		no   int64
		a, b func(no int64) func() answer
		says []string
	}{
		"closing twice": {
			dbtest.File(t, s.store, 1),
			func(no int64) func() answer { return post(one, aksURL(no, "kapat"), "metin", text, "sonuc", "olumlu") },
			func(no int64) func() answer { return post(two, aksURL(no, "kapat"), "metin", text, "sonuc", "olumsuz") },
			[]string{"Kapatılan başvuru üzerinde", text},
		},
		"routing to one birim twice": {
			dbtest.File(t, s.store, 2),
			func(no int64) func() answer { return post(one, aksURL(no, "yonlendir"), route...) },
			func(no int64) func() answer { return post(two, aksURL(no, "yonlendir"), route...) },
			[]string{"aynı birime yeniden yönlendirilemez", `name="birim" value="` + dbtest.BirimMEM.No},
		},
		"sending to the MİA twice": {
			s.answered(3),
			func(no int64) func() answer { return post(one, aksURL(no, "mia"), "aciklama", text) },
			func(no int64) func() answer { return post(two, aksURL(no, "mia"), "aciklama", text) },
			[]string{basvuru.MIAOnayinda.Label(), text},
		},
		"sending to the MİA and closing": {
			s.answered(4),
			func(no int64) func() answer { return post(one, aksURL(no, "mia"), "aciklama", text) },
			func(no int64) func() answer { return post(two, aksURL(no, "kapat"), "metin", text, "sonuc", "olumlu") },
			[]string{text},
		},
		"withdrawing twice": {
			s.routed(5, dbtest.BirimMEM),
			func(no int64) func() answer { return post(one, aksURL(no, "geri-cek/1"), "neden", text) },
			func(no int64) func() answer { return post(two, aksURL(no, "geri-cek/1"), "neden", text) },
			[]string{"Yönlendirme Geri Çekildi", text},
		},
		"the MİA answering twice": {
			s.atMIA(6),
			func(no int64) func() answer {
				return post(mia1, miaURL(no, "cevapla"), "metin", text, "sonuc", "olumlu")
			},
			func(no int64) func() answer {
				return post(mia2, miaURL(no, "cevapla"), "metin", text, "sonuc", "olumsuz")
			},
			[]string{text},
		},
		"the MİA answering and taking back": {
			s.atMIA(7),
			func(no int64) func() answer {
				return post(mia1, miaURL(no, "cevapla"), "metin", text, "sonuc", "olumlu")
			},
			func(no int64) func() answer { return post(mia2, miaURL(no, "geri-al"), "aciklama", text) },
			[]string{text},
		},
	} {
		t.Run(name, func(t *testing.T) {
			events := s.scan(`SELECT olay_sira::text FROM basvuru WHERE no = $1`, c.no)
			a, b := both(c.a(c.no), c.b(c.no))
			oneWins(t, a, b, append(c.says, "Son işlem: “")...)
			if n := s.scan(`SELECT olay_sira::text FROM basvuru WHERE no = $1`, c.no); n != events+1 {
				t.Errorf("%d events more, want one", n-events)
			}
		})
	}
}

package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
)

// foreign is an application of Kadıköy, İstanbul.
func (s *site) foreign() int64 {
	s.t.Helper()
	y := dbtest.Yeni(90)
	y.Il = 34
	y.Ilce = s.scan(`SELECT min(id)::text FROM ilce WHERE il_kodu = 34`)
	y.Yerlesim = s.scan(`SELECT min(id)::text FROM yerlesim WHERE ilce_id = $1`, y.Ilce)
	return s.file(y)
}

// attached is the id of a file that a citizen has filed application no with.
func (s *site) attached(no int64) string {
	s.t.Helper()
	id := uuid.NewString()
	s.exec(`INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman, basvuru_no) SELECT $1, repeat('a', 64), 'gizli.pdf', 'application/pdf', 9, 'x', now(), $2`, id, no)
	return id
}

// AK-03, SC-01, YT-02: whatever is typed into the address or a form, an application out of one's scope – of another il, of another
// ilçe, of another birim – is not there: on every route that names one, by reading and by acting.
func TestRecordsOutOfScope(t *testing.T) {
	s := newSite(t)
	foreign, kecioren, saglik := s.foreign(), dbtest.File(t, s.store, 1), s.routed(2, dbtest.BirimSaglik)
	files := map[int64]string{foreign: s.attached(foreign), kecioren: s.attached(kecioren), saglik: s.attached(saglik)}
	for _, c := range []struct {
		rol  kural.Rol
		user int
		no   int64
	}{{kural.AKS, userAKS, foreign}, {kural.AKS, userAKSIlce, kecioren}, {kural.MIA, userMIA, foreign}, {kural.Yetkili, userMEM, saglik}} {
		b := s.signIn(c.user)
		before := s.scan(`SELECT olay_sira::text FROM basvuru WHERE no = $1`, c.no)
		tried := 0
		for _, rt := range s.svc.routes() {
			if !slices.Contains(rt.who(), c.rol) || !strings.Contains(rt.path, "{no:") {
				continue
			}
			tried++
			path := strings.NewReplacer("{no:[0-9]+}", dbtestNo(c.no), "{sira:[0-9]+}", "1").Replace(rt.path)
			a := b.do(t.Context(), rt.method, path, "application/x-www-form-urlencoded", strings.NewReader(values(
				"metin", "Uzun uzun", "aciklama", "Uzun uzun", "neden", "Uzun uzun", "sonuc", "olumlu", "islem", "yonlendir",
				"birim", dbtest.BirimMEM.No, "hizmet", `{"baslik_id":1,"alt_baslik_id":2}`).Encode()))
			if strings.HasSuffix(path, "/alma") { // a part of a page that stays open: it says the same of what was withdrawn and of what never was
				if a.status != http.StatusOK || strings.Contains(a.body, dbtestNo(c.no)) || strings.Contains(a.body, "üzerinde çalışıyor") {
					t.Errorf("%s by user %d: %d %s", path, c.user, a.status, a.body)
				}
				continue
			}
			if a.status != http.StatusNotFound || strings.Contains(a.body, "rica ediyorum") {
				t.Errorf("%s %s by user %d: %d", rt.method, path, c.user, a.status)
			}
		}
		if after := s.scan(`SELECT olay_sira::text FROM basvuru WHERE no = $1`, c.no); after != before || tried < 4 {
			t.Errorf("user %d: %d routes tried, %d events more", c.user, tried, after-before)
		}
		if a := b.get("/dosya/" + files[c.no]); a.status != http.StatusNotFound {
			t.Errorf("user %d, a file: %d", c.user, a.status)
		}
	}
}

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

package intake_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/intake"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/sim"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// site is the whole public service over real sockets: PostgreSQL, a KPS simulator, HTTP.
type site struct {
	t      *testing.T
	url    string
	store  *store.Store
	sim    *sim.Sim
	router *mux.Router
	yols   []intake.Yol
	ayse   sim.Kisi
	mehmet sim.Kisi
}

// parsedPages are parsed once for all tests: that takes a tenth of a second.
var parsedPages = sync.OnceValue(web.NewEngine)

func newSite(t *testing.T) *site { return siteOn(t, dbtest.New(t)) }

func siteOn(t *testing.T, s *store.Store) *site {
	t.Helper()
	return siteWith(t, s, 0, func(h http.Handler) http.Handler { return h })
}

// siteWith is a site whose requests have wait to be answered, 0 = the usual time, and whose KPS is what around makes of the
// simulator.
func siteWith(t *testing.T, s *store.Store, wait time.Duration, around func(kps http.Handler) http.Handler) *site {
	t.Helper()
	return siteIn(t, s, t.TempDir(), wait, around)
}

// siteIn is a site that keeps files in folder.
func siteIn(t *testing.T, s *store.Store, folder string, wait time.Duration, around func(kps http.Handler) http.Handler) *site {
	t.Helper()
	simulator := sim.New(sim.Options{People: -1})
	kpsServer := httptest.NewServer(around(simulator.Handler()))
	t.Cleanup(kpsServer.Close)
	files, err := dosya.New(t.Context(), "file://"+folder+"?no_tmp_dir=true")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	engine := parsedPages()
	sessions := web.NewSessions(s.Pool(), engine, web.CitizenSession(false))
	router := mux.NewRouter()
	yols := intake.Routes(router, intake.Deps{Store: s, KPS: kps.New(kpsServer.URL, nil), Web: engine, Sessions: sessions, Dosya: files})
	h, err := web.Chain(router, web.Options{Engine: engine, Log: zerolog.Nop(), PerMinute: 100_000, Time: wait})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	people := sim.DemoKisiler()
	return &site{t: t, url: srv.URL, store: s, sim: simulator, router: router, yols: yols, ayse: people.Ayse, mehmet: people.Mehmet}
}

// identity is what p types at step 1.
func identity(p sim.Kisi) map[string]string {
	return map[string]string{
		"tckn": string(p.TCKN), "ad": p.Ad, "soyad": p.Soyad,
		"anne_kizlik_soyadi": firstLast(p.AnneKizlikSoyadi), "cep": p.Cep.Display(),
	}
}

func firstLast(s string) string {
	r := []rune(s)
	return string(r[0]) + string(r[len(r)-1])
}

// atKod is a browser of p that stands at the code page.
func (s *site) atKod(p sim.Kisi) *browser {
	s.t.Helper()
	b := newBrowser(s.t, s.url)
	b.open("/basvuru-yap")
	b.press("Onay Kodu Gönder", identity(p))
	b.want(http.StatusOK, "/basvuru-yap/kod")
	return b
}

// code is the newest code that was sent to p.
func (s *site) code(p sim.Kisi) string { return dbtest.Code(s.t, s.store, string(p.Cep)) }

// atKayit is a browser of p that stands at the form.
func (s *site) atKayit(p sim.Kisi) *browser {
	s.t.Helper()
	b := s.atKod(p)
	b.press("Tamam", map[string]string{"kod": s.code(p)})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	return b
}

// confirmed types the newest code into b, which stands at the code page.
func (s *site) confirmed(b *browser) *browser {
	s.t.Helper()
	b.press("Tamam", map[string]string{"kod": s.code(s.ayse)})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	return b
}

// filled is a browser of p at the form with everything in it, ready for “Kaydet”.
func (s *site) filled(p sim.Kisi) (*browser, map[string]string) {
	s.t.Helper()
	b := s.atKayit(p)
	b.press("Listele", map[string]string{"baslik": b.choice("baslik", "EĞİTİM")})
	b.press("Ekle", map[string]string{"alt_baslik": b.choice("alt_baslik", "Okula kayıt, nakil ve yerleştirme işlemleri")})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	return b, map[string]string{
		"ayni": "1", "egitim": b.choice("egitim", "Lise"), "sektor": b.choice("sektor", "Eğitim"),
		"konu": "Okulun genel temizliği yapılsın.", "eposta": "ayse@ornek.com", "ev": "312 000 00 01",
	}
}

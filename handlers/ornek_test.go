package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/intake"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// The demonstration's users by their place in tohum.Demo.
const (
	userAKS = iota
	userAKSIlce
	userMEM
	userSaglik
	userCok
	userMIA
	userVali
	userPersonel
	userKimlik
	_
	userIsletmen
	userYonetici
)

// site is the staff's side over real sockets, on a database of its own with the demonstration's users.
type site struct {
	t     *testing.T
	url   string
	store *store.Store
	svc   *Service
	sim   *sim.Sim // KPS
	log   *bytes.Buffer
	owner string // address of the database, as its owner
}

func newSite(t *testing.T) *site {
	t.Helper()
	return siteWith(t, store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000})
}

func siteWith(t *testing.T, limits store.Limits) *site {
	t.Helper()
	return siteAt(t, dbtest.DemoURL(t), limits, 0)
}

// parsedPages are parsed once for all tests: that takes a tenth of a second.
var parsedPages = sync.OnceValue(web.NewEngine)

// siteAt is a site on the database at owner, a dbtest.DemoURL, whose requests have wait to be answered; 0 = the usual time.
func siteAt(t *testing.T, owner string, limits store.Limits, wait time.Duration) *site {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: owner, Keys: dbtest.Keys, MaxConns: 12, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	files, err := dosya.New(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	engine, hub := parsedPages(), web.NewHub()
	sessions := web.NewSessions(s.Pool(), engine, web.StaffSession(false))
	simulator := sim.New(sim.Options{People: -1})
	kpsServer := httptest.NewServer(simulator.Handler())
	t.Cleanup(kpsServer.Close)
	people := kps.New(kpsServer.URL, nil)
	svc := New(Options{
		Store: s, Engine: engine, Sessions: sessions, Hub: hub, Files: files, KPS: people,
		Kart: intake.NewKart(intake.KartDeps{Store: s, KPS: people, Web: engine, Sessions: sessions, Dosya: files}),
	})
	router := mux.NewRouter()
	svc.Register(router)
	log := &bytes.Buffer{}
	h, err := web.Chain(router, web.Options{Engine: engine, Log: zerolog.New(zerolog.SyncWriter(log)), PerMinute: 1_000_000, Time: wait})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); svc.Listen(ctx) }()
	t.Cleanup(func() { hub.Close(); stop(); <-done })
	return &site{t: t, url: srv.URL, store: s, svc: svc, sim: simulator, log: log, owner: owner}
}

// browser is a signed-in person's, without JavaScript; it follows no redirects by itself.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

// answer is what came back.
type answer struct {
	status int
	body   string
	to     string // Location of a redirect
	header http.Header
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{s.t, s.url, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (b *browser) do(ctx context.Context, method, path, contentType string, body io.Reader) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, to: res.Header.Get("Location"), header: res.Header}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return a // has no end
	}
	content, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a.body = string(content)
	return a
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(b.t.Context(), http.MethodGet, path, "", nil)
}

func (b *browser) post(path string, pairs ...string) answer {
	b.t.Helper()
	return b.postForm(path, values(pairs...))
}

func (b *browser) postForm(path string, v url.Values) answer {
	b.t.Helper()
	return b.do(b.t.Context(), http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// upload posts a form with one file.
func (b *browser) upload(path, name, content string, pairs ...string) answer {
	b.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for key, list := range values(pairs...) {
		for _, v := range list {
			if err := m.WriteField(key, v); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	w, err := m.CreateFormFile("dosya", name)
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(b.t.Context(), http.MethodPost, path, m.FormDataContentType(), &body)
}

// values makes a form of name, value, name, value, …
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// signIn is a browser of the demonstration's user i, signed in the way people do it.
func (s *site) signIn(i int) *browser {
	s.t.Helper()
	b, k := s.browser(), tohum.Demo()[i]
	if k.Hesap != "" {
		b.post("/e-icisleri/giris", "kullanici_adi", k.Hesap, "parola", tohum.DemoParola).redirects(s.t, "/e-icisleri/anasayfa")
		return b
	}
	s.signInAs(b, k)
	if i == userAKSIlce {
		b.post("/aks/ilce", "ilce", "6007").redirects(s.t, "/aks")
	}
	return b
}

func (s *site) signInAs(b *browser, k tohum.Kullanici) answer {
	s.t.Helper()
	b.post("/giris", "tckn", string(k.TCKN), "telefon", string(k.Telefon)).redirects(s.t, "/giris/kod")
	a := b.post("/giris/kod", "kod", dbtest.Code(s.t, s.store, string(k.Telefon)))
	if a.status != http.StatusSeeOther {
		s.t.Fatalf("signing in: %d\n%s", a.status, a.body)
	}
	return a
}

func (a answer) redirects(t *testing.T, to string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.to != to {
		t.Fatalf("want a redirect to %s, have %d %s\n%s", to, a.status, a.to, a.body)
	}
}

// shows wants a status and texts of the page.
func (a answer) shows(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d: %s", a.status, status, a.body)
		return
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page lacks %q:\n%s", text, a.body)
		}
	}
}

// lacks wants none of texts on the page; a redirect, which lacks everything, is none.
func (a answer) lacks(t *testing.T, texts ...string) {
	t.Helper()
	if a.status/100 == 3 {
		t.Errorf("no page, but %d to %q", a.status, a.to)
	}
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("the page shows %q:\n%s", text, a.body)
		}
	}
}

// do runs a command that must succeed.
func (s *site) do(actor basvuru.Actor, no int64, cmd basvuru.Command) {
	s.t.Helper()
	if _, err := s.store.Do(s.t.Context(), actor, no, cmd); err != nil {
		s.t.Fatalf("%s: %v", cmd.Action(), err)
	}
}

// routed files an application and routes it to birims, whose inboxes it reaches: routings 1, 2, …
func (s *site) routed(n int, birims ...basvuru.Birim) int64 {
	s.t.Helper()
	no := dbtest.File(s.t, s.store, n)
	s.do(dbtest.AKS, no, basvuru.Route{Birims: birims})
	s.deliver(no, 1, 2, 3)
	return no
}

func (s *site) deliver(no int64, siras ...int) {
	s.t.Helper()
	ms, err := s.store.BirimMesajlari(s.t.Context(), no, siras)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range ms {
		icerik, err := json.Marshal(ms[i])
		if err == nil {
			err = s.store.DeliverBirim(s.t.Context(), &ms[i], icerik)
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// answered is an application that both birim of dbtest have answered.
func (s *site) answered(n int) int64 {
	s.t.Helper()
	no := s.routed(n, dbtest.BirimMEM, dbtest.BirimSaglik)
	s.do(dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Okul temizlenecektir."})
	s.do(dbtest.YetkiliSag, no, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumsuz, Metin: "Sağlık taraması yapılamamaktadır."})
	s.do(kural.Pipeline("cevap"), no, basvuru.Collect{})
	return no
}

// file stores an application as given and returns its number.
func (s *site) file(y basvuru.Yeni) int64 {
	s.t.Helper()
	res, err := s.store.Do(s.t.Context(), kural.Actor{Rol: kural.Vatandas, Ad: y.Kisi.Ad}, 0, basvuru.Submit{Yeni: y})
	if err != nil {
		s.t.Fatal(err)
	}
	return res.No
}

func (s *site) scanText(sql string, args ...any) (v string) {
	s.t.Helper()
	if err := s.store.Pool().QueryRow(s.t.Context(), sql, args...).Scan(&v); err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *site) scan(sql string, args ...any) int {
	s.t.Helper()
	return atoi(s.scanText(sql, args...))
}

// ekOf is the id of the one file that the form on page carries.
func ekOf(t *testing.T, page string) string {
	t.Helper()
	return between(t, page, `name="ek" value="`, `"`)
}

func uuidOf(t *testing.T, s string) uuid.UUID {
	t.Helper()
	id, err := uuid.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

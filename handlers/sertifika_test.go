package handlers

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/eimza"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// certSite is a site with the certificate's listener, over real TLS, beside it.
type certSite struct {
	*site
	ca   *sim.CA
	door *httptest.Server
	crls *httptest.Server
	log  *bytes.Buffer // of the listener
	now  *atomic.Int64 // clock of the site's sessions, Unix time
}

func newCertSite(t *testing.T, limits store.Limits) *certSite {
	t.Helper()
	s := siteWith(t, limits)
	ca, err := sim.NewCA(nil)
	if err != nil {
		t.Fatal(err)
	}
	crls := httptest.NewServer(sim.New(sim.Options{People: -1, CA: ca}).Handler())
	t.Cleanup(crls.Close)
	sources := []string{crls.URL + "/sertifika/kok.crl", crls.URL + "/sertifika/ara.crl"}
	verifier, err := eimza.New(ca.PEM(), eimza.NewCRL(sources, 0), nil)
	if err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	h, err := web.Chain(s.svc.CertificateRoutes(verifier, s.url), web.Options{Engine: s.svc.web, Log: zerolog.New(zerolog.SyncWriter(log)), PerMinute: 1_000_000})
	if err != nil {
		t.Fatal(err)
	}
	server, err := ca.Issue(sim.Sertifika{Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	door := httptest.NewUnstartedServer(h)
	door.TLS = verifier.TLS(server)
	door.StartTLS()
	t.Cleanup(door.Close)
	now := &atomic.Int64{}
	now.Store(time.Now().Unix())
	s.svc.sertifika, s.svc.now = door.URL, func() time.Time { return time.Unix(now.Load(), 0) }
	return &certSite{s, ca, door, crls, log, now}
}

func (s *certSite) issue(c sim.Sertifika) *tls.Certificate {
	s.t.Helper()
	cert, err := s.ca.Issue(c)
	if err != nil {
		s.t.Fatal(err)
	}
	return &cert
}

// show opens address of the certificate's listener with cert, nil = none, in a connection of its own.
func (s *certSite) show(address string, cert *tls.Certificate) answer {
	s.t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(s.ca.Kok)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12, GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		if cert == nil {
			return &tls.Certificate{}, nil
		}
		return cert, nil
	}}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if !res.Close {
		s.t.Error("another try would come without a handshake")
	}
	return answer{status: res.StatusCode, body: string(body), to: res.Header.Get("Location"), header: res.Header}
}

// setOut is the address of the listener to which b is sent.
func (s *certSite) setOut(b *browser) string {
	s.t.Helper()
	a := b.get(yolBasla)
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, s.door.URL+"/giris?istek=") {
		s.t.Fatalf("setting out: %d %s", a.status, a.to)
	}
	return a.to
}

// handedOver is the path on the site to which somebody with cert is sent back.
func (s *certSite) handedOver(b *browser, cert *tls.Certificate) string {
	s.t.Helper()
	a := s.show(s.setOut(b), cert)
	path, ok := strings.CutPrefix(a.to, s.url)
	if a.status != http.StatusSeeOther || !ok || !strings.HasPrefix(path, "/e-icisleri/sertifika?bilet=") {
		s.t.Fatalf("with a good certificate: %d %s\n%s", a.status, a.to, a.body)
	}
	if strings.Contains(a.to, "88990") {
		s.t.Errorf("a T.C. Kimlik No in %s", a.to)
	}
	return path
}

func many() store.Limits { return store.Limits{TCKN: 1000, Telefon: 1000, IP: 1000} }

// GR-03: a good certificate signs its person in, under a new session token, to the page they had asked for.
func TestCertificateSignsIn(t *testing.T) {
	s := newCertSite(t, many())
	mia := tohum.Demo()[userMIA]
	for _, cert := range []*tls.Certificate{
		s.issue(sim.Sertifika{SerialNumber: string(mia.TCKN)}), s.issue(sim.Sertifika{SerialNumber: "TCKN-" + string(mia.TCKN), Nitelikli: true}),
	} {
		b := s.browser()
		b.get("/mia").redirects(t, "/e-icisleri")
		page := b.get("/e-icisleri")
		page.shows(t, http.StatusOK, "SERTİFİKALI GİRİŞ", "Sertifikalı Giriş Nedir?", "Kamu Sertifikasyon Merkezi", "Sertifikasız Giriş")
		path := s.handedOver(b, cert)
		before := b.cookie()
		b.get(path).redirects(t, "/mia")
		if b.cookie() == before {
			t.Error("the session token was not renewed")
		}
		b.get("/mia").shows(t, http.StatusOK, "ERDEM KILINÇ")
		b.get(path).redirects(t, "/e-icisleri/anasayfa") // loaded again by the one who is signed in
		b.get(yolBasla).redirects(t, "/e-icisleri/anasayfa")
		b.post("/cikis").redirects(t, "/e-icisleri")
		b.get(path).shows(t, http.StatusForbidden, "daha önce kullanılmış", "Yeniden Dene")
	}
	for _, i := range []int{userVali, userPersonel, userKimlik, userIsletmen, userYonetici} {
		b := s.browser()
		b.get(s.handedOver(b, s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[i].TCKN)}))).redirects(t, "/e-icisleri/anasayfa")
	}
	s.lacksNumbers()
}

// lacksNumbers: no T.C. Kimlik No in the log (SC-04).
func (s *certSite) lacksNumbers() {
	s.t.Helper()
	for _, k := range tohum.Demo() {
		if strings.Contains(s.log.String()+s.site.log.String(), string(k.TCKN)) {
			s.t.Errorf("a T.C. Kimlik No in the log:\n%s", s.log.String())
		}
	}
}

// GR-03, GR-06: who is refused, and in which words. Bad certificates are not told apart to the person, only in the log.
func TestCertificateRefused(t *testing.T) {
	s := newCertSite(t, many())
	mia := string(tohum.Demo()[userMIA].TCKN)
	other, err := sim.NewCA(nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Issue(sim.Sertifika{SerialNumber: mia})
	if err != nil {
		t.Fatal(err)
	}
	revoked := s.issue(sim.Sertifika{SerialNumber: mia})
	if err := s.ca.Revoke(revoked.Leaf); err != nil {
		t.Fatal(err)
	}
	const bad = "Sertifikanız kabul edilmedi."
	var pages []string
	for _, c := range []struct {
		neden  string
		cert   *tls.Certificate
		status int
		says   string
	}{
		{"taninmiyor", &foreign, http.StatusForbidden, bad},
		{"suresi_disi", s.issue(sim.Sertifika{SerialNumber: mia, Once: time.Now().Add(-48 * time.Hour), Sonra: time.Now().Add(-time.Hour)}), http.StatusForbidden, bad},
		{"iptal", revoked, http.StatusForbidden, bad},
		{"kimlik_yok", s.issue(sim.Sertifika{Ad: "ERDEM KILINÇ"}), http.StatusForbidden, bad},
		{"taninmiyor", s.issue(sim.Sertifika{SerialNumber: mia, Kritik: true}), http.StatusForbidden, bad},
		{"kullanim_dis", s.issue(sim.Sertifika{SerialNumber: mia, Kullanim: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}}), http.StatusForbidden, bad},
		{"yok", nil, http.StatusUnauthorized, "Tarayıcınız sertifika göndermedi."},
		{"kullanici_yok", s.issue(sim.Sertifika{SerialNumber: "10000000146"}), http.StatusForbidden, "Proje Yöneticisine başvurunuz"},
		{"kullanici_yok", s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[userAKS].TCKN)}), http.StatusForbidden, "Sorumlu/Yetkili Girişi"},
	} {
		b := s.browser()
		s.log.Reset()
		a := s.show(s.setOut(b), c.cert)
		a.shows(t, c.status, c.says, "Sertifikalı giriş yapılamadı", s.url+"/e-icisleri")
		a.lacks(t, mia, "x509")
		if !strings.Contains(s.log.String(), `"neden":"`+c.neden+`"`) {
			t.Errorf("the log does not say %s: %s", c.neden, s.log.String())
		}
		if c.says == bad {
			pages = append(pages, a.body[strings.Index(a.body, "<main"):])
		}
		s.lacksNumbers()
	}
	for _, p := range pages[1:] {
		if p != pages[0] {
			t.Errorf("bad certificates are told apart:\n%s\n%s", pages[0], p)
		}
	}
}

// GR-03: whether a certificate is revoked cannot be asked: nobody gets in, told as what it is.
func TestCertificateWithoutRevocationList(t *testing.T) {
	s := newCertSite(t, many())
	s.crls.Close()
	a := s.show(s.setOut(s.browser()), s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[userMIA].TCKN)}))
	a.shows(t, http.StatusServiceUnavailable, "iptal bilgisine şu anda ulaşılamadığı", "Yeniden Dene")
	if !strings.Contains(s.log.String(), `"level":"warn"`) || a.header.Get("Retry-After") == "" {
		t.Errorf("log %s", s.log.String())
	}
}

// GR-03: a ticket is good once, for a minute, in the browser that set out, and for nobody who was removed meanwhile.
func TestCertificateTicket(t *testing.T) {
	s := newCertSite(t, many())
	cert := s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[userMIA].TCKN)})
	const refused = "Sertifikalı giriş tamamlanamadı"

	b, stranger := s.browser(), s.browser()
	path := s.handedOver(b, cert)
	stranger.get(path).shows(t, http.StatusForbidden, refused) // never set out
	s.setOut(stranger)
	stranger.get(path).shows(t, http.StatusForbidden, refused) // set out for another
	stranger.get("/mia").redirects(t, "/e-icisleri")
	b.get(path).redirects(t, "/e-icisleri/anasayfa") // and the stranger has not used it up

	empty := "/giris?istek=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU" // digest of no secret
	a := s.show(s.door.URL+empty, cert)
	s.browser().get(strings.TrimPrefix(a.to, s.url)).shows(t, http.StatusForbidden, refused)

	b = s.browser()
	path = s.handedOver(b, cert)
	s.exec(`UPDATE sertifika_giris SET bitis = now() - interval '1 second' WHERE kullanildi IS NULL`)
	b.get(path).shows(t, http.StatusForbidden, refused)

	b = s.browser()
	path = s.handedOver(b, cert)
	s.exec(`UPDATE kullanici SET aktif = false WHERE tip = 'mia'`)
	b.get(path).shows(t, http.StatusForbidden, refused)

	for _, odd := range []string{"/giris", "/giris?istek=kisa", "/", "/giris?istek=" + strings.Repeat("A", 9000)} {
		if a := s.show(s.door.URL+odd, cert); a.status != http.StatusSeeOther || a.to != s.url+"/e-icisleri" {
			t.Errorf("%.30s: %d %s", odd, a.status, a.to)
		}
	}
	b.get("/e-icisleri/sertifika").redirects(t, "/e-icisleri")
	if n := s.scan(`SELECT count(*)::text FROM sertifika_giris WHERE bitis - now() > interval '61 seconds'`); n != 0 {
		t.Errorf("%d tickets hold for more than a minute", n)
	}
}

// GR-03: the session ends with the certificate, in words; what was being typed is kept as at any end of a session.
func TestCertificateEndsSession(t *testing.T) {
	s := newCertSite(t, many())
	end := time.Now().Add(2 * time.Hour)
	b := s.browser()
	b.get(s.handedOver(b, s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[userMIA].TCKN), Sonra: end}))).redirects(t, "/e-icisleri/anasayfa")
	s.now.Store(end.Add(-time.Minute).Unix())
	b.get("/mia").shows(t, http.StatusOK)
	s.now.Store(end.Unix())
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	b.do(ctx, http.MethodGet, "/canli/mia/basvuru", "", nil).shows(t, http.StatusUnauthorized)
	b.get("/mia").redirects(t, "/e-icisleri")
	b.get("/e-icisleri").shows(t, http.StatusOK, "Giriş yaptığınız sertifikanın süresi doldu.")
	b.get("/mia").redirects(t, "/e-icisleri")
	b.post("/e-icisleri/giris", "kullanici_adi", "mia.ankara", "parola", tohum.DemoParola).redirects(t, "/mia")
	b.get("/mia").shows(t, http.StatusOK) // a password's session has no such end
}

// GR-03: a person with several users chooses one; nothing is open before.
func TestCertificateOfSeveralUsers(t *testing.T) {
	s := newCertSite(t, many())
	mia := tohum.Demo()[userMIA]
	s.exec(`INSERT INTO kullanici (tip, tckn, tckn_iz, ad, soyad) SELECT 'personel', tckn, tckn_iz, ad, soyad FROM kullanici WHERE tckn_iz = $1`, s.iz(mia.TCKN))
	b := s.browser()
	b.get(yolSertKisi).redirects(t, "/e-icisleri")
	b.get(s.handedOver(b, s.issue(sim.Sertifika{SerialNumber: string(mia.TCKN)}))).redirects(t, yolSertKisi)
	b.get("/mia").redirects(t, "/e-icisleri")
	page := b.get(yolSertKisi)
	page.shows(t, http.StatusOK, "Mülki İdare Amiri", "Personel", "06 - ANKARA")
	vali := s.scanText(`SELECT id::text FROM kullanici WHERE tip = 'vali'`)
	for _, wrong := range []string{"", "0", vali} {
		b.post(yolSertKisi, "kullanici", wrong).shows(t, http.StatusUnprocessableEntity, "Hangi yetkiyle çalışacağınızı seçiniz.")
	}
	b.post(yolSertKisi, "kullanici", valueOf(t, page.body, "Personel")).redirects(t, "/e-icisleri/anasayfa")
	b.get("/mia").shows(t, http.StatusForbidden)
	b.get(yolSertKisi).redirects(t, "/e-icisleri") // chosen once
}

// GR-03, SC-09: tries that fail are counted by address; good ones are not.
func TestCertificateTriesAreCounted(t *testing.T) {
	s := newCertSite(t, store.Limits{TCKN: 5, Telefon: 5, IP: 2})
	cert := s.issue(sim.Sertifika{SerialNumber: string(tohum.Demo()[userMIA].TCKN)})
	door := s.setOut(s.browser())
	for range 6 {
		if a := s.show(door, cert); a.status != http.StatusSeeOther {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	for range 4 {
		s.show(door, nil).shows(t, http.StatusUnauthorized)
	}
	for _, c := range []*tls.Certificate{nil, cert} {
		s.show(door, c).shows(t, http.StatusTooManyRequests, "15 dakika sonra")
	}
}

// GR-03: where no authority is configured the page says so, and nothing else leads on.
func TestCertificateNotOffered(t *testing.T) {
	s := newSite(t)
	b := s.browser()
	page := b.get("/e-icisleri")
	page.shows(t, http.StatusOK, "Sertifikalı giriş bu kurulumda kullanıma açılmamıştır.", "Sertifikasız Giriş")
	page.lacks(t, "SERTİFİKALI GİRİŞ", yolBasla)
	b.get(yolBasla).redirects(t, "/e-icisleri")
	b.get("/e-icisleri/sertifika?bilet="+url.QueryEscape("x")).shows(t, http.StatusForbidden)
}

package eimza_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"acikkapi/internal/eimza"
	"acikkapi/internal/sim"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const ayse = "88000000152"

// dunya is an authority whose lists are served over HTTP, and a clock.
type dunya struct {
	t    *testing.T
	ca   *sim.CA
	now  time.Time
	url  string
	asks atomic.Int32
	down atomic.Bool
	old  []byte // served instead of a new list
}

func newDunya(t *testing.T) *dunya {
	t.Helper()
	d := &dunya{t: t, now: time.Now()}
	ca, err := sim.NewCA(func() time.Time { return d.now })
	if err != nil {
		t.Fatal(err)
	}
	d.ca = ca
	h := sim.New(sim.Options{People: -1, CA: ca}).Handler()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.asks.Add(1)
		switch {
		case d.down.Load():
			http.Error(w, "away", http.StatusBadGateway)
		case d.old != nil:
			_, _ = w.Write(d.old)
		default:
			h.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	d.url = srv.URL
	return d
}

func (d *dunya) verifier(sources ...string) *eimza.Dogrulayici {
	d.t.Helper()
	if len(sources) == 0 {
		sources = []string{d.url + "/sertifika/kok.crl", d.url + "/sertifika/ara.crl"}
	}
	v, err := eimza.New(d.ca.PEM(), eimza.NewCRL(sources, time.Hour), func() time.Time { return d.now })
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

func (d *dunya) issue(s sim.Sertifika) *x509.Certificate { return issue(d.t, d.ca, s).Leaf }

func issue(t *testing.T, ca *sim.CA, s sim.Sertifika) tls.Certificate {
	t.Helper()
	c, err := ca.Issue(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (d *dunya) refuses(v *eimza.Dogrulayici, want eimza.Neden, certs ...*x509.Certificate) error {
	d.t.Helper()
	k, err := v.Verify(d.t.Context(), certs)
	r, ok := errors.AsType[*eimza.Ret](err)
	if !ok || r.Neden != want {
		d.t.Errorf("verdict %v %v, want a refusal for %s", k, err, want)
	} else if strings.Contains(err.Error(), ayse) {
		d.t.Errorf("the error repeats the number: %v", err)
	}
	return err
}

func (d *dunya) takes(v *eimza.Dogrulayici, cert *x509.Certificate) eimza.Kimlik {
	d.t.Helper()
	k, err := v.Verify(d.t.Context(), []*x509.Certificate{cert})
	if err != nil || k.TCKN != ayse {
		d.t.Errorf("%q, %v", k.TCKN, err)
	}
	return k
}

// GR-03: whose certificate is taken, and until when it holds.
func TestGoodCertificates(t *testing.T) {
	d := newDunya(t)
	v := d.verifier()
	for _, number := range []string{ayse, "TCKN-" + ayse, "TCKN " + ayse, "PNOTR-" + ayse, " " + ayse + " ", "880 000 001 52"} {
		d.takes(v, d.issue(sim.Sertifika{SerialNumber: number}))
	}
	end := d.now.Add(3 * time.Hour).Truncate(time.Second)
	if k := d.takes(v, d.issue(sim.Sertifika{SerialNumber: ayse, Nitelikli: true, Sonra: end})); !k.Bitis.Equal(end) {
		t.Errorf("holds until %s, want %s", k.Bitis, end)
	}
	d.takes(v, d.issue(sim.Sertifika{SerialNumber: ayse, Kullanim: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection, x509.ExtKeyUsageClientAuth}}))
	if d.asks.Load() != 2 {
		t.Errorf("the two lists were asked for %d times in one moment", d.asks.Load())
	}
}

// GR-03, G-03: what is refused.
func TestBadCertificates(t *testing.T) {
	d := newDunya(t)
	v := d.verifier()
	other, err := sim.NewCA(nil)
	if err != nil {
		t.Fatal(err)
	}
	wrong := issue(t, other, sim.Sertifika{SerialNumber: ayse})
	d.refuses(v, eimza.Yok)
	d.refuses(v, eimza.Taninmiyor, wrong.Leaf, other.Ara, other.Kok) // bringing one's own authority helps nothing
	d.refuses(v, eimza.SuresiDisi, d.issue(sim.Sertifika{SerialNumber: ayse, Once: d.now.Add(-48 * time.Hour), Sonra: d.now.Add(-time.Minute)}))
	d.refuses(v, eimza.SuresiDisi, d.issue(sim.Sertifika{SerialNumber: ayse, Once: d.now.Add(time.Minute)}))
	d.refuses(v, eimza.KullanimDis, d.issue(sim.Sertifika{SerialNumber: ayse, Kullanim: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}))
	d.refuses(v, eimza.Taninmiyor, d.issue(sim.Sertifika{SerialNumber: ayse, Kritik: true}))
	d.refuses(v, eimza.KullanimDis, d.issue(sim.Sertifika{SerialNumber: ayse, Kullanim: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}))
	for _, number := range []string{"", "12345678901", "0" + ayse, ayse + "1", "VATTR-1234567890", "PASTR-" + ayse, "TCKN-", ayse + " " + ayse} {
		d.refuses(v, eimza.KimlikYok, d.issue(sim.Sertifika{SerialNumber: number}))
	}
	revoked := d.issue(sim.Sertifika{SerialNumber: ayse})
	d.takes(v, revoked)
	if err := d.ca.Revoke(revoked); err != nil {
		t.Fatal(err)
	}
	d.takes(v, revoked) // until the list is due
	d.now = d.now.Add(6 * time.Minute)
	d.refuses(v, eimza.Iptal, revoked)
	if err := d.ca.Revoke(d.ca.Ara); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(6 * time.Minute)
	d.refuses(v, eimza.Iptal, d.issue(sim.Sertifika{SerialNumber: ayse}))
}

// GR-03: two numbers in one subject name nobody; a certificate of an authority is no person's.
func TestAmbiguousSubject(t *testing.T) {
	d := newDunya(t)
	v := d.verifier()
	d.refuses(v, eimza.KimlikYok, d.issue(sim.Sertifika{SerialNumber: ayse, IkinciNo: "88000000220"}))
	if _, err := v.Verify(t.Context(), []*x509.Certificate{d.ca.Ara}); err == nil {
		t.Error("an authority signs in")
	}
}

// GR-03: a list that cannot be fetched counts until its nextUpdate and the grace time, then nobody gets in; it is logged.
func TestRevocationListAway(t *testing.T) {
	d := newDunya(t)
	cert := d.issue(sim.Sertifika{SerialNumber: ayse})
	v := d.verifier()
	d.down.Store(true)
	d.refuses(v, eimza.Bilinmiyor, cert)
	d.refuses(v, eimza.Bilinmiyor, cert)
	if n := d.asks.Load(); n != 2 {
		t.Errorf("a source that is away was asked %d times at once", n)
	}
	d.down.Store(false)
	d.now = d.now.Add(21 * time.Second)
	d.takes(v, cert)
	d.down.Store(true)
	for _, later := range []time.Duration{30 * time.Minute, 31 * time.Minute, 50 * time.Minute} {
		d.now = d.now.Add(later) // the list says one hour, grace is another
		d.takes(v, cert)
	}
	d.now = d.now.Add(10 * time.Minute)
	var log bytes.Buffer
	ctx := zerolog.New(&log).WithContext(t.Context())
	_, err := v.Verify(ctx, []*x509.Certificate{cert})
	if r, ok := errors.AsType[*eimza.Ret](err); !ok || r.Neden != eimza.Bilinmiyor {
		t.Errorf("beyond the grace time: %v", err)
	}
	if !strings.Contains(log.String(), "could not be fetched") || !strings.Contains(err.Error(), "out of date") {
		t.Errorf("log %s, error %v", log.String(), err)
	}
	d.down.Store(false)
	d.now = d.now.Add(time.Minute)
	d.takes(v, cert)
}

// GR-03: lists that prove nothing: a stranger's, an older one than before, nonsense, one of the future, a partial one.
func TestBadRevocationLists(t *testing.T) {
	d := newDunya(t)
	cert := d.issue(sim.Sertifika{SerialNumber: ayse})
	other, err := sim.NewCA(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, foreign, err := other.Lists()
	if err != nil {
		t.Fatal(err)
	}
	_, old, err := d.ca.Lists()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, raw := range map[string][]byte{
		"foreign": foreign, "nonsense": []byte("<html>"), "empty": nil,
		"partial":          d.partial(pkix.Extension{Id: []int{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}),
		"only authorities": d.partial(pkix.Extension{Id: []int{2, 5, 29, 28}, Critical: true, Value: []byte{0x30, 3, 0x82, 1, 0xff}}),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		d.refuses(d.verifier(path), eimza.Bilinmiyor, cert)
	}
	path := filepath.Join(dir, "good")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	d.takes(d.verifier(path), cert) // the issuing authority's list alone, from a file
	d.now = d.now.Add(-time.Hour / 2)
	d.refuses(d.verifier(path), eimza.Bilinmiyor, d.issue(sim.Sertifika{SerialNumber: ayse})) // of the future

	d.now = d.now.Add(time.Hour)
	if err := d.ca.Revoke(cert); err != nil {
		t.Fatal(err)
	}
	v := d.verifier(d.url + "/sertifika/ara.crl")
	d.refuses(v, eimza.Iptal, cert)
	d.old, d.now = old, d.now.Add(10*time.Minute)
	d.refuses(v, eimza.Iptal, cert) // an older list does not bring anybody back
}

// partial is a list by a stranger's hand with an extension; its signature does not matter any more.
func (d *dunya) partial(e pkix.Extension) []byte {
	d.t.Helper()
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: d.now, NextUpdate: d.now.Add(time.Hour), ExtraExtensions: []pkix.Extension{e},
	}, d.ca.Ara, d.ca.Key())
	if err != nil {
		d.t.Fatal(err)
	}
	return raw
}

// A reader who goes away while a list is fetched says nothing about its source.
func TestReaderGoesAway(t *testing.T) {
	d := newDunya(t)
	v, cert := d.verifier(), d.issue(sim.Sertifika{SerialNumber: ayse})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Verify(gone, []*x509.Certificate{cert}); err == nil {
		t.Error("taken without a list")
	}
	d.takes(v, cert)
}

// What cannot be an authority stops the start.
func TestAuthorities(t *testing.T) {
	d := newDunya(t)
	bundle := d.ca.PEM()
	second := bundle[bytes.LastIndex(bundle, []byte("-----BEGIN")):]
	for name, raw := range map[string][]byte{"none": nil, "no root": second, "broken": []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")} {
		if _, err := eimza.New(raw, nil, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

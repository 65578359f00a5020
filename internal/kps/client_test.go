package kps_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
)

// open starts a simulator on a socket, and clients of both SOAP versions.
func open(t *testing.T) (*sim.Sim, map[string]*kps.Client) {
	t.Helper()
	s := sim.New(sim.Options{People: 50})
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	c := kps.New(srv.URL+"/", srv.Client())
	return s, map[string]*kps.Client{"SOAP 1.1": c, "SOAP 1.2": c.SOAP12()}
}

// VB-05, AK-01: everything that the form shows read-only comes from KPS.
func TestKisi(t *testing.T) {
	_, clients := open(t)
	want := sim.DemoKisiler().Ayse.Kisi
	for name, c := range clients {
		got, err := c.Kisi(t.Context(), want.TCKN)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if got.Adres.Ilce != "ÇANKAYA" || got.Cuzdan.String() != "A01 100001" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestUnknownPersonIsNotFound(t *testing.T) {
	_, clients := open(t)
	for name, c := range clients {
		for _, no := range []basvuru.TCKN{"10000000146", "12345678901", ""} {
			if k, err := c.Kisi(t.Context(), no); kural.KindOf(err) != kural.NotFound {
				t.Errorf("%s: Kisi(%q) = %+v, %v", name, no, k, err)
			}
			if a, err := c.Aile(t.Context(), no); kural.KindOf(err) != kural.NotFound {
				t.Errorf("%s: Aile(%q) = %+v, %v", name, no, a, err)
			}
		}
	}
}

// KT-01, KT-02, KT-03: spouse and children with what the card rules ask: age and whether they are staff.
func TestAile(t *testing.T) {
	_, clients := open(t)
	d := sim.DemoKisiler()
	for name, c := range clients {
		aile, err := c.Aile(t.Context(), d.Personel.TCKN)
		if err != nil || len(aile) != 3 {
			t.Fatalf("%s: %+v, %v", name, aile, err)
		}
		es, buyuk, kucuk := aile[0], aile[1], aile[2]
		if es.Yakinlik != kps.Es || es.Ad != "FATMA" || es.BakanlikPersoneli {
			t.Errorf("%s: spouse %+v", name, es)
		}
		if buyuk.Yakinlik != kps.Cocuk || !buyuk.DogumTarihi.Equal(d.BuyukCocuk.DogumTarihi) || kucuk.TCKN != d.KucukCocuk.TCKN {
			t.Errorf("%s: children %+v, %+v", name, buyuk, kucuk)
		}
		if aile, err = c.Aile(t.Context(), d.EsiPersonel.TCKN); err != nil || len(aile) != 1 || !aile[0].BakanlikPersoneli {
			t.Errorf("%s: staff spouse %+v, %v", name, aile, err)
		}
		if aile, err = c.Aile(t.Context(), d.Bekar.TCKN); err != nil || aile == nil || len(aile) != 0 {
			t.Errorf("%s: no family is an empty list: %+v, %v", name, aile, err)
		}
	}
}

// The public check says yes to the right four, no to any wrong one.
func TestDogrula(t *testing.T) {
	_, clients := open(t)
	ayse := sim.DemoKisiler().Ayse
	for name, c := range clients {
		for _, q := range []struct {
			tckn      basvuru.TCKN
			ad, soyad string
			yil       int
			want      bool
		}{
			{ayse.TCKN, "AYŞE", "DEMİR", 1985, true},
			{ayse.TCKN, "Ayşe", " demir ", 1985, true}, // sent in Turkish capitals: İ, not I
			{ayse.TCKN, "AYŞE", "DEMİR", 1986, false},
			{ayse.TCKN, "FATMA", "DEMİR", 1985, false},
			{"10000000146", "AYŞE", "DEMİR", 1985, false},
		} {
			if got, err := c.Dogrula(t.Context(), q.tckn, q.ad, q.soyad, q.yil); err != nil || got != q.want {
				t.Errorf("%s: Dogrula(%+v) = %v, %v", name, q, got, err)
			}
		}
	}
}

// asks puts all three questions and hands their errors to check.
func asks(ctx context.Context, c *kps.Client, check func(question string, err error)) {
	ayse := sim.DemoKisiler().Ayse
	_, err := c.Kisi(ctx, ayse.TCKN)
	check("Kisi", err)
	_, err = c.Aile(ctx, ayse.TCKN)
	check("Aile", err)
	_, err = c.Dogrula(ctx, ayse.TCKN, "AYŞE", "DEMİR", 1985)
	check("Dogrula", err)
}

// Every fault of the service is an outage, never a no; and when it ends, so do the errors.
func TestFaultsAreOutages(t *testing.T) {
	for _, tur := range []string{sim.Kapali, sim.Yanlis, sim.HTML, sim.ZamanAsimi, sim.Yavas} {
		t.Run(tur, func(t *testing.T) {
			s, clients := open(t)
			for name, c := range clients {
				s.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: tur, Ms: 1500})
				ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
				asks(ctx, c, func(question string, err error) {
					if kural.KindOf(err) != kural.Unavailable {
						t.Errorf("%s, %s: %v; want unavailable", name, question, err)
					}
				})
				cancel()
				s.ClearAriza()
				asks(t.Context(), c, func(question string, err error) {
					if err != nil {
						t.Errorf("%s, %s after the fault: %v", name, question, err)
					}
				})
			}
		})
	}
}

// A slow answer within the deadline is an answer; a silent service is given up after 3 seconds.
func TestDeadline(t *testing.T) {
	t.Parallel()
	s, clients := open(t)
	c := clients["SOAP 1.1"]
	ayse := sim.DemoKisiler().Ayse.TCKN
	s.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.Yavas, Ms: 50})
	if _, err := c.Kisi(t.Context(), ayse); err != nil {
		t.Errorf("slow: %v", err)
	}
	s.SetAriza(sim.Ariza{Servis: sim.ServisKPS, Tur: sim.ZamanAsimi})
	begin := time.Now()
	_, err := c.Kisi(t.Context(), ayse)
	if took := time.Since(begin); kural.KindOf(err) != kural.Unavailable || took > 4*time.Second {
		t.Errorf("silent: %v after %v", err, took)
	}
}

func TestNobodyListens(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	c := kps.New(srv.URL, nil)
	srv.Close()
	asks(t.Context(), c, func(question string, err error) {
		if kural.KindOf(err) != kural.Unavailable {
			t.Errorf("%s: %v", question, err)
		}
	})
}

// A service that points elsewhere gets nobody's number sent there.
func TestRedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("%s %s came", r.Method, r.URL) }))
	defer elsewhere.Close()
	srv := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer srv.Close()
	if _, err := kps.New(srv.URL, nil).Kisi(t.Context(), "10000000146"); kural.KindOf(err) != kural.Unavailable {
		t.Errorf("%v; want unavailable", err)
	}
}

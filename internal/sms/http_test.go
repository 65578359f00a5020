package sms_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
)

// The client of the JSON gateway keeps the promises of sms.Gateway, against the simulator over a socket.
func TestHTTPConformance(t *testing.T) {
	smstest.Run(t, func(t *testing.T) smstest.Fixture {
		s, g := openSim(t, sim.Options{SMSKey: "anahtar"})
		return fixture(g, s, sim.ServisSMS)
	})
}

// fixture is a gateway before the simulator, whose service servis can be down or mute.
func fixture(g sms.Gateway, s *sim.Sim, servis string) smstest.Fixture {
	return smstest.Fixture{
		Gateway: g,
		Received: func(ref string) []string {
			var texts []string
			for _, m := range s.Mesajlar("") {
				if m.Ref == ref {
					texts = append(texts, m.Text)
				}
			}
			return texts
		},
		Down: func() { s.SetAriza(sim.Ariza{Servis: servis, Tur: sim.Kapali}) },
		Mute: func() { s.SetAriza(sim.Ariza{Servis: servis, Tur: sim.ZamanAsimi}) },
		Heal: s.ClearAriza,
	}
}

func openSim(t *testing.T, o sim.Options) (*sim.Sim, *sms.HTTP) {
	t.Helper()
	o.People = -1
	s := sim.New(o)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return s, sms.NewHTTP(srv.URL+"/sms-gateway", "anahtar", "ACIKKAPI", srv.Client())
}

// PL-07: the account's mistakes are told apart from the message's and from the moment's.
func TestRefusals(t *testing.T) {
	m := sms.Message{To: "+905000000001", Text: "Deneme", Ref: "r1"}
	srv := httptest.NewServer(sim.New(sim.Options{People: -1, SMSKey: "anahtar", PerNumberPerMinute: 20}).Handler())
	t.Cleanup(srv.Close)
	base := srv.URL + "/sms-gateway"
	for name, g := range map[string]*sms.HTTP{
		"wrong key":            sms.NewHTTP(base, "yanlış", "ACIKKAPI", nil),
		"sender too long":      sms.NewHTTP(base, "anahtar", "ACIK KAPI 2026", nil),
		"sender not in ASCII":  sms.NewHTTP(base, "anahtar", "AÇIKKAPI", nil),
		"sender of two letter": sms.NewHTTP(base, "anahtar", "AK", nil),
	} {
		if _, err := g.Send(t.Context(), m); kural.KindOf(err) != kural.Forbidden {
			t.Errorf("%s: %v; want forbidden", name, err)
		}
	}
	if _, err := sms.NewHTTP(base, "yanlış", "ACIKKAPI", nil).Report(t.Context(), "r1"); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("report with a wrong key: %v", err)
	}
	g := sms.NewHTTP(base, "anahtar", "ACIKKAPI", nil)
	for range 20 {
		if _, err := g.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.Send(t.Context(), m); kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Errorf("the 21st message in a minute: %v; want try later", err)
	}
}

// The outcome is open whenever the gateway's word cannot be understood.
func TestAnswersThatSayNothing(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"HTML":           {200, "<html>Bakım</html>"},
		"HTML with 502":  {502, "<html>Bad Gateway</html>"},
		"empty":          {200, ""},
		"cut off":        {200, `{"code":"00","jo`},
		"no code":        {200, `{}`},
		"unknown code":   {200, `{"code":"07"}`},
		"no job id":      {200, `{"code":"00"}`},
		"00 with 500":    {500, `{"code":"00","jobid":"1"}`},
		"a list":         {200, `[]`},
		"endless answer": {200, `{"code":"` + strings.Repeat("0", 1<<20) + `"}`},
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		g := sms.NewHTTP(srv.URL, "", "ACIKKAPI", srv.Client())
		_, err := g.Send(t.Context(), sms.Message{To: "+905000000001", Text: "Deneme", Ref: "r1"})
		if kural.KindOf(err) != kural.Unavailable || !errors.Is(err, sms.ErrOutcomeUnknown) {
			t.Errorf("%s: %v; want an unknown outcome", name, err)
		}
		if d, err := g.Report(t.Context(), "r1"); kural.KindOf(err) != kural.Unavailable {
			t.Errorf("%s: Report %q, %v; want unavailable", name, d, err)
		}
		srv.Close()
	}
}

// A gateway that nobody runs has not got the message: no need to ask before trying again.
func TestNobodyListens(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	g := sms.NewHTTP(srv.URL, "", "ACIKKAPI", nil)
	srv.Close()
	_, err := g.Send(t.Context(), sms.Message{To: "+905000000001", Text: "Deneme", Ref: "r1"})
	if kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Errorf("%v", err)
	}
}

// SC-02: the code page can tell whether the SMS was delivered.
func TestReportSaysWhatBecameOfIt(t *testing.T) {
	_, g := openSim(t, sim.Options{})
	m := sms.Message{To: "+905000010000", Text: "Deneme", Ref: "kapalı telefon", Expires: time.Now().Add(time.Minute)}
	if _, err := g.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if d, err := g.Report(t.Context(), m.Ref); err != nil || d != sms.Iletilemedi || !d.Final() {
		t.Errorf("%q, %v", d, err)
	}
}

// A gateway that points elsewhere gets nobody's number, text or key sent there.
func TestRedirectIsNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s came with key %q", r.Method, r.URL, r.Header.Get("X-API-Key"))
	}))
	defer elsewhere.Close()
	srv := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer srv.Close()
	_, err := sms.NewHTTP(srv.URL, "anahtar", "ACIKKAPI", nil).Send(t.Context(), sms.Message{To: "+905000000001", Text: "Deneme", Ref: "r1"})
	if kural.KindOf(err) != kural.Unavailable {
		t.Errorf("%v; want unavailable", err)
	}
}

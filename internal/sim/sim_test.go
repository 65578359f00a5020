package sim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
)

type server struct {
	*sim.Sim
	t   *testing.T
	url string
}

func open(t *testing.T, o sim.Options) server {
	t.Helper()
	s := sim.New(o)
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	return server{s, t, srv.URL}
}

func (s server) send(to, text, ref string) {
	s.t.Helper()
	g := sms.NewHTTP(s.url+"/sms-gateway", "", "ACIKKAPI", nil)
	if _, err := g.Send(s.t.Context(), sms.Message{To: telefon.Numara("+90" + to), Text: text, Ref: ref}); err != nil {
		s.t.Fatal(err)
	}
}

// do makes a request as a program (accept "") or a browser would, and returns status and body.
func (s server) do(method, path, accept, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// list reads a JSON list.
func list[T any](s server, path string) []T {
	s.t.Helper()
	status, body := s.do("GET", path, "", "")
	var v []T
	if err := json.Unmarshal([]byte(body), &v); err != nil || status != http.StatusOK || v == nil {
		s.t.Fatalf("GET %s: %d %v %.200s", path, status, err, body)
	}
	return v
}

// GET /sms lists what was received, newest last, for one number in any spelling.
func TestSMSAsJSON(t *testing.T) {
	s := open(t, sim.Options{People: -1})
	if got := list[sim.Mesaj](s, "/sms"); len(got) != 0 {
		t.Errorf("at first: %+v", got)
	}
	s.send("5000000001", "ilk", "r1")
	s.send("5000000002", "başkasına", "r2")
	s.send("5000000001", "son ğüşıöç", "r3")
	for _, to := range []string{"+905000000001", "%2B905000000001", "5000000001", "0500+000+00+01"} {
		got := list[sim.Mesaj](s, "/sms?to="+to)
		if len(got) != 2 || got[0].Text != "ilk" || got[1].Text != "son ğüşıöç" || got[1].Parts != 1 || got[1].To != "+905000000001" {
			t.Errorf("to=%s: %+v", to, got)
		}
	}
	all := list[sim.Mesaj](s, "/sms")
	if got := list[sim.Mesaj](s, "/sms?since="+url.QueryEscape(all[2].At.Format(time.RFC3339Nano))); len(got) != 1 || got[0].Ref != "r3" {
		t.Errorf("since the last: %+v", got)
	}
	for _, query := range []string{"to=3121234567", "to=x", "since=dün"} {
		if status, _ := s.do("GET", "/sms?"+query, "", ""); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", query, status)
		}
	}
}

// PL-07: an SMS that went out twice is seen, not hidden.
func TestTekrar(t *testing.T) {
	s := open(t, sim.Options{People: -1})
	for _, ref := range []string{"bir", "iki", "iki", "üç", "üç", "üç"} {
		s.send("5000000001", "Deneme", ref)
	}
	got := list[sim.Tekrar](s, "/sms/tekrar")
	if fmt.Sprint(got) != "[{iki 2} {üç 3}]" {
		t.Errorf("%+v", got)
	}
	if n := len(list[sim.Mesaj](s, "/sms")); n != 6 {
		t.Errorf("%d messages kept, want all 6", n)
	}
}

// Memory is bounded: the oldest message is forgotten, with its report and its count.
func TestOldestAreForgotten(t *testing.T) {
	s := open(t, sim.Options{People: -1, KeepSMS: 3})
	for _, ref := range []string{"a", "a", "b", "c", "d"} {
		s.send("5000000001", "mesaj "+ref, ref)
	}
	var texts []string
	for _, m := range list[sim.Mesaj](s, "/sms") {
		texts = append(texts, m.Text)
	}
	if fmt.Sprint(texts) != "[mesaj b mesaj c mesaj d]" || len(s.Tekrarlar()) != 0 {
		t.Errorf("%q, repeated %v", texts, s.Tekrarlar())
	}
	if status, _ := s.do("GET", "/sms-gateway/report?ref=a", "", ""); status != http.StatusNotFound {
		t.Errorf("report of a forgotten message: %d", status)
	}
}

// The page shows the newest first, in Turkish time, with everything that came from outside made harmless (SC-08).
func TestPage(t *testing.T) {
	now := time.Date(2026, 1, 31, 22, 30, 0, 0, time.UTC)
	s := open(t, sim.Options{People: -1, Now: func() time.Time { return now }})
	if _, body := s.do("GET", "/", "text/html", ""); !strings.Contains(body, "Henüz mesaj gelmedi") {
		t.Errorf("empty page: %s", body)
	}
	s.send("5000000001", "önceki", "r1")
	s.send("5000000001", "<script>alert(1)</script>", "r2")
	for _, path := range []string{"/", "/sms", "/?to=%2B905000000001"} {
		status, body := s.do("GET", path, "text/html,application/xhtml+xml", "")
		if status != http.StatusOK || !strings.Contains(body, "01.02.2026 01:30:00") || !strings.Contains(body, "0 500 000 00 01") || !strings.Contains(body, "AYŞE DEMİR") {
			t.Errorf("%s: %d %s", path, status, body)
		}
		if strings.Contains(body, "<script>") || strings.Index(body, "&lt;script") > strings.Index(body, "önceki") {
			t.Errorf("%s: a message is live, or the order is wrong: %s", path, body)
		}
	}
	if _, body := s.do("GET", "/?to=5000000009", "text/html", ""); !strings.Contains(body, "Henüz mesaj gelmedi") {
		t.Error("the filter lets other numbers through")
	}
	if _, body := s.do("GET", "/?to=abc", "text/html", ""); !strings.Contains(body, "Cep telefonu 5 ile başlayan") {
		t.Error("a filter that is no number is not answered for")
	}
	if status, _ := s.do("GET", "/sim.css", "", ""); status != http.StatusOK {
		t.Errorf("sim.css: %d", status)
	}
}

// Faults are switched on, listed, counted down and cleared over HTTP.
func TestAriza(t *testing.T) {
	s := open(t, sim.Options{People: -1})
	for _, body := range []string{"", "[]", `{"servis":"x","tur":"html"}`, `{"servis":"kps","tur":"x"}`, `{"servis":"kps","tur":"html","ms":-1}`} {
		if status, _ := s.do("POST", "/ariza", "", body); status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", body, status)
		}
	}
	if status, body := s.do("POST", "/ariza", "", `{"servis":"sms","tur":"kapali","adet":2}`); status != http.StatusOK || !strings.Contains(body, "kapali") {
		t.Fatalf("%d %s", status, body)
	}
	report := func() int { status, _ := s.do("GET", "/sms-gateway/report?ref=x", "", ""); return status }
	if _, body := s.do("GET", "/", "text/html", ""); !strings.Contains(body, "sms: kapali") {
		t.Errorf("the page hides the fault: %s", body)
	}
	for i, want := range []int{503, 503, 404} {
		if got := report(); got != want {
			t.Errorf("request %d: %d, want %d", i, got, want)
		}
	}
	s.do("POST", "/ariza", "", `{"servis":"sms","tur":"kapali"}`)
	if s.do("DELETE", "/ariza", "", ""); report() != http.StatusNotFound || len(list[sim.Ariza](s, "/ariza")) != 0 {
		t.Error("a cleared fault goes on")
	}
}

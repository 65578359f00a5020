package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
)

const secretCause = `pq: password authentication failed for user "acikkapi"`

// failures is every error that a handler can return, and what becomes of it.
var failures = map[string]struct {
	err    error
	status int
	says   string
	level  string // in the log
}{
	"invalid":     {kural.InvalidField("ad", "Adınızı giriniz."), 422, "Adınızı giriniz.", "debug"},
	"not found":   {&kural.Error{Kind: kural.NotFound, Message: "Başvuru bulunamadı."}, 404, "Başvuru bulunamadı.", "debug"},
	"forbidden":   {&kural.Error{Kind: kural.Forbidden, Message: "Bu ile yetkiniz yok."}, 403, "Bu ile yetkiniz yok.", "debug"},
	"conflict":    {kural.Conflictf("Başvuruyu %s cevapladı.", "Ali"), 409, "Başvuruyu Ali cevapladı.", "debug"},
	"unavailable": {kural.Away("Kimlik servisi cevap vermiyor.", errors.New(secretCause)), 503, "Kimlik servisi cevap vermiyor.", "warn"},
	"wrapped":     {fmt.Errorf("loading: %w", kural.Away("Kayıt alınamadı.", errors.New(secretCause))), 503, "Kayıt alınamadı.", "warn"},
	"too large":   {fmt.Errorf("reading: %w", &http.MaxBytesError{Limit: 5}), 413, "çok büyük", "debug"},
	"too late":    {fmt.Errorf("query: %w", context.DeadlineExceeded), 503, "kullanılamıyor", "warn"},
	"unknown":     {errors.New(secretCause), 500, "Beklenmeyen bir hata", "error"},
}

// failing serves err at /hata as a page and at /api/hata as JSON, and returns what is logged.
func failing(t *testing.T, e *Engine, err error) (http.Handler, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	r := mux.NewRouter()
	r.Handle("/hata", e.Handle(func(http.ResponseWriter, *http.Request) error { return err }))
	r.HandleFunc("/api/hata", func(w http.ResponseWriter, r *http.Request) { Problem(w, r, err) })
	r.HandleFunc("/panik", func(http.ResponseWriter, *http.Request) { panic(secretCause) })
	h, chainErr := Chain(r, Options{Engine: e, Log: zerolog.New(&log)})
	if chainErr != nil {
		t.Fatal(chainErr)
	}
	return h, &log
}

// G-06 and the error table: each kind has its status, a Turkish page with its words, and never the cause, which the log has.
func TestFail(t *testing.T) {
	e := demoEngine(t)
	for name, c := range failures {
		h, log := failing(t, e, c.err)
		res, body := get(t, h, "/hata")
		if res.StatusCode != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d, want %d saying %q", name, res.StatusCode, c.status, c.says)
		}
		if strings.Contains(body, "password") {
			t.Errorf("%s: the page shows the cause", name)
		}
		if id := res.Header.Get("X-Request-ID"); c.status >= 500 && (id == "" || !strings.Contains(body, id) || !strings.Contains(log.String(), id)) {
			t.Errorf("%s: request id %q is not on the page and in the log", name, id)
		}
		if (res.Header.Get("Retry-After") != "") != (c.status == 503) {
			t.Errorf("%s: Retry-After %q", name, res.Header.Get("Retry-After"))
		}
		if !strings.Contains(log.String(), `"level":"`+c.level+`"`) || !strings.Contains(log.String(), c.err.Error()[:8]) {
			t.Errorf("%s: log is %s", name, log)
		}
	}
}

// RFC 9457: the same table in JSON; a refused input names its fields.
func TestProblem(t *testing.T) {
	e := demoEngine(t)
	for name, c := range failures {
		h, _ := failing(t, e, c.err)
		res, body := get(t, h, "/api/hata")
		var p ProblemDetail
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if res.StatusCode != c.status || p.Status != c.status || p.Title == "" || !strings.Contains(body, c.says) || strings.Contains(body, "password") {
			t.Errorf("%s: %d %s", name, res.StatusCode, body)
		}
		if res.Header.Get("Content-Type") != "application/problem+json" || p.RequestID != res.Header.Get("X-Request-ID") {
			t.Errorf("%s: %v", name, res.Header)
		}
		if name == "invalid" && (len(p.Errors) != 1 || p.Errors[0] != FieldError{"ad", "Adınızı giriniz."}) {
			t.Errorf("errors are %v", p.Errors)
		}
	}
}

// A panic is a 500 page too, and logged with its stack.
func TestPanicBecomesPage(t *testing.T) {
	h, log := failing(t, demoEngine(t), nil)
	res, body := get(t, h, "/panik")
	if res.StatusCode != 500 || !strings.Contains(body, "Beklenmeyen bir hata") || strings.Contains(body, "password") {
		t.Errorf("%d: %s", res.StatusCode, body)
	}
	if !strings.Contains(log.String(), "fail_test.go") {
		t.Errorf("the log has no stack: %s", log)
	}
}

// A reader who left gets nothing, and is no fault of ours.
func TestFailOfGoneReader(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	demoEngine(t).Fail(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil), fmt.Errorf("query: %w", context.Canceled))
	if w.Body.Len() != 0 {
		t.Errorf("answered %s", w.Body)
	}
}

// UI-03: whoever has typed something reads where it is; whoever has not is not sent back.
func TestOutageAfterAPost(t *testing.T) {
	h, _ := failing(t, demoEngine(t), kural.Away("Sistem şu anda hizmet veremiyor.", errors.New("away")))
	for method, want := range map[string]bool{http.MethodPost: true, http.MethodGet: false} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(method, "/hata", nil))
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "geri düğmesiyle") != want {
			t.Errorf("%s: HTTP %d, %s", method, w.Code, w.Body)
		}
	}
}

package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/internal/dbtest"
)

// sessionPool is a pool on a database of this test's own.
func sessionPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	return dbtest.New(t).Pool()
}

// sessionServer has a page for signing in, one that names the user, one that leaves a banner, one for signing out, and a live one.
func sessionServer(t *testing.T, s *Sessions) (*httptest.Server, *http.Client) {
	t.Helper()
	e, m := s.engine, http.NewServeMux()
	pages := http.NewServeMux()
	pages.Handle("/giris", e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.SignIn(r.Context()); err != nil {
			return err
		}
		s.Put(r.Context(), "kullanici", int64(7))
		s.Flash(r.Context(), Banner{Kind: "basari", Text: "Hoş geldiniz."})
		return SeeOther(w, r, "/ben")
	}))
	pages.Handle("/ben", e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		v := &demoKod{Page: Page{Title: fmt.Sprintf("Kullanıcı %d", s.GetInt64(r.Context(), "kullanici"))}}
		return e.Render(w, r, http.StatusOK, "demo/kod", v)
	}))
	pages.Handle("/ilk", e.Handle(func(_ http.ResponseWriter, r *http.Request) error { s.Put(r.Context(), "taslak", "a"); return nil }))
	pages.Handle("/cikis", e.Handle(func(w http.ResponseWriter, r *http.Request) error { return s.SignOut(w, r) }))
	m.Handle("/", s.Middleware(pages))
	m.Handle("/canli", s.ReadOnly(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, s.GetInt64(r.Context(), "kullanici"))
	})))
	server := httptest.NewServer(m)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return server, &http.Client{Jar: jar}
}

func fetch(t *testing.T, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func cookieOf(t *testing.T, c *http.Client, server *httptest.Server) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(req.URL) {
		return cookie.Value
	}
	return ""
}

// SC-03: the cookie is not what the table holds, signing in changes it, signing out ends it at once (GR-05).
func TestSessionLife(t *testing.T) {
	pool := sessionPool(t)
	s := NewSessions(pool, demoEngine(t), StaffSession(false))
	server, c := sessionServer(t, s)

	fetch(t, c, server.URL+"/ilk")
	planted := cookieOf(t, c, server)
	_, body := fetch(t, c, server.URL+"/giris")
	token := cookieOf(t, c, server)
	if planted == "" || token == "" || token == planted {
		t.Errorf("signing in kept the token %q", token)
	}
	if !strings.Contains(body, "Kullanıcı 7") || !strings.Contains(body, "Hoş geldiniz.") {
		t.Errorf("after signing in: %s", body)
	}
	if _, body = fetch(t, c, server.URL+"/ben"); strings.Contains(body, "Hoş geldiniz.") {
		t.Error("the banner came twice")
	}
	var rows, bare int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FILTER (WHERE data <> ''), count(*) FILTER (WHERE token IN ($1, $2)) FROM sessions", token, planted).Scan(&rows, &bare); err != nil {
		t.Fatal(err)
	}
	if rows != 1 || bare != 0 {
		t.Errorf("%d rows, %d with the cookie's own value", rows, bare)
	}
	if _, body = fetch(t, c, server.URL+"/canli"); body != "7" {
		t.Errorf("a live route sees user %s", body)
	}
	res, _ := fetch(t, c, server.URL+"/cikis")
	if res.Header.Get("Clear-Site-Data") != `"cache"` {
		t.Error("the pages stay in the browser after signing out")
	}
	stolen := &http.Client{Jar: c.Jar}
	if _, body = fetch(t, stolen, server.URL+"/ben"); !strings.Contains(body, "Kullanıcı 0") {
		t.Errorf("after signing out: %s", body)
	}
}

// GR-05, SC-03: a request that is under way while its session ends – or gets another token – does not bring it back.
func TestEndedSessionStaysEnded(t *testing.T) {
	s := NewSessions(sessionPool(t), demoEngine(t), StaffSession(false))
	server, c := sessionServer(t, s)
	for _, end := range []string{"/cikis", "/giris"} {
		fetch(t, c, server.URL+"/giris")
		old := &http.Cookie{Name: s.Cookie.Name, Value: cookieOf(t, c, server)}
		slow := httptest.NewRequest(http.MethodGet, "/", nil)
		slow.AddCookie(old)
		s.Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { fetch(t, c, server.URL+end) })).
			ServeHTTP(httptest.NewRecorder(), slow)

		again := httptest.NewRequest(http.MethodGet, "/ben", nil)
		again.AddCookie(old)
		w := httptest.NewRecorder()
		server.Config.Handler.ServeHTTP(w, again)
		if !strings.Contains(w.Body.String(), "Kullanıcı 0") {
			t.Errorf("the session from before %s is alive again", end)
		}
	}
}

// SC-03: cookie attributes; GR-05: a live page does not keep an idle session awake.
func TestSessionCookie(t *testing.T) {
	pool := sessionPool(t)
	s := NewSessions(pool, demoEngine(t), CitizenSession(true))
	h := s.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { s.Put(r.Context(), "taslak", "a") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	c := w.Result().Cookies()[0]
	if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Name != "acikkapi_vatandas" || c.MaxAge != 0 {
		t.Errorf("cookie %v", c)
	}
	before := expiry(t, pool)
	r := httptest.NewRequest(http.MethodGet, "/canli", nil)
	r.AddCookie(c)
	live := httptest.NewRecorder()
	s.ReadOnly(http.NotFoundHandler()).ServeHTTP(live, r)
	if after := expiry(t, pool); !after.Equal(before) || live.Header().Get("Set-Cookie") != "" {
		t.Errorf("a live route moved the end from %v to %v", before, after)
	}
	if left := time.Until(before); left > 30*time.Minute || left < 29*time.Minute {
		t.Errorf("an idle session lasts %v", left)
	}
}

// What has expired goes, what lives stays.
func TestSweepSessions(t *testing.T) {
	pool := sessionPool(t)
	if _, err := pool.Exec(t.Context(), "INSERT INTO sessions VALUES ('eski', '', now() - interval '1 s'), ('yeni', '', now() + interval '1 h')"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { SweepSessions(ctx, pool, time.Millisecond); close(done) }()
	var left []string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		rows, err := pool.Query(t.Context(), "SELECT token FROM sessions")
		if err != nil {
			t.Fatal(err)
		}
		if left, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			t.Fatal(err)
		}
		if len(left) == 1 {
			break
		}
	}
	cancel()
	<-done
	if len(left) != 1 || left[0] != "yeni" {
		t.Errorf("left are %v", left)
	}
}

func expiry(t *testing.T, pool *pgxpool.Pool) time.Time {
	t.Helper()
	var at time.Time
	if err := pool.QueryRow(t.Context(), "SELECT expiry FROM sessions").Scan(&at); err != nil {
		t.Fatal(err)
	}
	return at
}

// With the database away a page that cannot be kept is not given out: one 503 page and nothing after it.
func TestSessionWithoutDatabase(t *testing.T) {
	config, err := pgxpool.ParseConfig("postgres://acikkapi@127.0.0.1:1/acikkapi?connect_timeout=2")
	if err != nil {
		t.Fatal(err)
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	s := NewSessions(pool, demoEngine(t), StaffSession(false))
	h := s.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Put(r.Context(), "kullanici", int64(7))
		_, _ = io.WriteString(w, "gizli")
	}))
	res, body := get(t, h, "/")
	if res.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "gizli") || strings.Count(body, "</html>") != 1 {
		t.Errorf("%s: %s", res.Status, body)
	}
}

package web

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"
)

// chained is a router with one page for reading and posting, one for uploads, in a chain made by o.
func chained(t *testing.T, o Options) http.Handler {
	t.Helper()
	o.Engine = demoEngine(t)
	read := o.Engine.Handle(func(w http.ResponseWriter, r *http.Request) error {
		typed, err := ReadForm(r)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, typed.Get("ad"))
		return err
	})
	r := mux.NewRouter()
	r.Handle("/basvuru/{no}", read)
	r.Handle("/yukle", AllowUpload(1000)(read))
	r.HandleFunc("/api/veri", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer iyi" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		GoodKey(r.Context())
	})
	h, err := Chain(r, o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func post(h http.Handler, path, body string, header ...string) *http.Response {
	r := httptest.NewRequest(http.MethodPost, "https://acikkapi.test"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// SC-03: headers on every answer, error pages too.
func TestSecurityHeaders(t *testing.T) {
	h := chained(t, Options{PublicURL: "https://acikkapi.test"})
	for _, path := range []string{"/basvuru/1", "/yok"} {
		res, body := get(t, h, path)
		csp := res.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self' 'nonce-", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: CSP %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: CSP %q", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cache-Control": "private, no-cache",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		_, nonce, _ := strings.Cut(csp, "'nonce-")
		nonce, _, _ = strings.Cut(nonce, "'")
		if path == "/yok" && !strings.Contains(html.UnescapeString(body), `nonce="`+nonce+`"`) {
			t.Errorf("the page's scripts lack the nonce %q", nonce)
		}
	}
	if res, _ := get(t, chained(t, Options{PublicURL: "http://localhost"}), "/basvuru/1"); res.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without TLS")
	}
}

// SC-03: a post that another site makes a browser send is refused; our own and those of programs pass.
func TestCrossOriginPost(t *testing.T) {
	h := chained(t, Options{PublicURL: "https://acikkapi.test"})
	for name, c := range map[string]struct {
		header []string
		status int
	}{
		"another site":       {[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a sister site":      {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"old browser, other": {[]string{"Origin", "https://kotu.test"}, 403},
		"ours":               {[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		"old browser, ours":  {[]string{"Origin", "https://acikkapi.test"}, 200},
		"a program":          {nil, 200},
	} {
		if res := post(h, "/basvuru/1", "ad=Ay%C5%9Fe", c.header...); res.StatusCode != c.status {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
}

// SC-11: bodies are bounded, by the default or by the route's own limit.
func TestBodyLimits(t *testing.T) {
	h := chained(t, Options{MaxBody: 100})
	for _, c := range []struct {
		path   string
		size   int
		status int
	}{{"/basvuru/1", 90, 200}, {"/basvuru/1", 110, 413}, {"/yukle", 900, 200}, {"/yukle", 1100, 413}} {
		if res := post(h, c.path, "ad="+strings.Repeat("a", c.size-3)); res.StatusCode != c.status {
			t.Errorf("%d bytes to %s: %s", c.size, c.path, res.Status)
		}
	}
}

// SC-11: an address that asks too often waits; another one does not, and a claimed address helps no one.
func TestRateLimit(t *testing.T) {
	h := chained(t, Options{PerMinute: 3})
	ask := func(remote, forwarded string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, "/basvuru/1", nil)
		r.RemoteAddr = remote
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Result()
	}
	for i := range 3 {
		if res := ask("192.0.2.1:1000", ""); res.StatusCode != 200 {
			t.Fatalf("request %d: %s", i, res.Status)
		}
	}
	res := ask("192.0.2.1:2000", "198.51.100.7")
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "60" { // the page says a minute too
		t.Errorf("the fourth request: %s", res.Status)
	}
	if res := ask("192.0.2.2:1000", ""); res.StatusCode != 200 {
		t.Errorf("another address: %s", res.Status)
	}
}

// SC-11: a good API key has a limit of its own, whatever its address has used up; invented keys and none count for the address.
func TestRateLimitOfKeys(t *testing.T) {
	h := chained(t, Options{PerMinute: 3, PerMinuteKey: 4})
	ask := func(path, key string) int {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Authorization", key)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 5 { // the first is the address's: nobody knows the key yet
		if got := ask("/api/veri", "Bearer iyi"); got != http.StatusOK {
			t.Fatalf("request %d with a good key: HTTP %d", i+1, got)
		}
	}
	if got := ask("/api/veri", "Bearer iyi"); got != http.StatusTooManyRequests {
		t.Errorf("over the key's limit: HTTP %d", got)
	}
	for i, want := range []int{http.StatusUnauthorized, http.StatusUnauthorized, http.StatusTooManyRequests} {
		if got := ask("/api/veri", fmt.Sprint("Bearer uydurma", i)); got != want {
			t.Errorf("invented key %d: HTTP %d, want %d", i+1, got, want)
		}
	}
	if got := ask("/basvuru/1", "Bearer iyi"); got != http.StatusTooManyRequests {
		t.Errorf("a page with a key: HTTP %d", got)
	}
}

// SC-11: only what our own proxies say of the client is believed, and of that what the outermost of them has seen itself.
func TestClientIP(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, c := range map[string]struct {
		proxies            []netip.Prefix
		remote, said, want string
	}{
		"no proxy of ours":         {nil, "10.0.0.1:443", "203.0.113.9", "10.0.0.1"},
		"behind one":               {proxies, "10.0.0.1:443", "1.1.1.1, 203.0.113.9", "203.0.113.9"},
		"behind two":               {proxies, "10.0.0.1:443", "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		"past the proxy":           {proxies, "198.51.100.7:5000", "203.0.113.9", "198.51.100.7"},
		"the proxy itself":         {proxies, "10.0.0.1:443", "", "10.0.0.1"},
		"nonsense from the client": {proxies, "10.0.0.1:443", "<script>", "10.0.0.1"},
		"IPv6 by its net":          {proxies, "10.0.0.1:443", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set("X-Forwarded-For", c.said)
		got := ""
		Options{Proxies: c.proxies}.identify(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = ClientIP(r) })).
			ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// SC-04: the access log has the route's template, never what stands in its place, nor the query.
func TestAccessLogNamesNobody(t *testing.T) {
	var log bytes.Buffer
	h := chained(t, Options{Log: zerolog.New(&log)})
	get(t, h, "/basvuru/10000000146?tckn=10000000146&ad=Ay%C5%9Fe")
	get(t, h, "/yok/10000000146")
	post(h, "/basvuru/1", "tckn=10000000146")
	if !strings.Contains(log.String(), `"route":"/basvuru/{no}"`) || !strings.Contains(log.String(), `"status":404`) {
		t.Errorf("log is %s", &log)
	}
	if strings.Contains(log.String(), "10000000146") {
		t.Errorf("log names somebody: %s", &log)
	}
}

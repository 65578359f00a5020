package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/rs/zerolog"
	"golang.org/x/net/html"

	"acikkapi/internal/kural"
	"acikkapi/internal/tarayici"
)

// hanging serves handlers that wait for something that never comes, with d until an answer has to begin.
func hanging(t *testing.T, d time.Duration) string {
	t.Helper()
	e := demoEngine(t)
	r := mux.NewRouter()
	wait := func(ctx context.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}
	r.Handle("/bekle", e.Handle(func(_ http.ResponseWriter, r *http.Request) error { return wait(r.Context()) }))
	r.Handle("/turetilmis", e.Handle(func(_ http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithCancel(r.Context()) // as drivers do
		defer cancel()
		return wait(ctx)
	}))
	r.Handle("/form", AllowUpload(MaxUpload)(e.Handle(func(_ http.ResponseWriter, r *http.Request) error {
		if _, err := ReadUpload(r, func(ctx context.Context, _, _ string, _ io.Reader) error { return wait(ctx) }); err != nil {
			return kural.Away("Dosya saklanamadı.", err)
		}
		return wait(r.Context())
	})))
	r.HandleFunc("/akis", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "başladı;")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-r.Context().Done():
			_, _ = io.WriteString(w, "kesildi")
		case <-time.After(5 * d):
			_, _ = io.WriteString(w, "bitti")
		}
	})
	h, err := Chain(r, Options{Engine: e, Log: zerolog.Nop(), Time: d})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

func answerOf(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// PL-06, SC-11: a request that waits for what hangs ends by itself with a clear 503; an answer that has begun is not cut off.
func TestRequestHasADeadline(t *testing.T) {
	at := hanging(t, 100*time.Millisecond)
	for _, path := range []string{"/bekle", "/turetilmis"} {
		res, err := http.Get(at + path) //nolint:noctx // a test
		if status, body := answerOf(t, res, err); status != http.StatusServiceUnavailable || !strings.Contains(body, "Hizmet şu anda kullanılamıyor") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	res, err := http.Get(at + "/akis") //nolint:noctx // a test
	if _, body := answerOf(t, res, err); body != "başladı;bitti" {
		t.Errorf("a stream: %s", body)
	}
}

// PL-06: the time in which a slow client sends its form does not count.
func TestSlowClientIsNoOutage(t *testing.T) {
	const limit = 150 * time.Millisecond
	e := demoEngine(t)
	r := mux.NewRouter()
	r.Handle("/form", e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		typed, err := ReadForm(r)
		if err != nil || r.Context().Err() != nil {
			return errors.Join(err, r.Context().Err())
		}
		_, err = io.WriteString(w, typed.Get("metin"))
		return err
	}))
	h, err := Chain(r, Options{Engine: e, Log: zerolog.Nop(), Time: limit})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	body, slow := io.Pipe()
	time.AfterFunc(3*limit, func() { _, _ = io.WriteString(slow, "metin=geldi"); _ = slow.Close() })
	res, err := http.Post(srv.URL+"/form", "application/x-www-form-urlencoded", body) //nolint:noctx // a test
	if status, text := answerOf(t, res, err); status != http.StatusOK || text != "geldi" {
		t.Errorf("%d %s", status, text)
	}
}

// retryForm is the form on the page of an outage.
func retryForm(t *testing.T, page string) *tarayici.Form {
	t.Helper()
	root, err := tarayici.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	button := tarayici.Find(root, func(n *html.Node) bool { return n.Data == "button" && tarayici.Text(n) == "Yeniden dene" })
	if button == nil {
		t.Fatalf("no way to try again: %s", page)
	}
	f, err := tarayici.FormOf(root, button)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// UI-03, PL-06: the page of an outage carries what was typed and posts it again to the same address, never what is secret.
func TestOutageKeepsTheForm(t *testing.T) {
	at := hanging(t, 100*time.Millisecond)
	typed := url.Values{"metin": {"bir\niki \"üç\" <b>"}, "birim": {"1", "2"}, "parola": {"gizli-parola"}, "kod": {"123456"}, "yeni_sifre": {"gizli-sifre"}}
	res, err := http.PostForm(at+"/bekle?taslak=7", typed) //nolint:noctx // a test
	status, body := answerOf(t, res, err)
	f := retryForm(t, body)
	again, err := f.Request(t.Context(), &url.URL{Scheme: "http", Host: "x", Path: "/"})
	if err != nil || again.Method != http.MethodPost || again.URL.String() != "http://x/bekle?taslak=7" {
		t.Errorf("posted again to %v, %v", again.URL, err)
	}
	if status != http.StatusServiceUnavailable || f.Values.Get("metin") != typed.Get("metin") || len(f.Values["birim"]) != 2 {
		t.Errorf("%d: %v", status, f.Values)
	}
	for _, secret := range []string{"gizli-parola", "123456", "gizli-sifre"} {
		if strings.Contains(body, secret) {
			t.Errorf("the page holds %q", secret)
		}
	}
	res, err = http.PostForm(at+"/bekle", url.Values{"metin": {strings.Repeat("ş", 100_000)}}) //nolint:noctx // a test
	if _, body = answerOf(t, res, err); strings.Contains(body, "Yeniden dene") || !strings.Contains(body, "geri düğmesiyle") {
		t.Error("a form of 600 KB is carried back")
	}
}

// UI-03, G-05: when a file cannot be stored, what stands behind it in the form is not lost either.
func TestOutageWhileAFileArrives(t *testing.T) {
	at := hanging(t, 100*time.Millisecond)
	var b strings.Builder
	m := multipart.NewWriter(&b)
	_ = m.WriteField("once", "1")
	part, _ := m.CreateFormFile("dosya", "a.pdf")
	_, _ = part.Write([]byte("%PDF"))
	_ = m.WriteField("sonra", "2")
	_ = m.Close()
	res, err := http.Post(at+"/form", m.FormDataContentType(), strings.NewReader(b.String())) //nolint:noctx // a test
	_, body := answerOf(t, res, err)
	if f := retryForm(t, body); f.Values.Get("once") != "1" || f.Values.Get("sonra") != "2" || !strings.Contains(body, "dosyaları yeniden seçmeniz") {
		t.Errorf("kept: %v", f.Values)
	}
}

// SC-03: a form that another site has made the browser send is never put into a page of ours.
func TestForeignFormIsNotOfferedAgain(t *testing.T) {
	at := hanging(t, 100*time.Millisecond)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, at+"/bekle", strings.NewReader("metin=yabanci"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := http.DefaultClient.Do(req)
	if status, body := answerOf(t, res, err); status != http.StatusForbidden || strings.Contains(body, "yabanci") {
		t.Errorf("%d %s", status, body)
	}
}

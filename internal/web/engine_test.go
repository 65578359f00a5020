package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
)

// get asks h for path and returns status and body.
func get(t *testing.T, h http.Handler, path string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// A broken page stops the start and not a reader's click.
func TestNewEngineRefuses(t *testing.T) {
	for name, c := range map[string]struct{ page, says string }{
		"missing partial":     {`{{define "content"}}{{template "yok" .}}{{end}}`, "yok"},
		"missing static file": {`{{define "content"}}{{asset "yok.css"}}{{end}}`, "yok.css"},
		"no content":          {`<p>Merhaba</p>`, "content"},
		"syntax":              {`{{define "content"}}{{if}}{{end}}`, "sayfa"},
		"unsafe place":        {`{{define "content"}}<a href={{.}}{{if .}} x="{{end}}>{{end}}`, "sayfa"},
	} {
		files := frameFiles(t)
		files["sayfa.html"] = &fstest.MapFile{Data: []byte(c.page)}
		if _, err := newEngine(files, os.DirFS("static")); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(NewEngine().Pages()) == 0 {
		t.Error("the real pages are missing")
	}
}

// frameFiles are the layout and three partials as they are, for pages of a test's own.
func frameFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, path := range []string{"layout.html", "partials/field.html", "partials/message.html", "partials/data.html"} {
		b, err := os.ReadFile("templates/" + path)
		if err != nil {
			t.Fatal(err)
		}
		files[path] = &fstest.MapFile{Data: b}
	}
	return files
}

// All pages stand in one set; each still shows its own blocks, its own in place of the frame's where the frame calls them, and no other's.
func TestPagesKeepTheirOwnBlocks(t *testing.T) {
	files := frameFiles(t)
	files["bir.html"] = &fstest.MapFile{Data: []byte(`{{define "content"}}içerik bir, {{template "durum"}}{{end}}{{define "durum"}}durum bir{{end}}{{define "footer"}}alt bir{{end}}`)}
	files["iki.html"] = &fstest.MapFile{Data: []byte(`{{define "content"}}içerik iki, {{template "durum"}}{{end}}{{define "durum"}}durum iki{{end}}{{define "tools"}}araç iki{{end}}`)}
	e, err := newEngine(files, os.DirFS("static"))
	if err != nil {
		t.Fatal(err)
	}
	for page, c := range map[string]struct{ shows, not []string }{
		"bir": {[]string{"içerik bir, durum bir", "alt bir"}, []string{"iki", "ak-footer"}},
		"iki": {[]string{"içerik iki, durum iki", "araç iki", "ak-footer"}, []string{" bir"}},
	} {
		w := httptest.NewRecorder()
		if err := e.Render(w, httptest.NewRequest(http.MethodGet, "/", nil), http.StatusOK, page, &struct{ Page }{}); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.shows {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s does not show %q", page, want)
			}
		}
		for _, other := range c.not {
			if strings.Contains(w.Body.String(), other) {
				t.Errorf("%s shows %q", page, other)
			}
		}
		if got, err := e.Fragment(page, "durum", nil); err != nil || got != "durum "+page {
			t.Errorf("the block of %s alone: %q, %v", page, got, err)
		}
		if got, err := e.Fragment(page, "tag", Tag{Text: "Yeni"}); err != nil || !strings.Contains(got, "Yeni") {
			t.Errorf("a partial by way of %s: %q, %v", page, got, err)
		}
	}
}

// ids collects every id of a page; a second use of one is a fault.
func ids(t *testing.T, doc *html.Node) map[string]*html.Node {
	t.Helper()
	found := map[string]*html.Node{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			if found[id] != nil {
				t.Errorf("id %q is used twice", id)
			}
			found[id] = n
		}
	}
	return found
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// UI-01: in every state, each field has a label, every reference leads somewhere, nothing runs inline, and every page has one h1.
func TestEveryDemoPageIsWired(t *testing.T) {
	h := demoServer(t, demoEngine(t))
	for _, path := range []string{"/form", "/hatali", "/kod", "/liste", "/liste?sayfa=617", "/detay", "/sonuc", "/yok"} {
		_, body := get(t, h, path)
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		byID, labels, h1 := ids(t, doc), map[string]bool{}, 0
		for n := range doc.Descendants() {
			if n.Data == "label" {
				labels[attr(n, "for")] = true
			}
			if n.Type == html.ElementNode && n.Data == "h1" {
				h1++
			}
		}
		if h1 != 1 {
			t.Errorf("%s has %d h1", path, h1)
		}
		for n := range doc.Descendants() {
			if n.Type == html.ElementNode {
				checkWiring(t, path, n, byID, labels)
			}
		}
	}
}

func checkWiring(t *testing.T, path string, n *html.Node, byID map[string]*html.Node, labels map[string]bool) {
	t.Helper()
	for _, key := range []string{"aria-describedby", "aria-labelledby", "aria-controls"} {
		for id := range strings.FieldsSeq(attr(n, key)) {
			if byID[id] == nil {
				t.Errorf("%s: %s of <%s> names %q, which is not there", path, key, n.Data, id)
			}
		}
	}
	switch n.Data {
	case "input", "select", "textarea":
		if !labels[attr(n, "id")] {
			t.Errorf("%s: field %q has no label", path, attr(n, "name"))
		}
	case "a":
		if id, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && byID[id] == nil {
			t.Errorf("%s: link to #%s leads nowhere", path, id)
		}
	case "script":
		if attr(n, "src") == "" || attr(n, "nonce") == "" {
			t.Errorf("%s: inline script, or one without nonce", path)
		}
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
			t.Errorf("%s: <%s %s> is forbidden by the CSP", path, n.Data, a.Key)
		}
	}
}

// Static files have addresses that change with their content, and are kept for ever (no other address serves them).
func TestStatic(t *testing.T) {
	h := demoServer(t, demoEngine(t))
	_, body := get(t, h, "/form")
	_, rest, _ := strings.Cut(body, `<link rel="stylesheet" href="`)
	address, _, _ := strings.Cut(rest, `"`)
	res, css := get(t, h, address)
	if res.StatusCode != http.StatusOK || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || !strings.Contains(css, ".ak-header") {
		t.Errorf("%s: %s, %v", address, res.Status, res.Header)
	}
	for _, path := range []string{"/static/app.css", "/static/000000000000/app.css", strings.TrimSuffix(address, "app.css")} {
		if res, _ := get(t, h, path); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if strings.Contains(css, "GDS Transport") || strings.Contains(css, "crown") {
		t.Error("the style sheet carries another government's brand")
	}
}

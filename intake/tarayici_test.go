package intake_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"acikkapi/internal/tarayici"
)

// browser is a browser without JavaScript: it follows links and redirects, keeps cookies, and fills in forms by the names of
// their inputs and the words on their buttons.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
	status int
	path   string
	header http.Header
	page   *html.Node
}

func newBrowser(t *testing.T, base string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: base, client: &http.Client{Jar: jar}}
}

func (b *browser) open(path string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(req)
}

func (b *browser) post(path, contentType string, body io.Reader) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	b.do(req)
}

func (b *browser) do(req *http.Request) {
	b.t.Helper()
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if b.page, err = tarayici.Parse(res.Body); err != nil {
		b.t.Fatal(err)
	}
	b.status, b.path, b.header = res.StatusCode, res.Request.URL.Path, res.Header
}

// upload is a file to be chosen in a file input.
type upload = tarayici.File

// press sends the form of the button with these words, with the given values in place of what stands there.
func (b *browser) press(words string, values map[string]string, files ...upload) {
	b.t.Helper()
	button := b.find(func(n *html.Node) bool { return n.Data == "button" && strings.HasPrefix(text(n), words) })
	if button == nil {
		b.t.Fatalf("no button %q on %s: %s", words, b.path, b.text())
	}
	form := b.formOf(button)
	for name, v := range values {
		form.Values.Set(name, v)
		if v == "" {
			form.Values.Del(name)
		}
	}
	at, err := url.Parse(b.base + b.path)
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := form.Request(b.t.Context(), at, files...)
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(req)
}

// formOf is the form that n stands in, or that it names.
func (b *browser) formOf(n *html.Node) *tarayici.Form {
	b.t.Helper()
	form, err := tarayici.FormOf(b.page, n)
	if err != nil {
		b.t.Fatal(err)
	}
	return form
}

// choice is the value of the option with these words in the select of that name.
func (b *browser) choice(name, words string) string {
	b.t.Helper()
	o := tarayici.Find(b.input(name), func(n *html.Node) bool { return n.Data == "option" && text(n) == words })
	if o == nil {
		b.t.Fatalf("%s does not offer %q", name, words)
	}
	return attr(o, "value")
}

func (b *browser) input(name string) *html.Node {
	b.t.Helper()
	n := tarayici.Input(b.page, name)
	if n == nil {
		b.t.Fatalf("no input %q on %s", name, b.path)
	}
	return n
}

// value is what stands in the input of that name.
func (b *browser) value(name string) string {
	b.t.Helper()
	return tarayici.Value(b.input(name))
}

// errorAt is the message that stands at the input of that name, "" without one.
func (b *browser) errorAt(name string) string {
	n := b.find(func(n *html.Node) bool { return attr(n, "id") == name+"-error" })
	if n == nil {
		return ""
	}
	return strings.TrimSpace(strings.TrimPrefix(text(n), "Hata:"))
}

// summary is the text of the error summary, "" without one.
func (b *browser) summary() string {
	n := b.find(func(n *html.Node) bool { return strings.Contains(attr(n, "class"), "govuk-error-summary__list") })
	if n == nil {
		return ""
	}
	return text(n)
}

func (b *browser) text() string {
	main := b.find(func(n *html.Node) bool { return n.Data == "main" })
	if main == nil {
		return text(b.page)
	}
	return text(main)
}

func (b *browser) find(match func(*html.Node) bool) *html.Node { return tarayici.Find(b.page, match) }

func (b *browser) want(status int, path string) {
	b.t.Helper()
	if b.status != status || b.path != path {
		b.t.Fatalf("HTTP %d at %s, want %d at %s: %s", b.status, b.path, status, path, b.text())
	}
}

func (b *browser) wantText(parts ...string) {
	b.t.Helper()
	for _, part := range parts {
		if !strings.Contains(b.text(), part) {
			b.t.Errorf("the page does not say %q: %s", part, b.text())
		}
	}
}

func (b *browser) wantError(field, part string) {
	b.t.Helper()
	if got := b.errorAt(field); b.status != http.StatusUnprocessableEntity || !strings.Contains(got, part) || part == "" {
		b.t.Errorf("HTTP %d; at %s stands %q, want %q (summary: %s)", b.status, field, got, part, b.summary())
	}
	if !strings.Contains(b.summary(), part) {
		b.t.Errorf("the summary does not say %q: %s", part, b.summary())
	}
}

func attr(n *html.Node, name string) string { return tarayici.Attr(n, name) }

func has(n *html.Node, name string) bool { return tarayici.Has(n, name) }

func text(n *html.Node) string { return tarayici.Text(n) }

package intake_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
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
	if b.page, err = html.ParseWithOptions(res.Body, html.ParseOptionEnableScripting(false)); err != nil {
		b.t.Fatal(err)
	}
	b.status, b.path, b.header = res.StatusCode, res.Request.URL.Path, res.Header
}

// upload is a file to be chosen in a file input.
type upload struct {
	name    string
	content []byte
}

// press sends the form of the button with these words, with the given values in place of what stands there.
func (b *browser) press(words string, values map[string]string, files ...upload) {
	b.t.Helper()
	button := b.find(func(n *html.Node) bool { return n.Data == "button" && strings.HasPrefix(text(n), words) })
	if button == nil {
		b.t.Fatalf("no button %q on %s: %s", words, b.path, b.text())
	}
	form := b.formOf(button)
	data := formValues(form)
	for name, v := range values {
		data.Set(name, v)
		if v == "" {
			data.Del(name)
		}
	}
	if name := attr(button, "name"); name != "" {
		data.Set(name, attr(button, "value"))
	}
	if attr(form, "enctype") != "multipart/form-data" {
		b.post(attr(form, "action"), "application/x-www-form-urlencoded", strings.NewReader(data.Encode()))
		return
	}
	body, contentType := multipartBody(b.t, data, files)
	b.post(attr(form, "action"), contentType, body)
}

func multipartBody(t *testing.T, data url.Values, files []upload) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, list := range data {
		for _, v := range list {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile("dosya", f.name)
		if err == nil {
			_, err = w.Write(f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, m.FormDataContentType()
}

func (b *browser) formOf(button *html.Node) *html.Node {
	b.t.Helper()
	id := attr(button, "form")
	for n := button; n != nil && id == ""; n = n.Parent {
		if n.Data == "form" {
			return n
		}
	}
	form := b.find(func(n *html.Node) bool { return n.Data == "form" && attr(n, "id") == id })
	if form == nil {
		b.t.Fatalf("the button %q has no form", text(button))
	}
	return form
}

// formValues are what a browser would send if nothing were changed.
func formValues(form *html.Node) url.Values {
	data := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		if name == "" || has(n, "disabled") {
			continue
		}
		switch n.Data {
		case "input":
			if kind := attr(n, "type"); kind != "file" && (kind != "checkbox" || has(n, "checked")) {
				data.Add(name, attr(n, "value"))
			}
		case "textarea":
			data.Add(name, strings.TrimPrefix(raw(n), "\n"))
		case "select":
			data.Add(name, selected(n))
		}
	}
	return data
}

func selected(sel *html.Node) string {
	first := ""
	for i, o := range slices.Collect(options(sel)) {
		if has(o, "selected") {
			return attr(o, "value")
		}
		if i == 0 {
			first = attr(o, "value")
		}
	}
	return first
}

func options(sel *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range sel.Descendants() {
			if n.Data == "option" && !yield(n) {
				return
			}
		}
	}
}

// choice is the value of the option with these words in the select of that name.
func (b *browser) choice(name, words string) string {
	b.t.Helper()
	sel := b.input(name)
	for o := range options(sel) {
		if text(o) == words {
			return attr(o, "value")
		}
	}
	b.t.Fatalf("%s does not offer %q", name, words)
	return ""
}

func (b *browser) input(name string) *html.Node {
	b.t.Helper()
	n := b.find(func(n *html.Node) bool { return attr(n, "name") == name })
	if n == nil {
		b.t.Fatalf("no input %q on %s", name, b.path)
	}
	return n
}

// value is what stands in the input of that name.
func (b *browser) value(name string) string {
	b.t.Helper()
	switch n := b.input(name); n.Data {
	case "select":
		return selected(n)
	case "textarea":
		return strings.TrimPrefix(raw(n), "\n")
	default:
		return attr(n, "value")
	}
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

func (b *browser) find(match func(*html.Node) bool) *html.Node {
	for n := range b.page.Descendants() {
		if n.Type == html.ElementNode && match(n) {
			return n
		}
	}
	return nil
}

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

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func raw(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return s.String()
}

func text(n *html.Node) string { return strings.Join(strings.Fields(raw(n)), " ") }

// Package gosteri drives one application through its whole life, as people would over HTTP, and tells what happens.
package gosteri

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	dom "acikkapi/internal/tarayici"
)

// tarayici is a browser without a screen and without JavaScript: it follows links, fills in the forms that the pages
// show and sends them, with cookies. What a page does not offer cannot be done with it.
type tarayici struct {
	client *http.Client
	base   *url.URL
	at     *url.URL // of the page shown
	doc    *html.Node
}

const pageLimit = 4 << 20

func newTarayici(base string) (*tarayici, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &tarayici{client: &http.Client{Jar: jar, Timeout: 20 * time.Second}, base: u, at: u}, nil
}

// open goes to a path of the site.
func (t *tarayici) open(ctx context.Context, path string) error {
	u, err := t.base.Parse(path)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return err
	}
	return t.load(req)
}

// send fills in the form on the page that has a button with the given text, over what the page has filled in itself, and
// presses that button. typed names fields, files choose some; what the page does not have is an error.
func (t *tarayici) send(ctx context.Context, button string, typed url.Values, files ...dom.File) error {
	b := dom.Find(t.doc, func(n *html.Node) bool { return n.Data == "button" && dom.Text(n) == button })
	if b == nil {
		return fmt.Errorf("%s: there is no button “%s”", t.at.Path, button)
	}
	f, err := dom.FormOf(t.doc, b)
	if err != nil {
		return fmt.Errorf("%s: %w", t.at.Path, err)
	}
	for name, v := range typed {
		if !f.Values.Has(name) {
			return fmt.Errorf("%s: the form of “%s” has no field %s", t.at.Path, button, name)
		}
		f.Values[name] = v
	}
	for _, file := range files {
		if in := dom.Input(t.doc, file.Alan); in == nil || dom.Attr(in, "type") != "file" {
			return fmt.Errorf("%s: there is no field %s for a file", t.at.Path, file.Alan)
		}
	}
	req, err := f.Request(ctx, t.at, files...)
	if err != nil {
		return err
	}
	return t.load(req)
}

func (t *tarayici) load(req *http.Request) error {
	res, err := t.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, pageLimit))
	if err != nil {
		return err
	}
	t.at = res.Request.URL
	if t.doc, err = dom.Parse(bytes.NewReader(body)); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s: %s", req.Method, t.at.Path, res.Status, t.errors())
	}
	return nil
}

// text is what a person reads on the page, white space folded.
func (t *tarayici) text() string { return dom.Text(t.doc) }

// errors is the page's error summary, or its heading.
func (t *tarayici) errors() string {
	if n := dom.Find(t.doc, func(n *html.Node) bool { return dom.HasClass(n, "govuk-error-summary") }); n != nil {
		return dom.Text(n)
	}
	return dom.Text(dom.Find(t.doc, func(n *html.Node) bool { return n.Data == "h1" }))
}

// links tells whether the page links to an address that begins with prefix.
func (t *tarayici) links(prefix string) bool { return t.linkTo(prefix) != "" }

// option is the value of the choice that reads text, in the select or group of buttons named name.
func (t *tarayici) option(name, text string) (string, error) {
	sel := dom.Find(t.doc, func(n *html.Node) bool { return n.Data == "select" && dom.Attr(n, "name") == name })
	if sel == nil {
		return "", fmt.Errorf("%s: there is no list %s", t.at.Path, name)
	}
	o := dom.Find(sel, func(n *html.Node) bool { return n.Data == "option" && dom.Text(n) == text })
	if o == nil {
		return "", fmt.Errorf("%s: the list %s does not offer “%s”", t.at.Path, name, text)
	}
	return dom.Attr(o, "value"), nil
}

// first is the value of the first choice of a list that is not empty.
func (t *tarayici) first(name string) (string, error) {
	sel := dom.Find(t.doc, func(n *html.Node) bool { return n.Data == "select" && dom.Attr(n, "name") == name })
	o := dom.Find(sel, func(n *html.Node) bool { return n.Data == "option" && dom.Attr(n, "value") != "" })
	if o == nil {
		return "", fmt.Errorf("%s: the list %s is empty", t.at.Path, name)
	}
	return dom.Attr(o, "value"), nil
}

// linkTo is the first address on the page that begins with prefix, "" without one.
func (t *tarayici) linkTo(prefix string) string {
	n := dom.Find(t.doc, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(dom.Attr(n, "href"), prefix) })
	if n == nil {
		return ""
	}
	return dom.Attr(n, "href")
}

// Package gosteri drives one application through its whole life, as people would over HTTP, and tells what happens.
package gosteri

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
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
// presses that button. typed names fields; a field that the form does not have is an error.
func (t *tarayici) send(ctx context.Context, button string, typed url.Values) error {
	f, err := t.form(button)
	if err != nil {
		return err
	}
	for name, v := range typed {
		if _, ok := f.values[name]; !ok {
			return fmt.Errorf("%s: the form of “%s” has no field %s", t.at.Path, button, name)
		}
		f.values[name] = v
	}
	req, err := f.request(ctx, t.at)
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
	if t.doc, err = html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(false)); err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s: %s", req.Method, t.at.Path, res.Status, t.errors())
	}
	return nil
}

// text is what a person reads on the page, white space folded.
func (t *tarayici) text() string { return words(t.doc) }

// errors is the page's error summary, or its heading.
func (t *tarayici) errors() string {
	if n := find(t.doc, func(n *html.Node) bool { return hasClass(n, "govuk-error-summary") }); n != nil {
		return words(n)
	}
	return words(find(t.doc, func(n *html.Node) bool { return n.Data == "h1" }))
}

// form is a form of a page as a browser would send it.
type form struct {
	action, method string
	multipart      bool
	values         url.Values
}

func (f *form) request(ctx context.Context, at *url.URL) (*http.Request, error) {
	target, err := at.Parse(f.action)
	if err != nil {
		return nil, err
	}
	if f.method == http.MethodGet {
		target.RawQuery = f.values.Encode()
		return http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	}
	body, contentType := strings.NewReader(f.values.Encode()), "application/x-www-form-urlencoded"
	if f.multipart {
		var buf bytes.Buffer
		w := multipart.NewWriter(&buf)
		for name, vs := range f.values {
			for _, v := range vs {
				if err := w.WriteField(name, v); err != nil {
					return nil, err
				}
			}
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
		body, contentType = strings.NewReader(buf.String()), w.FormDataContentType()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Origin", at.Scheme+"://"+at.Host)
	return req, nil
}

// links tells whether the page links to an address that begins with prefix.
func (t *tarayici) links(prefix string) bool {
	return find(t.doc, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), prefix) }) != nil
}

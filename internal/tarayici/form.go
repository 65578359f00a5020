package tarayici

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form of a page as pressing one of its buttons would send it. Values has a name without values for choices of which
// none is made.
type Form struct {
	Values         url.Values
	action, method string
	multipart      bool
}

// File is a file to be chosen in a file input.
type File struct {
	Alan    string // the input's name; "" = “dosya”
	Ad      string
	Content []byte
}

// FormOf is the form of page that button belongs to, with what stands in it.
func FormOf(page, button *html.Node) (*Form, error) {
	n := button
	if id := Attr(button, "form"); id != "" {
		n = Find(page, func(n *html.Node) bool { return n.Data == "form" && Attr(n, "id") == id })
	}
	for n != nil && n.Data != "form" {
		n = n.Parent
	}
	if n == nil {
		return nil, errors.New("the button “" + Text(button) + "” is in no form")
	}
	f := &Form{Values: url.Values{}, action: Attr(n, "action"), method: http.MethodGet, multipart: Attr(n, "enctype") == "multipart/form-data"}
	if Attr(n, "method") == "post" {
		f.method = http.MethodPost
	}
	if a := Attr(button, "formaction"); a != "" {
		f.action = a
	}
	for d := range n.Descendants() {
		f.collect(d)
	}
	if name := Attr(button, "name"); name != "" && button.Data == "button" {
		f.Values.Set(name, Attr(button, "value"))
	}
	return f, nil
}

// collect adds a control with what it holds.
func (f *Form) collect(n *html.Node) {
	name := Attr(n, "name")
	if name == "" || Has(n, "disabled") {
		return
	}
	switch kind := Attr(n, "type"); {
	case n.Data == "textarea", n.Data == "select":
		f.Values.Add(name, Value(n))
	case n.Data != "input", kind == "submit", kind == "button", kind == "file":
	case (kind == "radio" || kind == "checkbox") && !Has(n, "checked"):
		if !f.Values.Has(name) {
			f.Values[name] = nil
		}
	default:
		f.Values.Add(name, Value(n))
	}
}

// Request is what the browser sends from the page at the address at.
func (f *Form) Request(ctx context.Context, at *url.URL, files ...File) (*http.Request, error) {
	target, err := at.Parse(f.action)
	if err != nil {
		return nil, err
	}
	if f.method == http.MethodGet {
		target.RawQuery = f.Values.Encode()
		return http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	}
	body, contentType := io.Reader(strings.NewReader(f.Values.Encode())), "application/x-www-form-urlencoded"
	if f.multipart {
		if body, contentType, err = f.parts(files); err != nil {
			return nil, err
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Origin", at.Scheme+"://"+at.Host)
	return req, nil
}

func (f *Form) parts(files []File) (io.Reader, string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, vs := range f.Values {
		for _, v := range vs {
			if err := w.WriteField(name, v); err != nil {
				return nil, "", err
			}
		}
	}
	for _, file := range files {
		part, err := w.CreateFormFile(cmp.Or(file.Alan, "dosya"), file.Ad)
		if err == nil {
			_, err = part.Write(file.Content)
		}
		if err != nil {
			return nil, "", err
		}
	}
	return &body, w.FormDataContentType(), w.Close()
}

package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

	"github.com/unrolled/secure"
)

// Engine holds every page, parsed and checked at start. It is safe for concurrent use.
type Engine struct {
	zone   *time.Location
	static *static
	set    *template.Template  // layout, partials, and the templates of all pages by ownName
	pages  map[string][]string // the templates that a page defines, by its path below templates, without .html: "intake/giris"
}

// HandlerFunc is a page's handler: it answers, or returns the error that Engine.Fail turns into an answer.
type HandlerFunc func(w http.ResponseWriter, r *http.Request) error

// NewEngine parses layout, partials and pages. It panics where a template does not parse, calls a partial that
// does not exist or names a missing static file: at start, not at the first click.
func NewEngine() *Engine {
	templates, err := fs.Sub(templateFS, "templates")
	if err != nil {
		panic(err)
	}
	files, err := fs.Sub(staticFS, "static")
	if err != nil {
		panic(err)
	}
	e, err := newEngine(templates, files)
	if err != nil {
		panic(err)
	}
	return e
}

// Pages lists the names of all pages, for tests that render each of them.
func (e *Engine) Pages() []string {
	names := make([]string, 0, len(e.pages))
	for name := range e.pages {
		names = append(names, name)
	}
	return names
}

// Render answers with a page. view's Page gets what the request brings: chrome, flash, nonce, request id. Nothing is
// written when an error is returned.
func (e *Engine) Render(w http.ResponseWriter, r *http.Request, status int, page string, view View) error {
	if _, ok := e.pages[page]; !ok {
		return fmt.Errorf("no page %q", page)
	}
	p := view.page()
	p.Chrome = chromeOf(r.Context())
	p.Nonce = secure.CSPNonce(r.Context())
	p.RequestID = RequestID(r.Context())
	if p.Flash == nil {
		p.Flash = popFlash(r.Context())
	}
	var b bytes.Buffer
	if err := e.set.ExecuteTemplate(&b, ownName(page, "layout"), view); err != nil {
		return fmt.Errorf("page %q: %w", page, err)
	}
	return writeHTML(w, status, b.Bytes())
}

// Part is a partial and what it takes.
type Part struct {
	Name string // "select", "table", …
	Data any
}

// WritePartials answers with partials alone, one after the other, for htmx.
func (e *Engine) WritePartials(w http.ResponseWriter, parts ...Part) error {
	var b bytes.Buffer
	for _, p := range parts {
		if err := e.set.ExecuteTemplate(&b, p.Name, p.Data); err != nil {
			return fmt.Errorf("partial %q: %w", p.Name, err)
		}
	}
	return writeHTML(w, http.StatusOK, b.Bytes())
}

// Fragment renders one block that page defines (page "" = a partial) to a string, for live events.
func (e *Engine) Fragment(page, block string, data any) (string, error) {
	name := block
	if page != "" {
		if _, ok := e.pages[page]; !ok {
			return "", fmt.Errorf("no page %q", page)
		}
		if own := ownName(page, block); e.set.Lookup(own) != nil { // else a partial
			name = own
		}
	}
	var b strings.Builder
	if err := e.set.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("block %q of %q: %w", block, page, err)
	}
	return b.String(), nil
}

// Handle makes an http.Handler of h: its error becomes a page by Fail.
func (e *Engine) Handle(h HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			e.Fail(w, r, err)
		}
	})
}

// Static serves the style sheet and scripts; mount it at the prefix StaticPath.
func (e *Engine) Static() http.Handler { return e.static }

// SeeOther sends the browser on after a post that worked; reloading then posts nothing twice.
func SeeOther(w http.ResponseWriter, r *http.Request, url string) error {
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

func writeHTML(w http.ResponseWriter, status int, body []byte) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the reader may have gone; nobody is left to tell
	return nil
}

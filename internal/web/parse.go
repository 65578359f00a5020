package web

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"
)

//go:embed templates
var templateFS embed.FS

func newEngine(templates, files fs.FS) (*Engine, error) {
	zone, err := time.LoadLocation("Europe/Istanbul")
	if err != nil {
		return nil, fmt.Errorf("time zone: %w", err)
	}
	st, err := newStatic(files)
	if err != nil {
		return nil, err
	}
	e := &Engine{zone: zone, static: st, pages: map[string]*template.Template{}}
	helpers := funcs(zone, st.address)
	base, err := template.New("").Funcs(helpers).ParseFS(templates, "layout.html", "partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("layout and partials: %w", err)
	}
	if e.frame, err = base.Clone(); err != nil {
		return nil, fmt.Errorf("layout and partials: %w", err)
	}
	if err := e.checkAssets(templates); err != nil {
		return nil, err
	}
	if err := e.parsePages(templates, base, helpers); err != nil {
		return nil, err
	}
	return e, nil
}

// checkAssets finds the static files that templates name; the function asset would only complain when called.
func (e *Engine) checkAssets(templates fs.FS) error {
	call := regexp.MustCompile(`asset "([^"]*)"`)
	return fs.WalkDir(templates, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(templates, path)
		if err != nil {
			return err
		}
		for _, found := range call.FindAllSubmatch(text, -1) {
			if _, err := e.static.address(string(found[1])); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return nil
	})
}

// parsePages gives every page file its own copy of what it uses of the frame, so that pages may all define "content".
func (e *Engine) parsePages(templates fs.FS, base *template.Template, helpers template.FuncMap) error {
	return fs.WalkDir(templates, ".", func(path string, d fs.DirEntry, err error) error {
		name, isPage := strings.CutSuffix(path, ".html")
		if err != nil || d.IsDir() || !isPage || path == "layout.html" || strings.HasPrefix(path, "partials/") {
			return err
		}
		text, err := fs.ReadFile(templates, path)
		if err != nil {
			return err
		}
		own, err := template.New(name).Funcs(helpers).Parse(string(text))
		if err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
		t, err := assemble(name, own, base, helpers)
		if err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
		e.pages[name] = t
		return check(name, t)
	})
}

// check escapes every template of a page by executing it on nothing: html/template finds partials that do not
// exist and values in places where they cannot be made safe only then.
func check(page string, t *template.Template) error {
	for _, part := range append([]string{"layout"}, definedNames(t)...) {
		var unsafe *template.Error
		if err := t.ExecuteTemplate(io.Discard, part, nil); errors.As(err, &unsafe) {
			return fmt.Errorf("page %s: %w", page, unsafe)
		}
	}
	return nil
}

func definedNames(t *template.Template) []string {
	var names []string
	for _, one := range t.Templates() {
		if one.Name() != "" && one.Tree != nil {
			names = append(names, one.Name())
		}
	}
	return names
}

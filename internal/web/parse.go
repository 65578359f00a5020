package web

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"
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
	e := &Engine{zone: zone, static: st, pages: map[string][]string{}}
	helpers := funcs(zone, st.address)
	base, err := template.New("").Funcs(helpers).ParseFS(templates, "layout.html", "partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("layout and partials: %w", err)
	}
	if err := e.checkAssets(templates); err != nil {
		return nil, err
	}
	if err := e.parsePages(templates, trees(base), helpers); err != nil {
		return nil, err
	}
	if err := e.check(); err != nil {
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

// parsePages parses every page file into the one set that all pages share with the frame.
func (e *Engine) parsePages(templates fs.FS, frame map[string]*parse.Tree, helpers template.FuncMap) error {
	e.set = template.New("").Funcs(helpers)
	for name, tree := range frame {
		if _, err := e.set.AddParseTree(name, tree); err != nil {
			return fmt.Errorf("layout and partials: %w", err)
		}
	}
	return fs.WalkDir(templates, ".", func(path string, d fs.DirEntry, err error) error {
		name, isPage := strings.CutSuffix(path, ".html")
		if err != nil || d.IsDir() || !isPage || path == "layout.html" || strings.HasPrefix(path, "partials/") {
			return err
		}
		text, err := fs.ReadFile(templates, path)
		if err != nil {
			return err
		}
		page, err := template.New("").Funcs(helpers).Parse(string(text))
		if err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
		own := trees(page)
		e.pages[name] = slices.Sorted(maps.Keys(own))
		if err := addPage(e.set, name, own, frame); err != nil {
			return fmt.Errorf("page %s: %w", name, err)
		}
		return nil
	})
}

// check escapes every template of every page by executing it on nothing: html/template finds partials that do not
// exist and values in places where they cannot be made safe only then.
func (e *Engine) check() error {
	for _, page := range slices.Sorted(maps.Keys(e.pages)) {
		for _, part := range append([]string{"layout"}, e.pages[page]...) {
			var unsafe *template.Error
			if err := e.set.ExecuteTemplate(io.Discard, ownName(page, part), nil); errors.As(err, &unsafe) {
				return fmt.Errorf("page %s: %w", page, unsafe)
			}
		}
	}
	return nil
}

// trees are the templates that t defines, by their names.
func trees(t *template.Template) map[string]*parse.Tree {
	found := map[string]*parse.Tree{}
	for _, one := range t.Templates() {
		if one.Name() != "" && one.Tree != nil {
			found[one.Name()] = one.Tree
		}
	}
	return found
}

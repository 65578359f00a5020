package gosteri

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// form finds the form that holds the button with the given text.
func (t *tarayici) form(button string) (*form, error) {
	b := find(t.doc, func(n *html.Node) bool {
		return (n.Data == "button" || n.Data == "input" && attr(n, "type") == "submit") && (words(n) == button || attr(n, "value") == button)
	})
	if b == nil {
		return nil, fmt.Errorf("%s: there is no button “%s”", t.at.Path, button)
	}
	n := b
	for n != nil && n.Data != "form" {
		n = n.Parent
	}
	if n == nil {
		return nil, fmt.Errorf("%s: the button “%s” is in no form", t.at.Path, button)
	}
	f := &form{action: attr(n, "action"), method: strings.ToUpper(attr(n, "method")), multipart: attr(n, "enctype") == "multipart/form-data", values: url.Values{}} //nolint:forbidigo // an HTTP method
	if a := attr(b, "formaction"); a != "" {
		f.action = a
	}
	if f.method == "" {
		f.method = http.MethodGet
	}
	walk(n, func(c *html.Node) { f.collect(c) })
	if name := attr(b, "name"); name != "" {
		f.values.Set(name, attr(b, "value"))
	}
	return f, nil
}

// collect adds a control of the form with what it holds; a group of boxes or buttons is there even if none is ticked.
func (f *form) collect(n *html.Node) {
	name := attr(n, "name")
	if name == "" {
		return
	}
	switch n.Data {
	case "textarea":
		f.values.Add(name, words(n))
	case "select":
		f.values.Add(name, selected(n))
	case "input":
		switch attr(n, "type") {
		case "submit", "button", "file":
		case "radio", "checkbox":
			if has(n, "checked") {
				f.values.Add(name, attr(n, "value"))
			} else if _, ok := f.values[name]; !ok {
				f.values[name] = nil
			}
		default:
			f.values.Add(name, attr(n, "value"))
		}
	}
}

func selected(sel *html.Node) string {
	value, first := "", true
	walk(sel, func(n *html.Node) {
		if n.Data == "option" && (first || has(n, "selected")) {
			value, first = attr(n, "value"), false
		}
	})
	return value
}

// option is the value of the choice that reads text, in the select or group of buttons named name.
func (t *tarayici) option(name, text string) (string, error) {
	sel := find(t.doc, func(n *html.Node) bool { return n.Data == "select" && attr(n, "name") == name })
	if sel == nil {
		return "", fmt.Errorf("%s: there is no list %s", t.at.Path, name)
	}
	o := find(sel, func(n *html.Node) bool { return n.Data == "option" && words(n) == text })
	if o == nil {
		return "", fmt.Errorf("%s: the list %s does not offer “%s”", t.at.Path, name, text)
	}
	return attr(o, "value"), nil
}

func walk(n *html.Node, visit func(*html.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for c := range n.ChildNodes() {
		walk(c, visit)
	}
}

func find(n *html.Node, ok func(*html.Node) bool) (found *html.Node) {
	walk(n, func(c *html.Node) {
		if found == nil && c.Type == html.ElementNode && ok(c) {
			found = c
		}
	})
	return found
}

func words(n *html.Node) string {
	var b strings.Builder
	walk(n, func(c *html.Node) {
		if c.Type == html.TextNode && (c.Parent == nil || c.Parent.Data != "script" && c.Parent.Data != "style") {
			b.WriteString(c.Data + " ")
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
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

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attr(n, "class")), class)
}

// first is the value of the first choice of a list that is not empty.
func (t *tarayici) first(name string) (string, error) {
	sel := find(t.doc, func(n *html.Node) bool { return n.Data == "select" && attr(n, "name") == name })
	o := find(sel, func(n *html.Node) bool { return n.Data == "option" && attr(n, "value") != "" })
	if o == nil {
		return "", fmt.Errorf("%s: the list %s is empty", t.at.Path, name)
	}
	return attr(o, "value"), nil
}

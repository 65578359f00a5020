// Package tarayici reads pages and fills in their forms as a browser without JavaScript does: for the demonstration and for tests.
// What a page does not offer cannot be found with it.
package tarayici

import (
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Parse reads a page as a browser without JavaScript does: what stands in noscript is there.
func Parse(r io.Reader) (*html.Node, error) {
	return html.ParseWithOptions(r, html.ParseOptionEnableScripting(false))
}

// Find is the first element in or below n that is so; nil without one, and for a nil n.
func Find(n *html.Node, so func(*html.Node) bool) *html.Node {
	if n == nil {
		return nil
	}
	if n.Type == html.ElementNode && so(n) {
		return n
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && so(d) {
			return d
		}
	}
	return nil
}

// Text is what a person reads in n, white space folded.
func Text(n *html.Node) string { return strings.Join(strings.Fields(raw(n)), " ") }

func raw(n *html.Node) string {
	if n == nil {
		return ""
	}
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
			s.WriteString(d.Data)
		}
	}
	return s.String()
}

// Attr is n's attribute of that name, "" without one.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has tells whether n has the attribute at all.
func Has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// HasClass tells whether n is of the class.
func HasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(Attr(n, "class")), class)
}

// Input is the input, select or textarea of that name, nil without one.
func Input(page *html.Node, name string) *html.Node {
	return Find(page, func(n *html.Node) bool { return Attr(n, "name") == name })
}

// Value is what stands in an input, select or textarea.
func Value(n *html.Node) string {
	switch n.Data {
	case "select":
		return selected(n)
	case "textarea":
		return strings.TrimPrefix(raw(n), "\n")
	}
	return Attr(n, "value")
}

func selected(sel *html.Node) string {
	o := Find(sel, func(n *html.Node) bool { return n.Data == "option" && Has(n, "selected") })
	if o == nil {
		o = Find(sel, func(n *html.Node) bool { return n.Data == "option" })
	}
	if o == nil {
		return ""
	}
	return Attr(o, "value")
}

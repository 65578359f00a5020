package grafik

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// What a drawing may consist of; all else is left out, whatever the library writes.
var (
	elements   = map[string]bool{"svg": true, "g": true, "path": true, "text": true, "circle": true}
	attributes = map[string]bool{
		"viewBox": true, "d": true, "x": true, "y": true, "cx": true, "cy": true, "r": true, "transform": true,
		"fill": true, "stroke": true, "stroke-width": true, "stroke-dasharray": true,
	}
)

// plain writes the library's SVG anew: elements and attributes that we know, style attributes taken apart into attributes of
// their own, the title for those who hear the page. Fonts are the page's.
func plain(raw []byte, title string) (template.HTML, error) {
	in := xml.NewDecoder(bytes.NewReader(raw))
	var out strings.Builder
	skip := 0 // depth inside an element that is left out
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return template.HTML(out.String()), nil //nolint:gosec // nothing in it but what was escaped here
		}
		if err != nil {
			return "", fmt.Errorf("svg: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if skip > 0 || !elements[t.Name.Local] {
				skip++
				continue
			}
			open(&out, t, title)
		case xml.EndElement:
			if skip > 0 {
				skip--
				continue
			}
			out.WriteString("</" + t.Name.Local + ">")
		case xml.CharData:
			if skip == 0 {
				out.WriteString(escape(string(t)))
			}
		}
	}
}

func open(out *strings.Builder, t xml.StartElement, title string) {
	out.WriteString("<" + t.Name.Local)
	if t.Name.Local == "svg" {
		out.WriteString(` role="img" focusable="false" aria-label="` + escape(title) + `"`)
	}
	if t.Name.Local == "text" {
		attribute(out, "font-size", writtenSize)
	}
	for _, a := range t.Attr {
		all := a.Name.Local + ":" + a.Value
		if a.Name.Local == "style" {
			all = a.Value
		}
		for one := range strings.SplitSeq(all, ";") {
			if name, value, _ := strings.Cut(one, ":"); attributes[strings.TrimSpace(name)] {
				attribute(out, strings.TrimSpace(name), strings.TrimSpace(value))
			}
		}
	}
	out.WriteString(">")
}

func attribute(out *strings.Builder, name, value string) {
	out.WriteString(" " + name + `="` + escape(value) + `"`)
}

// Package maske makes what a message carries fit to be looked at by an operator (PL-05, SC-05): no T.C. Kimlik No, telephone number,
// e-mail address, name or free text of a citizen comes through. What is shown is listed, field by field and by the kind of value that it
// may hold; everything else is hidden, whatever it is called and whoever wrote it.
package maske

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"acikkapi/internal/gunluk"
)

// kind is what the value of a field has to look like to be shown.
type kind int

const (
	number kind = iota // a whole number of at most nine digits
	id                 // UUID, or digest in hexadecimal digits
	moment             // a time or a day
	word               // a name of the program's own: basvuru.alindi, olumlu
	digits             // eight digits: a DETSİS number
	trace              // W3C traceparent
)

var shapes = map[kind]*regexp.Regexp{
	number: regexp.MustCompile(`^-?[0-9]{1,9}$`),
	id:     regexp.MustCompile(`^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$`),
	moment: regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{5,18}(Z|[+-][0-9]{2}:[0-9]{2}))?$`),
	digits: regexp.MustCompile(`^[0-9]{8}$`),
	trace:  regexp.MustCompile(`^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$`),
}

func (k kind) shows(s string) bool {
	if k == word {
		return ours(s)
	}
	return shapes[k].MatchString(s)
}

// ours tells whether s is put together from words of the program's own, and numbers of birim and il.
func ours(s string) bool {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '_' || r == '-' })
	if len(parts) == 0 || len(s) > 60 {
		return false
	}
	numbers := 0
	for _, p := range parts {
		switch {
		case vocabulary[p]:
		case number2or8.MatchString(p):
			numbers++
		default:
			return false
		}
	}
	return numbers == 0 || numbers == 1 && len(parts) > 1 // several might be put together to a number of a person
}

var number2or8 = regexp.MustCompile(`^([0-9]{2}|[0-9]{8})$`)

// Name is what a type, consumer, queue or field is shown as: itself, or that it is hidden because it is none of ours.
func Name(s string) string {
	if ours(s) || hiddenFields[s] || shownAnywhere(s) {
		return s
	}
	return hidden(s)
}

func shownAnywhere(s string) bool {
	_, field := shown[s]
	_, header := shownHeaders[s]
	return field || header
}

func hidden(s string) string {
	if s == "" {
		return "boş"
	}
	return fmt.Sprintf("[gizli: %d karakter]", utf8.RuneCountInString(s))
}

const (
	maxText  = 64 << 10 // bytes of a shown payload
	maxDepth = 32       // of nesting
)

// Baslik is a header as an operator sees it.
type Baslik struct{ Ad, Deger string }

// Basliklar redacts the headers of a message, in the given order.
func Basliklar(names []string, headers map[string]string) []Baslik {
	list := make([]Baslik, 0, len(names))
	for _, n := range names {
		v := headers[n]
		k, known := shownHeaders[n]
		if !known || !k.shows(v) {
			v = hidden(v)
		}
		list = append(list, Baslik{Name(n), v})
	}
	return list
}

// Govde is a message's body, set out for reading and redacted; ok is false where it is not JSON, and then nothing of it is shown.
// Of a very long one the beginning is shown.
func Govde(body []byte) (text string, ok bool) {
	if !json.Valid(body) {
		return "", false
	}
	w := &writer{dec: json.NewDecoder(bytes.NewReader(body))}
	w.dec.UseNumber()
	if err := w.value("", 0); err != nil && !errors.Is(err, errEnough) {
		return "", false
	}
	return w.out.String(), true
}

var errEnough = errors.New("enough is shown")

type writer struct {
	dec *json.Decoder
	out strings.Builder
}

// value writes the next value, that of the field name; depth is how deep it stands.
func (w *writer) value(name string, depth int) error {
	t, err := w.dec.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case json.Delim:
		return w.nested(name, t, depth)
	case string:
		w.scalar(name, t, `"`)
	case json.Number:
		w.scalar(name, t.String(), "")
	case bool:
		fmt.Fprint(&w.out, t)
	default:
		w.out.WriteString("null")
	}
	return nil
}

func (w *writer) scalar(name, s, quote string) {
	if k, known := shown[name]; known && k.shows(s) && (k == number) == (quote == "") {
		w.out.WriteString(quote + s + quote)
		return
	}
	w.out.WriteString(hidden(s))
}

// nested writes an object or a list up to its end.
func (w *writer) nested(name string, open json.Delim, depth int) error {
	closing := map[json.Delim]string{'{': "}", '[': "]"}[open]
	w.out.WriteString(open.String())
	for n := 0; w.dec.More(); n++ {
		if w.out.Len() > maxText || depth > maxDepth {
			w.out.WriteString("\n… devamı gösterilmiyor")
			return errEnough
		}
		if n > 0 {
			w.out.WriteByte(',')
		}
		w.newline(depth + 1)
		if open == '{' {
			key, err := w.dec.Token()
			if err != nil {
				return err
			}
			name, _ = key.(string)
			w.out.WriteString(`"` + Name(name) + `": `)
		}
		if err := w.value(name, depth+1); err != nil {
			return err
		}
	}
	if _, err := w.dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if last := w.out.String(); !strings.HasSuffix(last, open.String()) {
		w.newline(depth)
	}
	w.out.WriteString(closing)
	return nil
}

func (w *writer) newline(depth int) { w.out.WriteString("\n" + strings.Repeat("  ", depth)) }

var (
	eposta  = regexp.MustCompile(`[\pL\pN._%+-]+(@|%40)[\pL\pN.-]+`)
	quoted  = regexp.MustCompile("\"(?:[^\"\\\\]|\\\\.)*(?:\"|$)|“[^”]*(?:”|$)|‘[^’]*(?:’|$)|`[^`]*(?:`|$)|\\B'[^']*(?:'|$)") // to the end, where the text was cut off
	longRow = regexp.MustCompile(`[0-9]{9,}`)
	turu    = regexp.MustCompile(`^(internal|invalid|not found|forbidden|conflict|unavailable) ([^: ]+): `)
)

// maxNeden is how much of a reason is shown, in bytes.
const maxNeden = 1500

// Neden is why a message was parked, redacted: numbers that may be a person's, e-mail addresses, and everything in quotes that is not a
// name of the program's own, since errors quote what they could not read. A field that a sender has thought of is not named.
func Neden(s string) string {
	if len(s) > maxNeden {
		s = strings.ToValidUTF8(s[:maxNeden], "") + "…"
	}
	if p := turu.FindStringSubmatch(s); len(p) == 3 && Name(p[2]) != p[2] {
		s = p[1] + ": " + s[len(p[0]):]
	}
	s = string(gunluk.Redact([]byte(s)))
	s = eposta.ReplaceAllString(s, "[e-posta]")
	s = quoted.ReplaceAllStringFunc(s, func(q string) string {
		first, size := utf8.DecodeRuneInString(q)
		last := map[rune]string{'“': "”", '‘': "’"}[first]
		if last == "" {
			last = string(first)
		}
		if ours(strings.TrimSuffix(q[size:], last)) {
			return q
		}
		return string(first) + "[gizli]" + last
	})
	return longRow.ReplaceAllString(s, "[sayı]")
}

package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Europe/Istanbul on machines without zone files
)

// funcs are what templates may call. asset gives the address of a static file.
func funcs(zone *time.Location, asset func(string) (string, error)) template.FuncMap {
	return template.FuncMap{
		"asset":   asset,
		"tarih":   func(t time.Time) string { return formatTime(t.In(zone), t, "02.01.2006") },
		"zaman":   func(t time.Time) string { return formatTime(t.In(zone), t, "02.01.2006 15:04") },
		"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"sayi":    Sayi,
		"boyut":   Boyut,
		"maskele": Maskele,
		"describe": func(id, hint, errorText string, optional bool) string {
			var ids []string
			if hint != "" || optional {
				ids = append(ids, id+"-hint")
			}
			if errorText != "" {
				ids = append(ids, id+"-error")
			}
			return strings.Join(ids, " ")
		},
		"labelled": func(id, label, hint, errorText string, optional bool) labelled {
			return labelled{id, label, hint, errorText, optional}
		},
		"nth": func(id string, i int) string {
			if i == 0 {
				return id // the error summary leads to the first choice
			}
			return id + "-" + strconv.Itoa(i+1)
		},
	}
}

// labelled is what label, hint and error of a field are made of.
type labelled struct {
	ID, Label, Hint, Error string
	Optional               bool
}

func formatTime(local, t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return local.Format(layout)
}

// Tarih is t's day in Türkiye, 02.01.2006; Zaman with hour and minute (G-01). Zero times are "".
func (e *Engine) Tarih(t time.Time) string { return formatTime(t.In(e.zone), t, "02.01.2006") }

// Zaman is t in Türkiye, 02.01.2006 15:04.
func (e *Engine) Zaman(t time.Time) string { return formatTime(t.In(e.zone), t, "02.01.2006 15:04") }

// Sayi writes any integer with dots between thousands: 1.234.567.
func Sayi(n any) (string, error) {
	s := fmt.Sprint(n)
	digits, sign := strings.TrimPrefix(s, "-"), ""
	if digits != s {
		sign = "-"
	}
	if strings.Trim(digits, "0123456789") != "" {
		return "", fmt.Errorf("sayi: %T is not an integer", n)
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits, nil
}

// Boyut writes a number of bytes for people: 9,8 MB.
func Boyut(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return strings.Replace(strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64), ".", ",", 1) + " MB"
	case bytes >= 1<<10:
		return strconv.FormatInt(bytes>>10, 10) + " KB"
	default:
		return strconv.FormatInt(bytes, 10) + " bayt"
	}
}

// Maskele hides the middle of a T.C. Kimlik No (G-03): the first three and the last two digits stay. Anything shorter is
// hidden whole.
func Maskele(v any) string {
	s := fmt.Sprint(v)
	if len(s) != 11 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + "******" + s[9:]
}

package web

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"acikkapi/internal/kural"
)

// G-06: every refused field shows its message, announces it, and keeps what was typed; the summary leads to each.
func TestRefusedForm(t *testing.T) {
	res, body := get(t, demoServer(t, demoEngine(t)), "/hatali")
	if res.StatusCode != 422 {
		t.Errorf("status %d", res.StatusCode)
	}
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	byID := ids(t, doc)
	links := map[string]string{}
	for n := range doc.Descendants() {
		if n.Data == "title" && !strings.HasPrefix(textOf(n), "Hata: ") {
			t.Errorf("title %q does not begin with the error", textOf(n))
		}
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && n.Data == "a" {
			links[to] = textOf(n)
		}
	}
	for _, e := range kural.All(demoFailed()) {
		if e.Field == "" {
			if !strings.Contains(body, e.Message) {
				t.Errorf("%q is nowhere", e.Message)
			}
			continue
		}
		message := byID[e.Field+"-error"]
		if message == nil || textOf(message) != "Hata: "+e.Message {
			t.Errorf("no message at %s", e.Field)
			continue
		}
		if links[e.Field] != e.Message {
			t.Errorf("the summary has %q for %s", links[e.Field], e.Field)
		}
		if !describes(byID[e.Field], e.Field+"-error") {
			t.Errorf("field %s does not announce its error", e.Field)
		}
	}
	for field, typed := range map[string]string{"telefon": "312 000", "eposta": "ayse@örnek", "gelis": "01.01.2030"} {
		if got := attr(byID[field], "value"); got != typed {
			t.Errorf("%s shows %q, typed was %q", field, got, typed)
		}
	}
	if got := textOf(byID["adres"]); got != "<script>alert(1)</script>" { // SC-08: inert
		t.Errorf("adres shows %q", got)
	}
}

// describes tells whether field, or the fieldset around it, is described by id.
func describes(field *html.Node, id string) bool {
	for n := field; n != nil; n = n.Parent {
		for d := range strings.FieldsSeq(attr(n, "aria-describedby")) {
			if d == id {
				return true
			}
		}
	}
	return false
}

func TestErrorsOf(t *testing.T) {
	bad, gone := kural.InvalidField("ad", "Adınızı giriniz."), errors.New("connection refused")
	for name, c := range map[string]struct {
		err   error
		list  int
		fails bool
	}{
		"none":                       {nil, 0, false},
		"one field":                  {bad, 1, false},
		"several":                    {errors.Join(bad, kural.InvalidField("", "Eksik.")), 2, false},
		"an outage beside a field":   {errors.Join(bad, gone), 0, true},
		"a conflict beside a field":  {errors.Join(bad, kural.Conflictf("Başvuru kapatılmış.")), 0, true},
		"not about the input at all": {gone, 0, true},
	} {
		list, err := ErrorsOf(c.err)
		if len(list) != c.list || (err != nil) != c.fails {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
}

// A form shows the draft until something is posted, and then what was posted, even where that is nothing.
func TestFormPrefersWhatWasTyped(t *testing.T) {
	fresh, posted := Form{}, Form{Typed: url.Values{"ad": {""}}}
	if got := fresh.Input(Input{Name: "ad", Value: "Ayşe"}).Value; got != "Ayşe" {
		t.Errorf("fresh form shows %q", got)
	}
	if got := posted.Input(Input{Name: "ad", Value: "Ayşe"}).Value; got != "" {
		t.Errorf("emptied field shows %q", got)
	}
	if got := posted.Checkboxes(Checkboxes{Name: "ayni", Values: []string{"1"}}).Values; len(got) != 0 {
		t.Errorf("unchecked box shows %v", got)
	}
	coded := Form{Typed: url.Values{"kod": {"123456"}}}
	if got := coded.Input(Input{Name: "kod", Code: true}).Value; got != "" {
		t.Errorf("a code comes back as %q", got)
	}
}

// G-01: days are typed as they are written here, and stand for Türkiye's midnight.
func TestParseTarih(t *testing.T) {
	e := demoEngine(t)
	for typed, want := range map[string]string{
		"21.11.2026": "2026-11-20T21:00:00Z", "1.2.2026": "2026-01-31T21:00:00Z", "2026-11-21": "2026-11-20T21:00:00Z",
	} {
		got, err := e.ParseTarih(url.Values{"t": {typed}}, "t")
		if err != nil || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s is %v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"31.02.2026", "11/21/2026", "dün", "21.11.26"} {
		if _, err := e.ParseTarih(url.Values{"t": {typed}}, "t"); kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s: %v", typed, err)
		}
	}
	if got, err := e.ParseTarih(nil, "t"); err != nil || !got.IsZero() {
		t.Errorf("nothing typed: %v, %v", got, err)
	}
}

// G-01, G-03: how times, numbers and T.C. Kimlik No are written.
func TestFuncs(t *testing.T) {
	e := demoEngine(t)
	at := time.Date(2026, 12, 31, 21, 30, 0, 0, time.UTC)
	thousand, err := Sayi(1234567)
	if err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		e.Tarih(at): "01.01.2027", e.Zaman(at): "01.01.2027 00:30", e.Zaman(time.Time{}): "",
		thousand: "1.234.567", Boyut(10 << 20): "10,0 MB", Boyut(2048): "2 KB", Boyut(7): "7 bayt",
		Maskele("10000000146"): "100******46", Maskele("123"): "***",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, err := Sayi("1e5"); err == nil {
		t.Error("a word passed as a number")
	}
}

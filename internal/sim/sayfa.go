package sim

import (
	"embed"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"time"
	_ "time/tzdata" // Europe/Istanbul on machines without a zone database

	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
)

//go:embed sayfa.html sim.css
var files embed.FS

const shown = 100 // messages on the page; the JSON has all

type page struct {
	tmpl *template.Template
	css  []byte
}

// pageView is what sayfa.html shows.
type pageView struct {
	To       string // the filter as typed
	Hata     string // why the filter cannot be used
	Mesajlar []mesajView
	Toplam   int
	Kisiler  []Kisi
	Arizalar []Ariza
}

type mesajView struct {
	At, To, Text string
	Parts        int
}

// newPage panics if the embedded files are wrong: at start, not at the first visit.
func newPage() *page {
	css, err := files.ReadFile("sim.css")
	if err != nil {
		panic(err)
	}
	return &page{tmpl: template.Must(template.ParseFS(files, "sayfa.html")), css: css}
}

// servePage shows the newest messages first, for one number with ?to=, and the people to try things out with.
func (s *Sim) servePage(w http.ResponseWriter, r *http.Request) {
	view := pageView{To: r.URL.Query().Get("to"), Kisiler: DemoKisiler().All(), Arizalar: s.ariza.list()}
	to, err := telefon.ParseCep(view.To)
	if e, ok := errors.AsType[*kural.Error](err); ok && view.To != "" {
		view.Hata = e.Message
	}
	all := s.Mesajlar(to)
	view.Toplam = len(all)
	all = all[max(0, len(all)-shown):]
	zone := istanbul()
	for _, m := range slices.Backward(all) {
		view.Mesajlar = append(view.Mesajlar, mesajView{At: m.At.In(zone).Format("02.01.2006 15:04:05"), To: m.To.Display(), Text: m.Text, Parts: m.Parts})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'")
	w.Header().Set("Cache-Control", "no-store")
	_ = s.page.tmpl.Execute(w, view) // the template is tested; else the client has gone
}

func (p *page) serveCSS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(p.css)
}

// istanbul is the zone of every time that people read (G-01); the embedded database has it.
func istanbul() *time.Location {
	zone, err := time.LoadLocation("Europe/Istanbul")
	if err != nil {
		return time.UTC
	}
	return zone
}

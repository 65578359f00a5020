package sim

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"
)

// The services that can be out of order and the ways in which they can.
const (
	ServisKPS = "kps"
	ServisSMS = "sms"

	ServisSMPP = "smpp"

	Yavas       = "yavas"      // answers after Ms, otherwise rightly
	Kapali      = "kapali"     // HTTP 503 at once, does nothing
	Yanlis      = "yanlis"     // answers that cannot be: another person, an unknown code
	HTML        = "html"       // HTTP 200 with a maintenance page
	ZamanAsimi  = "zamanasimi" // does what it was asked to, then never answers (cut off after Ms)
	defaultSlow = 2 * time.Second
	defaultMute = 30 * time.Second
)

// Ariza is a fault that is switched on for one service.
type Ariza struct {
	Servis string `json:"servis"`
	Tur    string `json:"tur"`
	Ms     int    `json:"ms,omitempty"`
	Adet   int    `json:"adet,omitempty"` // requests to hit before it ends by itself; 0 = until cleared
}

var servisler = []string{ServisKPS, ServisSMS, ServisSMPP}

type arizalar struct {
	mu sync.Mutex
	on map[string]Ariza // by service
}

func (a *arizalar) set(f Ariza) bool {
	if !slices.Contains(servisler, f.Servis) || f.Ms < 0 || f.Adet < 0 ||
		!slices.Contains([]string{Yavas, Kapali, Yanlis, HTML, ZamanAsimi}, f.Tur) {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.on[f.Servis] = f
	return true
}

func (a *arizalar) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.on)
}

func (a *arizalar) list() []Ariza {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := []Ariza{}
	for _, servis := range servisler {
		if f, ok := a.on[servis]; ok {
			found = append(found, f)
		}
	}
	return found
}

// take returns the fault that the next request to servis meets, and counts it.
func (a *arizalar) take(servis string) Ariza {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.on[servis]
	if f.Adet == 1 {
		delete(a.on, servis)
	} else if f.Adet > 1 {
		f.Adet--
		a.on[servis] = f
	}
	return f
}

// now is the fault of servis, not counted.
func (a *arizalar) now(servis string) Ariza {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.on[servis]
}

// wrap puts the faults of servis in front of h; h learns whether to answer wrongly.
func (a *arizalar) wrap(servis string, h func(w http.ResponseWriter, r *http.Request, yanlis bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, requestLimit)
		switch f := a.take(servis); f.Tur {
		case Yavas:
			wait(r.Context(), f.Ms, defaultSlow)
			h(w, r, false)
		case Kapali:
			answerJSON(w, http.StatusServiceUnavailable, gatewayAnswer{Code: "100", Description: "servis kapalı"})
		case HTML:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte("<!DOCTYPE html><html lang=tr><title>Bakım</title><body><p>Bakım çalışması yapılmaktadır.<br></body></html>"))
		case ZamanAsimi:
			h(&nowhere{header: http.Header{}}, r, false)
			wait(r.Context(), f.Ms, defaultMute)
			panic(http.ErrAbortHandler) // cuts the connection without an answer
		default:
			h(w, r, f.Tur == Yanlis)
		}
	}
}

// wait ends after ms, or usual if that is 0, or when the client has gone.
func wait(ctx context.Context, ms int, usual time.Duration) {
	d := time.Duration(ms) * time.Millisecond
	if ms == 0 {
		d = usual
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// nowhere takes an answer that nobody will see.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}

// serveAriza switches faults on (POST), off (DELETE) and lists them (GET).
func (s *Sim) serveAriza(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		var f Ariza
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, requestLimit)).Decode(&f); err != nil || !s.ariza.set(f) {
			http.Error(w, `beklenen: {"servis":"kps|sms|smpp","tur":"yavas|kapali|yanlis|html|zamanasimi","ms":0,"adet":0}`, http.StatusUnprocessableEntity)
			return
		}
	case http.MethodDelete:
		s.ariza.clear()
	}
	answerJSON(w, http.StatusOK, s.ariza.list())
}

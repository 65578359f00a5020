// Package sim stands in for the state systems and the SMS provider: it speaks KPS's SOAP and a gateway's
// HTTP over a real socket, knows synthetic people only, shows the SMS it received, and can be told to be
// slow, closed, wrong or silent.
package sim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"acikkapi/internal/telefon"
)

const requestLimit = 256 << 10 // bytes of any request's body

// Options of a simulator; the zero value is what `acikkapi sim` runs with.
type Options struct {
	People             int              // generated beside the demo people; 0 = 2,000, below 0 = none
	Seed               uint64           // of the generated people
	KeepSMS            int              // received messages to remember; 0 = 200,000
	SMSKey             string           // X-API-Key that the gateway demands; "" = any
	PerNumberPerMinute int              // messages to one number a minute before code 85; 0 = no limit
	Now                func() time.Time // nil = time.Now
	CA                 *CA              // whose revocation lists are served; nil = none
	SMPPUser           string           // system_id that ServeSMPP demands; "" = any
	SMPPPassword       string
	SMPPPerSecond      int // parts a second before it throttles; 0 = no limit
}

// Sim is one simulator; safe for concurrent use.
type Sim struct {
	opt   Options
	nufus *Nufus
	kutu  *kutu
	smpp  *smsc
	ariza arizalar
	page  *page
}

// New makes a simulator. It starts nothing: serve its Handler.
func New(o Options) *Sim {
	if o.People == 0 {
		o.People = 2000
	}
	if o.KeepSMS <= 0 {
		o.KeepSMS = 200_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Sim{opt: o, nufus: NewNufus(max(o.People, 0), o.Seed), kutu: newKutu(o.KeepSMS), ariza: arizalar{on: map[string]Ariza{}}, page: newPage()}
	s.smpp = &smsc{sim: s, wake: make(chan struct{}, 1)}
	return s
}

// Handler serves everything the simulator has.
func (s *Sim) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /Service/KPSPublic.asmx", s.ariza.wrap(ServisKPS, s.serveGenel))
	mux.HandleFunc("POST /Service/KPS.asmx", s.ariza.wrap(ServisKPS, s.serveKurum))
	mux.HandleFunc("POST /sms-gateway/send", s.ariza.wrap(ServisSMS, s.serveSend))
	mux.HandleFunc("GET /sms-gateway/report", s.ariza.wrap(ServisSMS, s.serveReport))
	mux.HandleFunc("GET /{$}", s.servePage)
	mux.HandleFunc("GET /sms", s.serveSMS)
	mux.HandleFunc("GET /sms/tekrar", s.serveTekrar)
	mux.HandleFunc("GET /kisiler", s.serveKisiler)
	mux.HandleFunc("GET /sim.css", s.page.serveCSS)
	mux.HandleFunc("GET "+yolKokListe, s.serveListe)
	mux.HandleFunc("GET "+yolAraListe, s.serveListe)
	for _, method := range []string{"GET", "POST", "DELETE"} {
		mux.HandleFunc(method+" /ariza", s.serveAriza)
	}
	return mux
}

// SetAriza switches a fault on, replacing the service's last one; false if there is no such service or fault.
func (s *Sim) SetAriza(f Ariza) bool { return s.ariza.set(f) }

// ClearAriza ends all faults.
func (s *Sim) ClearAriza() { s.ariza.clear() }

// Nufus is the register of the people that this simulator knows.
func (s *Sim) Nufus() *Nufus { return s.nufus }

// Mesajlar lists the SMS received for to, "" = for everybody, newest last.
func (s *Sim) Mesajlar(to telefon.Numara) []Mesaj {
	return s.kutu.list(func(m Mesaj) bool { return to == "" || m.To == to })
}

// Tekrarlar lists the references received more than once, in order.
func (s *Sim) Tekrarlar() []Tekrar {
	found := s.kutu.tekrar()
	slices.SortFunc(found, func(a, b Tekrar) int { return strings.Compare(a.Ref, b.Ref) })
	return found
}

func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone: nobody to tell
}

// Package handlers is the staff's side: the web inbox of AKS, Yetkili and MİA. routes.go lists every address with the
// roles that may call it; each action has a file of its own: decode, command, store.Do, redirect.
package handlers

import (
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"acikkapi/internal/basvuruform"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Options are what the pages stand on; all are needed.
type Options struct {
	Store     *store.Store
	Engine    *web.Engine
	Sessions  *web.Sessions // of staff: web.StaffSession
	Hub       *web.Hub
	Files     *dosya.Store
	Temp      string // folder for what Excel files keep on disk while they are made; "" = the system's
	ExcelRows int    // a longer list becomes an Excel file in the pipeline; 0 = excelRows
	KPS       *kps.Client
	Kart      KartPages // intake's
	Kuyruklar Kuyruklar // nil: the broker's management is not configured
	Sertifika string    // https address of the certificate's listener (GR-03), "" = Sertifikalı Giriş is not offered
}

// Kuyruklar looks at the broker's queues, for the operator.
type Kuyruklar interface {
	Look() ([]saglik.Kuyruk, error)
}

// Service answers the staff's requests; safe for concurrent use.
type Service struct {
	store  *store.Store
	web    *web.Engine
	oturum *web.Sessions
	hub    *web.Hub
	dosya  *dosya.Store
	kps    *kps.Client
	kart   KartPages
	kuyruk Kuyruklar
	form   *basvuruform.Form
	excel  excel
	hashes chan struct{} // one place for each password that is hashed at the same time
	seen   *rings
	tempo  *tempo
	now    func() time.Time
	pages  *mux.Router // the pages to which signing in may lead
	forms  map[string]formPage

	sertifika string
}

// parallelHashes bounds the memory of signing in: each takes parola.Memory.
const parallelHashes = 2

// New returns the service; Register gives it its routes, Listen feeds its live pages.
func New(o Options) *Service {
	s := &Service{
		store: o.Store, web: o.Engine, oturum: o.Sessions, hub: o.Hub, dosya: o.Files, kps: o.KPS, kart: o.Kart, kuyruk: o.Kuyruklar, form: newForms(o),
		excel: newExcel(o), hashes: make(chan struct{}, parallelHashes), seen: newRings(), tempo: newTempo(breath), now: time.Now,
		sertifika: strings.TrimSuffix(o.Sertifika, "/"),
	}
	s.pages, s.forms = pageRoutes(s.routes()), s.formPages()
	return s
}

func (s *Service) clientIP(r *http.Request) string { return web.ClientIP(r) }

package intake

import (
	"net/http"

	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// Kim says who may call a route.
type Kim string

// Anybody; a citizen at the step of their session's draft that the route belongs to; a machine with an API key of the scope.
const (
	Herkes   Kim = "herkes"
	Oturum   Kim = "oturum"
	APIYazan Kim = "basvuru:yaz"
	APIKart  Kim = "kart:yaz"
	APIBirim Kim = store.KapsamBirimDosya
)

// Yol is one route of the register.
type Yol struct {
	Method, Path string
	Kim          Kim
	handler      http.Handler // nil: of the API, which huma mounts
}

// Routes mounts the service on r and returns the register of its routes. A test walks r and holds it against the register.
func Routes(r *mux.Router, d Deps) []Yol {
	s := newService(d)
	page := func(h web.HandlerFunc) http.Handler { return s.Sessions.Middleware(s.Web.Handle(h)) }
	files := func(h web.HandlerFunc) http.Handler { return web.AllowUpload(web.MaxUpload)(page(h)) }
	bare := s.Web.Handle // without a session

	yols := []Yol{
		{http.MethodGet, yolAna, Herkes, page(s.anasayfa)},
		{http.MethodGet, yolGiris, Herkes, page(s.girisPage)},
		{http.MethodPost, yolGiris, Herkes, page(s.giris)},
		{http.MethodPost, yolVazgec, Herkes, page(s.vazgec)},

		{http.MethodGet, yolKod, Oturum, page(s.at(yolKod, s.kodPage))},
		{http.MethodPost, yolKod, Oturum, page(s.at(yolKod, s.kod))},
		{http.MethodPost, yolKod + "/yeni", Oturum, page(s.at(yolKod, s.kodYeni))},
		{http.MethodGet, yolKod + "/durum", Oturum, s.Sessions.ReadOnly(bare(s.at(yolKod, s.kodDurum)))},

		{http.MethodGet, yolKayit, Oturum, page(s.at(yolKayit, s.kayitPage))},
		{http.MethodPost, yolKayit, Oturum, files(s.kept(s.at(yolKayit, s.kayit)))},
		{http.MethodPost, yolKayit + "/adres", Oturum, page(s.at(yolKayit, s.kayitAdres))},
		{http.MethodGet, yolTamam, Oturum, page(s.at(yolTamam, s.tamam))},

		{http.MethodGet, yolSorgula, Herkes, page(s.sorgulaPage)},
		{http.MethodPost, yolSorgula, Herkes, page(s.sorgula)},
		{http.MethodPost, yolSorguBitir, Herkes, page(s.sorguBitir)},
		{http.MethodGet, yolSorguKod, Oturum, page(s.inquiry(yolSorguKod, s.sorguKodPage))},
		{http.MethodPost, yolSorguKod, Oturum, page(s.inquiry(yolSorguKod, s.sorguKod))},
		{http.MethodPost, yolSorguKod + "/yeni", Oturum, page(s.inquiry(yolSorguKod, s.sorguKodYeni))},
		{http.MethodGet, yolSorguKod + "/durum", Oturum, s.Sessions.ReadOnly(bare(s.inquiry(yolSorguKod, s.sorguKodDurum)))},
		{http.MethodGet, yolSorguSonuc, Oturum, page(s.inquiry(yolSorguSonuc, s.sorguSonuc))},
		{http.MethodGet, yolSorguRapor, Oturum, page(s.inquiry(yolSorguSonuc, s.sorguRapor))},
		{http.MethodGet, yolSorguPDF, Oturum, s.Sessions.ReadOnly(bare(s.inquiry(yolSorguSonuc, s.sorguPDF)))},
		{http.MethodGet, yolSorguDosya + "{id}", Oturum, s.Sessions.ReadOnly(bare(s.inquiry(yolSorguSonuc, s.sorguDosya)))},

		{http.MethodGet, "/liste/ilce", Herkes, bare(s.form.Ilces)},
		{http.MethodGet, "/liste/yerlesim", Herkes, bare(s.form.Yerlesims)},
		{http.MethodGet, "/liste/alt-baslik", Herkes, bare(s.form.AltBasliks)},
	}
	for _, y := range yols {
		r.Handle(y.Path, y.handler).Methods(y.Method)
	}
	return append(yols, s.mountAPI(r)...)
}

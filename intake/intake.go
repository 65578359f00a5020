// Package intake is the public service: citizens apply (VB-*) and follow up (VS-*) by HTML forms, and web forms elsewhere by the JSON API. It
// validates, stores and lets store enqueue; it knows no state and sends nothing itself.
package intake

import (
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Deps is what the service works with; all are required.
type Deps struct {
	Store    *store.Store
	KPS      *kps.Client
	Web      *web.Engine
	Sessions *web.Sessions // of citizens
	Dosya    *dosya.Store
}

// service holds the handlers, one file per page or action.
type service struct {
	Deps
	form  *basvuruform.Form
	evrak evrakci
	turns turns // of API keys and persons
}

func newService(d Deps) *service {
	return &service{Deps: d, evrak: evrakci{d.Store, d.Dosya}, form: &basvuruform.Form{Store: d.Store, Web: d.Web, Yol: basvuruform.Yollar{
		Ilce: "/liste/ilce", Yerlesim: "/liste/yerlesim", AltBaslik: "/liste/alt-baslik",
	}}}
}

// The addresses of the steps, in the order in which a citizen takes them, to apply and to follow up.
const (
	yolAna    = "/"
	yolGiris  = "/basvuru-yap"
	yolKod    = "/basvuru-yap/kod"
	yolKayit  = "/basvuru-yap/kayit"
	yolTamam  = "/basvuru-yap/tamam"
	yolVazgec = "/basvuru-yap/vazgec"

	yolSorgula    = "/basvuru-sorgula"
	yolSorguKod   = "/basvuru-sorgula/kod"
	yolSorguSonuc = "/basvuru-sorgula/sonuc"
	yolSorguDosya = "/basvuru-sorgula/dosya/" // and the file's id
	yolSorguBitir = "/basvuru-sorgula/bitir"
)

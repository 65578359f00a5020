package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// KartPages are the pages on which staff members ask for cards of their relatives; intake has them (ADR 0006). They find who asks by
// yetki.ActorOf.
type KartPages interface {
	Liste(w http.ResponseWriter, r *http.Request) error // KT-01
	ListeParcasi(w http.ResponseWriter, r *http.Request) error
	AileGetir(w http.ResponseWriter, r *http.Request) error // KT-02
	Detay(w http.ResponseWriter, r *http.Request) error
	DetayParcasi(w http.ResponseWriter, r *http.Request) error
	TalepPage(w http.ResponseWriter, r *http.Request) error // KT-04 … KT-06
	Talep(w http.ResponseWriter, r *http.Request) error
	TalepForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error
	IptalPage(w http.ResponseWriter, r *http.Request) error // KI-01, KI-02
	Iptal(w http.ResponseWriter, r *http.Request) error
	IptalForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error
	IptalParcasi(w http.ResponseWriter, r *http.Request) error
	DosyaGoster(w http.ResponseWriter, r *http.Request) error
}

const (
	yolKart      = "/kart"
	yolKartTalep = yolKart + "/{no:[0-9]+}/talep"
	yolKartIptal = yolKart + "/{no:[0-9]+}/iptal"
)

// kartRoutes are those pages' addresses.
func (s *Service) kartRoutes() []route {
	const one = yolKart + "/{no:[0-9]+}"
	return []route{
		{get, yolKart, cards, page, s.kartPage(KartPages.Liste)},
		{post, yolKart + "/kps", cards, page, s.kartPage(KartPages.AileGetir)},
		{get, yolKart + "/dosya/{id}", cards, page, s.kartPage(KartPages.DosyaGoster)},
		{get, one, cards, page, s.kartPage(KartPages.Detay)},
		{get, yolKartTalep, cards, page, s.kartPage(KartPages.TalepPage)},
		{post, yolKartTalep, cards, upload, s.kartPage(KartPages.Talep)},
		{get, yolKartIptal, cards, page, s.kartPage(KartPages.IptalPage)},
		{post, yolKartIptal, cards, upload, s.kartPage(KartPages.Iptal)},
		{get, "/canli" + yolKart, cards, live, s.kartCanli},
		{get, "/canli" + yolKart + "/liste", cards, live, s.kartPage(KartPages.ListeParcasi)},
		{get, "/canli" + one, cards, live, s.kartPage(KartPages.DetayParcasi)},
		{get, "/canli" + yolKartIptal, cards, live, s.kartPage(KartPages.IptalParcasi)},
	}
}

func (s *Service) kartPage(of func(KartPages, http.ResponseWriter, *http.Request) error) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error { return of(s.kart, w, r) }
}

// kartAgain is the form of a request, with what was typed in it.
func (s *Service) kartAgain(of func(KartPages, http.ResponseWriter, *http.Request, url.Values, error) error) formPage {
	return func(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
		return of(s.kart, w, r, typed, failed)
	}
}

// kartCanli tells the user's open card pages that the bureau has decided something.
func (s *Service) kartCanli(w http.ResponseWriter, r *http.Request) error {
	return s.stream(w, r, store.TopicKart(who(r).ID))
}

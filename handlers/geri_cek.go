package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// geriCekPage is “Yönlendirmeyi Geri Çek”: one open routing is taken out of the birim's inbox.
func (s *Service) geriCekPage(w http.ResponseWriter, r *http.Request) error {
	return s.geriCekForm(w, r, nil, nil)
}

func (s *Service) geriCek(w http.ResponseWriter, r *http.Request) error {
	no, sira, err := numbers(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.Withdraw{Sira: sira, Neden: web.Field(typed, "neden")})
	}
	if err != nil {
		return s.geriCekForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Yönlendirme geri çekildi."})
	return web.SeeOther(w, r, aksURL(no, ""))
}

func (s *Service) geriCekForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	_, sira, err := numbers(r)
	if err != nil {
		return err
	}
	v, f, err := s.basvuruIslem(r, basvuru.GeriCek, sira, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Yönlendirmeyi Geri Çek", Active: "/aks/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Yanlış birime yapılan yönlendirme, birim cevap vermeden önce geri çekilebilir. Başvuru birimin listesinden kalkar; neden İşlem Hareketlerine yazılır.",
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "neden", Label: "Geri Çekme Nedeni", Rows: 3, MaxLength: basvuru.MaxAciklama})
	return s.web.Render(w, r, f.Status(), "handlers/geri_cek", v)
}

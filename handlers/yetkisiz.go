package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// yetkisizPage is “Yetkisiz Birim”: the birim returns what is none of its business, with the reason (YT-08).
func (s *Service) yetkisizPage(w http.ResponseWriter, r *http.Request) error {
	return s.yetkisizForm(w, r, nil, nil)
}

func (s *Service) yetkisiz(w http.ResponseWriter, r *http.Request) error {
	no, sira, err := numbers(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	only := false
	if err == nil {
		only, err = s.alma(r, no, sira, typed.Get("islem"))
	}
	if err == nil && !only {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.Return{Sira: sira, Neden: web.Field(typed, "neden")})
	}
	if err != nil || only {
		return s.yetkisizForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Başvuru yetkisizlik gerekçenizle Açık Kapı Sorumlusuna iade edildi."})
	return web.SeeOther(w, r, birimURL(no, sira, ""))
}

func (s *Service) yetkisizForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.birimIslem(r, basvuru.IadeEt, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Yetkisiz Birim", Active: "/birim/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Başvurunun konusu biriminizin görev alanına girmiyorsa gerekçesini yazarak iade ediniz. İade cevap sayılır; Açık Kapı Sorumlusu başvuruyu yetkili birime yönlendirir.",
		almaYardim,
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "neden", Label: "İade Nedeni", Rows: 4, MaxLength: basvuru.MaxAciklama})
	return s.web.Render(w, r, f.Status(), "handlers/yetkisiz", v)
}

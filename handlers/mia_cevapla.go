package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// miaCevaplaPage is the MİA's “Cevapla” (MI-03).
func (s *Service) miaCevaplaPage(w http.ResponseWriter, r *http.Request) error {
	return s.miaCevaplaForm(w, r, nil, nil)
}

func (s *Service) miaCevapla(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, send, err := s.readEkli(r)
	if err == nil && send {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.AnswerMIA{
			Sonuc: basvuru.Sonuc(typed.Get("sonuc")), Metin: web.Field(typed, "metin"), Dosyas: typed[keyEk],
		})
	}
	if err != nil || !send {
		return s.miaCevaplaForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Cevabınız Açık Kapı Sorumlusuna gönderildi."})
	return web.SeeOther(w, r, miaURL(no, ""))
}

func (s *Service) miaCevaplaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.basvuruIslem(r, basvuru.MIACevapla, 0, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Başvuru Cevaplama", Active: "/mia", Back: web.Link{URL: v.Geri, Text: "Başvuru Görüntüleme"}, Help: []string{
		"Cevap tipini seçip cevabınızı yazın, gerekiyorsa dosya ekleyin ve “Cevapla” butonuna tıklayın. Başvuru Açık Kapı Sorumlusuna geri döner.",
	}})
	v.Sonuc = f.Radios(web.Radios{Name: "sonuc", Label: "Cevap Tipi", Small: true, Options: []web.Option{
		{Value: string(basvuru.Olumlu), Label: basvuru.Olumlu.Label()},
		{Value: string(basvuru.Olumsuz), Label: basvuru.Olumsuz.Label()},
		{Value: string(basvuru.Kismen), Label: basvuru.Kismen.Label()},
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "metin", Label: "Cevap", Rows: 8, MaxLength: basvuru.MaxMetin})
	if v.Dosya, v.Ek, err = s.ekFiles(r, f); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/mia_cevapla", v)
}

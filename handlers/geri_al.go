package handlers

import (
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

// geriAlPage is “İşlemleri Geri Al” (MI-04).
func (s *Service) geriAlPage(w http.ResponseWriter, r *http.Request) error {
	return s.geriAlForm(w, r, nil, nil)
}

func (s *Service) geriAl(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		_, err = s.store.Do(r.Context(), who(r).actor, no, basvuru.Reset{Aciklama: web.Field(typed, "aciklama")})
	}
	if err != nil {
		return s.geriAlForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "İşlemler geri alındı; başvuru daha yeni gelmiş gibi Açık Kapı Birim Havuzundadır."})
	return web.SeeOther(w, r, miaURL(no, ""))
}

func (s *Service) geriAlForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	v, f, err := s.basvuruIslem(r, basvuru.GeriAl, 0, typed, failed)
	if err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "İşlemleri Geri Al", Active: "/mia", Back: web.Link{URL: v.Geri, Text: "Başvuru Görüntüleme"}, Help: []string{
		"“İşlemleri Geri Al” ile üzerinde yanlış bir işlem yapılan başvurunun tüm işlemleri başa alınır. Başvuru daha yeni gelmiş gibi tüm işlemleri sıfırlanır; birimlerde cevap bekleyen yönlendirmeler geri çekilir.",
	}})
	v.Metin = f.Textarea(web.Textarea{Name: "aciklama", Label: "Geri Gönderme Açıklaması", Rows: 4, MaxLength: basvuru.MaxAciklama})
	return s.web.Render(w, r, f.Status(), "handlers/geri_al", v)
}

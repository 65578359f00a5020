package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
)

type yonlendirView struct {
	web.Page
	G     gorunum
	Birim birimSecim
	Acik  bool // false: somebody has taken the application on meanwhile
}

// yonlendirPage is “İlgili Birime Yönlendir” (AK-10).
func (s *Service) yonlendirPage(w http.ResponseWriter, r *http.Request) error {
	return s.yonlendirForm(w, r, nil, nil)
}

// yonlendir adds or removes a unit, searches, or routes to all that are chosen: islem says which.
func (s *Service) yonlendir(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.yonlendirForm(w, r, url.Values{}, err)
	}
	if done, err := secBirim(typed); done || typed.Get("islem") != "yonlendir" {
		return s.yonlendirForm(w, r, typed, err)
	}
	return s.route(w, r, typed)
}

func (s *Service) route(w http.ResponseWriter, r *http.Request, typed url.Values) error {
	ctx := r.Context()
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	birims, err := s.chosen(ctx, typed)
	if err == nil {
		_, err = s.store.Do(ctx, who(r).actor, no, basvuru.Route{Birims: birims})
	}
	if err != nil {
		return s.yonlendirForm(w, r, typed, err)
	}
	s.oturum.Flash(ctx, web.Banner{Kind: "basari", Text: "Başvuru ilgili birime yönlendirildi: " + birimNames(birims)})
	return web.SeeOther(w, r, aksURL(no, ""))
}

func birimNames(birims []basvuru.Birim) string {
	names := make([]string, len(birims))
	for i, b := range birims {
		names[i] = b.Ad
	}
	return strings.Join(names, ", ")
}

func (s *Service) yonlendirForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	d, err := s.detay(r)
	if err != nil {
		return err
	}
	acik, err := s.islemAcik(r, d, basvuru.Yonlendir, 0, aksURL(d.No, ""), typed)
	if err != nil {
		return err
	}
	v := &yonlendirView{G: s.gorunumOf(d), Acik: acik}
	v.Page = f.page(web.Page{Title: "İlgili Birime Yönlendir", Active: aksListePath, Back: web.Link{URL: aksURL(d.No, ""), Text: "Başvuru Detayı"}, Help: []string{
		"Yönlendirilecek Birim alanına ilgili birimin adını yazın ve açılan listeden seçin. Birden fazla birime yönlendirme yapılabilir: seçtikten sonra yeni birimin adını yazın.",
		"Açılan listede yukarı ve aşağı ok tuşlarıyla gezinip Enter ile seçebilir, Esc ile listeyi kapatabilirsiniz.",
		"Yönlendirilen başvuru birimin Yetkili sayfasına düşer. Yanlış bir birime yönlendirme, birim cevap vermeden geri çekilebilir.",
	}})
	if v.Birim, err = s.birimSecimOf(r, f); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/yonlendir", v)
}

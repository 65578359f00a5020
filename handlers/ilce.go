package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

type ilceView struct {
	web.Page
	Ilce web.Radios
}

// ilcePage lets an AKS with several ilçe choose the one to work in, “İlçe Değiştir” (GR-02).
func (s *Service) ilcePage(w http.ResponseWriter, r *http.Request) error {
	if len(who(r).Ilces) < 2 {
		return web.SeeOther(w, r, "/aks")
	}
	return s.ilceForm(w, r, nil, nil)
}

func (s *Service) ilce(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.ilceForm(w, r, typed, err)
	}
	for _, i := range who(r).Ilces {
		if strconv.Itoa(i.ID) == typed.Get("ilce") {
			s.oturum.Put(r.Context(), keyIlce, i.ID)
			return s.arrive(w, r, &who(r).Kullanici)
		}
	}
	return s.ilceForm(w, r, typed, kural.InvalidField("ilce", "Başvurularını göreceğiniz ilçeyi seçiniz."))
}

func (s *Service) ilceForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	k := who(r)
	choice := web.Radios{Name: "ilce", Label: k.IlAd + " ilinde yetkili olduğunuz ilçeler"}
	if k.ilce != nil {
		choice.Value = strconv.Itoa(k.ilce.ID)
	}
	for _, i := range k.Ilces {
		choice.Options = append(choice.Options, web.Option{Value: strconv.Itoa(i.ID), Label: i.Ad})
	}
	return s.web.Render(w, r, f.Status(), "handlers/aks_ilce", &ilceView{
		Page: f.page(web.Page{Title: "İlçe Seçimi", Help: []string{
			"Birden fazla ilçede yetkiniz var. Seçtiğiniz ilçenin başvurularını görüntüler ve üzerlerinde işlem yaparsınız; ilçeyi sağ üstteki “İlçe Değiştir” ile değiştirebilirsiniz.",
		}}),
		Ilce: f.Radios(choice),
	})
}

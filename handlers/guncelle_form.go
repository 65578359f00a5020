package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/web"
	"acikkapi/store"
)

func (s *Service) guncelleForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	d, err := s.detay(r)
	if err != nil {
		return err
	}
	acik, err := s.islemAcik(r, d, basvuru.Guncelle, 0, aksURL(d.No, ""), typed)
	if err != nil {
		return err
	}
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return err
	}
	stored := make([]basvuru.Hizmet, len(d.Hizmets))
	for i, h := range d.Hizmets {
		stored[i] = h.Hizmet
	}
	pairs, err := basvuruform.Hizmets(typed)
	if typed == nil {
		pairs = stored
	}
	if err != nil && len(f.Errors) == 0 {
		return err
	}
	v := &guncelleView{No: d.No, Konu: d.Konu, Acik: acik, Geri: aksURL(d.No, ""), Hata: f.Errors.At("hizmet")}
	if v.Gordu = typed.Get("gordu"); v.Gordu == "" || f.conflict != nil { // told of the change, they may go on
		v.Gordu = basvuruform.HizmetValue(stored)
	}
	v.Page = f.page(web.Page{Title: "Başvuru Güncelle", Active: "/aks/basvuru", Back: web.Link{URL: v.Geri, Text: "Başvuru Detayı"}, Help: []string{
		"Sadece “Hizmet Başlığı ve Hizmet Alt Başlığı” üzerinde güncelleme yapılabilir. Vatandaşın diğer bilgilerine müdahale edilemez.",
		"Vatandaşın seçtiği hizmet başlığı başvuru konusuna uymuyorsa onu silip yenisini ekleyebilirsiniz. “Güncelle” butonuna tıklamadan hiçbir değişiklik kaydedilmez.",
	}})
	v.Hizmet = s.form.HizmetSecimi(lists, f.Form)
	v.Hizmets = basvuruform.HizmetListe{
		Caption: "Hizmet Başlıkları", Aciklama: "Hizmet Açıklaması", Bos: "Hizmet başlığı kalmadı; en az bir başlık ekleyiniz.",
		Satirs: basvuruform.HizmetSatirs(lists, pairs),
	}
	return s.web.Render(w, r, f.Status(), "handlers/guncelle", v)
}

// altBaslik answers the choice of a heading with its sub-headings, in a list's filter.
func (s *Service) altBaslik(w http.ResponseWriter, r *http.Request) error {
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return err
	}
	return s.web.WritePartials(w, web.Part{Name: "select", Data: altSelect(lists, atoi(r.URL.Query().Get("baslik")))})
}

func altSelect(lists *store.Listeler, baslik int) web.Select {
	b, _ := lists.TumBaslik(baslik)
	sel := web.Select{Name: "alt_baslik", Label: "Hizmet Alt Başlığı", Empty: "Hizmet Alt Başlığı Seçiniz...", Disabled: b.Diger}
	for _, a := range b.Alts {
		sel.Options = append(sel.Options, web.Option{Value: strconv.Itoa(a.ID), Label: a.Ad})
	}
	return sel
}

// baslikOptions are the headings that a list can be filtered by: also what the form offers no more, behind the others.
func baslikOptions(lists *store.Listeler) []web.Option {
	var options []web.Option
	for _, b := range lists.TumBasliks {
		options = append(options, web.Option{Value: strconv.Itoa(b.ID), Label: b.Ad})
	}
	return options
}

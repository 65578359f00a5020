package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

const (
	istatistikPath = "/istatistik"
	maxBirim       = 100  // birim on the page
	maxBirimExcel  = 5000 // and in the workbook
)

// istatistikRoutes are the reports on numbers (PL-09).
func (s *Service) istatistikRoutes() []route {
	return []route{
		{get, istatistikPath, counters, page, s.istatistik},
		{get, istatistikPath + "/alt-baslik", counters, page, s.altBaslik},
		{post, istatistikPath + "/excel", counters, page, s.istatistikExcel},
	}
}

// istatistikNav leads to them.
func istatistikNav() web.NavItem { return web.NavItem{URL: istatistikPath, Text: "İstatistikler"} }

type istatistikView struct {
	web.Page
	Ilk, Son        web.Date
	Il, Ilce, Birim *web.Select // nil where there is nothing to choose
	Baslik, Alt     web.Select
	Kapsam          string
	Uyari           string // what the figures lack
	Kutucuk         []kutucuk
	Bolumler        []bolumGorunum
	Bos             string
	Excel           web.Link
}

// bolumGorunum is a section: a chart beside its table.
type bolumGorunum struct {
	Sinif  string // how the table stands to its chart
	Grafik grafikGorunum
}

// readIstatistik reads the filter of a report; the last thirty days where none are given. Errors: Invalid at the fields; NotFound for a
// place that is not there or not the reader's.
func (s *Service) readIstatistik(r *http.Request) (f store.SayimSuzgec, err error) {
	q := r.URL.Query()
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return f, err
	}
	f = store.SayimSuzgec{Il: atoi(web.Field(q, "il")), Ilce: atoi(web.Field(q, "ilce")), Birim: web.Field(q, "birim")}
	if err := s.readYer(who(r).actor, lists, q, &f); err != nil {
		return f, err
	}
	var h store.Suzgec
	f.Ilk, f.Son, err = s.readAralik(q)
	err = errors.Join(err, s.readHeadings(r.Context(), q, &h), kural.Length("birim", f.Birim, 20))
	f.Baslik, f.Alt = h.Baslik, h.Alt
	return f, err
}

// readYer keeps il and ilçe to what there is: what was typed into the address for another il is not there (SC-01). Who may choose the il
// may have left an ilçe of the il before in the form: it falls away.
func (s *Service) readYer(actor kural.Actor, lists *store.Listeler, q url.Values, f *store.SayimSuzgec) error {
	yok := &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı."}
	has := func(list []store.Secenek, id int) bool {
		return slices.ContainsFunc(list, func(o store.Secenek) bool { return o.ID == id })
	}
	whole := yetki.KapsamOf(yetki.IstatistikGor, actor.Rol) == yetki.Ulkede
	if !whole && f.Il == 0 && web.Field(q, "il") == "" {
		f.Il = actor.Il
	}
	if web.Field(q, "il") != "" && !has(lists.Ils, f.Il) || !whole && f.Il != actor.Il {
		return yok
	}
	if web.Field(q, "ilce") != "" && !has(lists.Ilces(f.Il), f.Ilce) {
		if !whole {
			return yok
		}
		f.Ilce = 0
	}
	return nil
}

// istatistik is the page “İstatistikler”.
func (s *Service) istatistik(w http.ResponseWriter, r *http.Request) error {
	filter, failed := s.readIstatistik(r)
	f, err := newForm(r.URL.Query(), failed)
	if err != nil {
		return err
	}
	v := &istatistikView{}
	v.Page = f.page(web.Page{Title: "İstatistikler", Active: istatistikPath, Wide: true, Help: []string{
		"Başvurular, kaydedildikleri güne göre sayılır ve şu anki durumlarıyla gösterilir. Kapatma, yönlendirme ve birim cevapları yapıldıkları güne göre sayılır.",
		"Süreler iş günüdür: birimin cevabı yönlendirildiği günden, başvurunun kapatılması kaydedildiği günden itibaren sayılır.",
		"Birden fazla hizmet başlığı olan bir başvuru, her başlığında bir kez sayılır.",
	}})
	var data *store.Istatistik
	if failed == nil {
		if data, err = s.store.Istatistik(r.Context(), who(r).actor, filter, maxBirim); err != nil {
			return err
		}
		if err := s.istatistikBolumler(r, v, &filter, data); err != nil {
			return err
		}
	}
	if err := s.istatistikAlanlari(r, f, v, &filter, data); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/istatistik", v)
}

// istatistikAlanlari is the filter form.
func (s *Service) istatistikAlanlari(r *http.Request, f form, v *istatistikView, filter *store.SayimSuzgec, data *store.Istatistik) error {
	lists, err := s.store.Listeler(r.Context())
	if err != nil {
		return err
	}
	actor := who(r).actor
	v.Ilk = f.Date(web.Date{Name: "ilk", Label: "İlk gün", Value: s.web.Tarih(filter.Ilk)})
	v.Son = f.Date(web.Date{Name: "son", Label: "Son gün", Value: s.web.Tarih(filter.Son)})
	if yetki.KapsamOf(yetki.IstatistikGor, actor.Rol) == yetki.Ulkede {
		v.Il = &web.Select{Name: "il", Label: "İl", Empty: "Tüm iller", Options: secenekler(lists.Ils), Value: idText(filter.Il)}
	}
	if filter.Il != 0 && (actor.Rol != kural.AKS || len(actor.Ilces) == 0) {
		v.Ilce = &web.Select{Name: "ilce", Label: "İlçe", Empty: "Tüm ilçeler", Options: secenekler(lists.Ilces(filter.Il)), Value: idText(filter.Ilce)}
	}
	v.Baslik = f.Select(web.Select{
		Name: "baslik", Label: "Hizmet Başlığı", Empty: "Tüm başlıklar", Options: baslikOptions(lists), Load: istatistikPath + "/alt-baslik", Into: "alt_baslik",
	})
	v.Alt = f.Select(altSelect(lists, atoi(f.Typed.Get("baslik"))))
	if data != nil && (len(data.Birim) > 0 || filter.Birim != "") {
		v.Birim = &web.Select{Name: "birim", Label: "Birim", Empty: "Tüm birimler", Value: filter.Birim}
		for i := range data.Birim {
			v.Birim.Options = append(v.Birim.Options, web.Option{Value: data.Birim[i].No, Label: data.Birim[i].Ad})
		}
		if len(data.Birim) == 0 {
			v.Birim.Options = []web.Option{{Value: filter.Birim, Label: filter.Birim}}
		}
	}
	return nil
}

func secenekler(list []store.Secenek) []web.Option {
	options := make([]web.Option, len(list))
	for i, o := range list {
		options[i] = web.Option{Value: strconv.Itoa(o.ID), Label: o.Ad}
	}
	return options
}

func idText(id int) string {
	if id == 0 {
		return ""
	}
	return strconv.Itoa(id)
}

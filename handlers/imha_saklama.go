package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type saklamaView struct {
	web.Page
	No    web.Input
	Neden web.Textarea
	Tablo web.Table
}

type saklamaKaldirView struct {
	web.Page
	Bilgi []web.Fact
	Acik  bool
	Neden web.Textarea
}

var saklamaColumns = []web.Column{
	{Label: "Tür"},
	{Label: "No", Class: "number"},
	{Label: "Gerekçe", Class: "long"},
	{Label: "Koyan"},
	{Label: "Tarih", Class: "date"},
	{Label: "Durum"},
	{Label: "İşlemler"},
}

const maxSaklama = 500

var saklamaHelp = []string{
	"Dava, soruşturma, denetim gibi bir nedenle saklanması gereken kayıtlar imha edilmez ve bulundukları imha listesinden çıkarılır. Saklama kaldırıldığında süresi dolmuş kayıt sonraki listede yer alır.",
	"Gerekçeye kişisel veri yazmayınız; dosya ya da esas numarası yeterlidir.",
}

// saklamaListe lists the legal holds, with a form for another.
func (s *Service) saklamaListe(w http.ResponseWriter, r *http.Request) error {
	return s.saklamaForm(w, r, r.URL.Query(), nil)
}

func (s *Service) saklamaKoy(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	no, bad := strconv.ParseInt(web.Field(typed, "no"), 10, 64)
	if err == nil && bad != nil {
		err = kural.InvalidField("no", "Kayıt numarasını rakamla yazınız.")
	}
	if err == nil {
		err = s.store.HoldYasal(r.Context(), who(r).actor, imhaKonu, no, web.Field(typed, "neden"))
	}
	if err != nil {
		return s.saklamaForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: fmt.Sprintf("%d no' lu kayıt yasal saklamaya alındı.", no)})
	return web.SeeOther(w, r, yolSaklama)
}

func (s *Service) saklamaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	list, err := s.store.YasalSaklamalar(r.Context(), who(r).actor, maxSaklama)
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &saklamaView{Page: f.page(web.Page{Title: "Yasal Saklama", Active: yolImha, Back: imhaLink(), Wide: true, Help: saklamaHelp})}
	v.No = f.Input(web.Input{Name: "no", Label: "Başvuru No", Numeric: true, MaxLength: 19, Width: 10, Autocomplete: "off"})
	v.Neden = f.Textarea(web.Textarea{Name: "neden", Label: "Gerekçe", Rows: 3, MaxLength: 1000})
	v.Tablo = web.Table{Caption: "Yasal saklamadaki kayıtlar", Columns: saklamaColumns, Empty: "Yasal saklama altında kayıt yok."}
	for _, y := range list {
		durum, link := web.Status("Saklanıyor", "orange"), web.Link{URL: fmt.Sprintf("%s/%d", yolSaklama, y.ID), Text: "Kaldır"}
		if y.Kaldiran != "" {
			durum, link.Text = web.Status("Kaldırıldı", "grey"), "Aç"
		}
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(saklamaColumns, web.Text(konuAdlari[y.Konu]), web.Text(fmt.Sprint(y.No)), web.Text(y.Neden), web.Text(y.Koyan),
			web.Text(s.web.Zaman(y.Zaman)), durum, web.Links(link))})
	}
	return s.web.Render(w, r, f.Status(), "handlers/imha_saklama", v)
}

// saklamaPage is one hold, to be lifted.
func (s *Service) saklamaPage(w http.ResponseWriter, r *http.Request) error {
	return s.saklamaKaldirForm(w, r, nil, nil)
}

func (s *Service) saklamaKaldir(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.store.LiftYasal(r.Context(), who(r).actor, id, web.Field(typed, "neden"))
	}
	if err != nil {
		return s.saklamaKaldirForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Yasal saklama kaldırıldı."})
	return web.SeeOther(w, r, yolSaklama)
}

func (s *Service) saklamaKaldirForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	y, err := s.store.YasalSaklama(r.Context(), who(r).actor, id)
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &saklamaKaldirView{Acik: y.Kaldiran == "", Bilgi: s.saklamaBilgi(&y)}
	v.Page = f.page(web.Page{Title: "Yasal Saklamayı Kaldır", Active: yolImha, Back: web.Link{URL: yolSaklama, Text: "Yasal Saklama"}, Help: []string{
		"Dava, soruşturma ya da denetim sona erdiğinde gerekçesini yazarak yasal saklamayı kaldırınız. Saklama süresi dolmuş kayıt, sonraki imha listesinde yer alır.",
		"Kaldırılan yasal saklama silinmez: kimin, ne zaman, hangi gerekçeyle koyduğu ve kaldırdığı kayıtlı kalır. Gerekçeye kişisel veri yazmayınız.",
	}})
	v.Neden = f.Textarea(web.Textarea{Name: "neden", Label: "Kaldırma gerekçesi", Rows: 3, MaxLength: 1000})
	return s.web.Render(w, r, f.Status(), "handlers/imha_saklama_kaldir", v)
}

func (s *Service) saklamaBilgi(y *store.YasalSaklama) []web.Fact {
	facts := []web.Fact{
		{Key: "Kayıt", Value: fmt.Sprintf("%s %d", konuAdlari[y.Konu], y.No)}, {Key: "Gerekçe", Value: y.Neden}, {Key: "Koyan", Value: y.Koyan + ", " + s.web.Zaman(y.Zaman)},
	}
	if y.Kaldiran != "" {
		facts = append(facts, web.Fact{Key: "Kaldıran", Value: y.Kaldiran + ", " + s.web.Zaman(y.KaldirmaZaman)}, web.Fact{Key: "Kaldırma gerekçesi", Value: y.KaldirmaNeden})
	}
	return facts
}

package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type aksListeView struct {
	web.Page
	Kapsam []string
	Suzgec suzgec
	Live   canli
	Liste  listeGorunum
}

// listeGorunum is the part of a list that is reloaded live.
type listeGorunum struct {
	Tablo web.Table
	Sayfa sayfalama
}

var aksColumns = []web.Column{
	{Label: "Başvuru No", Class: "nowrap"},
	{Label: "Başvuran T.C. Kimlik No", Class: "nowrap"},
	{Label: "Başvuran Ad Soyad"},
	{Label: "Başvuru Konusu", Class: "long"},
	{Label: "Başvuru Tarihi", Class: "date"},
	{Label: "Başvuru Durumu"},
	{Label: "Son İşlem Yapan Sorumlu"},
	{Label: "Son İşlem Tarihi", Class: "date"},
	{Label: "İşlemler"},
}

// aksListe is “Başvuru Arama” (AK-02), within the own il and ilçe (AK-03).
func (s *Service) aksListe(w http.ResponseWriter, r *http.Request) error {
	typed, filter, failed := s.suzgecOf(r)
	return s.aksListeSayfa(w, r, typed, filter, failed)
}

// aksAra takes the filter form.
func (s *Service) aksAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.ara(w, r, "/aks/basvuru", typed)
	}
	if err != nil {
		return s.aksListeSayfa(w, r, typed, store.Suzgec{}, err)
	}
	return nil
}

func (s *Service) aksListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter store.Suzgec, failed error) error {
	now := s.now()
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &aksListeView{Kapsam: who(r).kapsam(), Suzgec: suzgecFields(f)}
	v.Page = f.page(web.Page{Title: "Başvuru Arama", Active: "/aks/basvuru", Wide: true, Help: []string{
		"Herhangi bir filtreleme kriteri girerek istediğiniz başvuruyu listeleyebilir ya da hiçbir kriter girmeden “Ara” butonuna tıklayarak tüm başvuruları listeleyebilirsiniz.",
		"Başvurular üzerinde “Başvuru Detayını Göster, İşlemi Kapat, Güncelle, İlgili Birime Yönlendir, MİA Onayına Gönder” işlemlerini gerçekleştirebilirsiniz. İşlemler sütununda o anda yapılabilecek işlemler görünür.",
	}})
	part := "/canli/aks/basvuru"
	if r.URL.RawQuery != "" {
		part += "?" + r.URL.RawQuery
	}
	v.Live = liveRegion(now, "/canli/aks", part)
	if len(f.Errors) == 0 {
		if v.Liste, err = s.aksListeGorunum(r, filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/aks_liste", v)
}

// aksListeParcasi is the table alone, for the live page.
func (s *Service) aksListeParcasi(w http.ResponseWriter, r *http.Request) error {
	_, filter, err := s.suzgecOf(r)
	if err != nil {
		return err
	}
	v, err := s.aksListeGorunum(r, filter)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/aks_liste", "liste", v)
}

func (s *Service) aksListeGorunum(r *http.Request, filter store.Suzgec) (listeGorunum, error) {
	actor := who(r).actor
	p, err := s.store.Liste(r.Context(), actor, filter, imlec(r.URL.Query()), listSize)
	if err != nil {
		return listeGorunum{}, err
	}
	t := web.Table{Caption: "Başvurular", Columns: aksColumns, Empty: "Aradığınız ölçütlere uyan başvuru bulunamadı."}
	for i := range p.Satirs {
		row, err := s.aksSatir(actor, &p.Satirs[i])
		if err != nil {
			return listeGorunum{}, err
		}
		t.Rows = append(t.Rows, row)
	}
	place := func(l *store.ListeSatir) string { return fmt.Sprint(l.No) }
	return listeGorunum{t, sayfalamaOf(r, "/aks/basvuru", p, place)}, nil
}

func (s *Service) aksSatir(actor basvuru.Actor, l *store.ListeSatir) (web.Row, error) {
	tag := durumTag(l.Durum)
	islemler, err := s.web.Fragment("handlers/aks_liste", "islemler", satirIslem{l.No, aksURL(l.No, ""), aksLinks(&l.Basvuru, actor)})
	if err != nil {
		return web.Row{}, err
	}
	return web.Row{ID: fmt.Sprintf("b-%d", l.No), Cells: web.Cells(aksColumns,
		web.Text(fmt.Sprint(l.No)), web.Text(l.TCKN.Masked()), web.Text(l.Kimlik.Basvuran(l.Ad, l.Soyad)), web.Text(kisalt(l.Konu, 140)),
		web.Text(s.web.Zaman(l.Olusturma)), web.Status(tag.Text, tag.Colour), web.Text(l.SonIslemYapan), web.Text(s.web.Zaman(l.SonIslem)),
		web.Cell{HTML: web.HTML(islemler)})}, nil
}

// satirIslem is the last cell of a line: the detail, and the buttons of the moment folded beneath.
type satirIslem struct {
	No    int64
	Detay string
	Links []web.Link
}

func aksURL(no int64, action string) string {
	u := fmt.Sprintf("/aks/basvuru/%d", no)
	if action != "" {
		u += "/" + action
	}
	return u
}

// aksPages are the pages of the desk's actions; taking back a routing has its link beside the routing.
var aksPages = map[kural.Action]string{
	basvuru.Yonlendir: "yonlendir", basvuru.MIAGonder: "mia", basvuru.KapatOlumlu: "kapat", basvuru.Guncelle: "guncelle",
}

// aksLinks are the desk's buttons, as the transition table draws them.
func aksLinks(b *basvuru.Basvuru, actor basvuru.Actor) []web.Link {
	var links []web.Link
	for _, m := range basvuru.Buttons(b, actor, 0) {
		if p, ok := aksPages[m.Action]; ok {
			links = append(links, web.Link{URL: aksURL(b.No, p), Text: m.Button})
		}
	}
	return links
}

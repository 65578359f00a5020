package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// aksListePath is “Başvuru Arama”.
const aksListePath = "/aks/basvuru"

type aksListeView struct {
	web.Page
	Kapsam []string
	Yer    string // “06 - ANKARA”
	Suzgec suzgec
	Boy    string // rows of a page where it is not the usual number; the filter form keeps it
	Toplu  string // address of the buttons for the chosen ones: with the list's own query, so that it comes back as it was
	Live   canli
	Liste  listeGorunum
}

// listeGorunum is the part of a list that is reloaded live.
type listeGorunum struct {
	Tablo  web.Table
	Sayfa  sayfalama
	Boylar []web.Link // other numbers of rows that a page may have; URL "" is the present one
	Excel  web.Link   // the button for an Excel file, and the address that it posts to; none over an empty list
}

var aksColumns = []web.Column{
	{Label: "Seç", Class: "sec"},
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
	if failed == nil {
		s.keepListe(r)
	}
	return s.aksListeSayfa(w, r, typed, &filter, nil, failed)
}

// aksAra takes the filter form; islem=listele only fills the list of sub-headings, for people without JavaScript.
func (s *Service) aksAra(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil && typed.Get("islem") != "listele" {
		err = s.ara(w, r, aksListePath, typed)
		if err == nil {
			return nil
		}
	}
	return s.aksListeSayfa(w, r, typed, nil, nil, err)
}

// aksListeSayfa renders the page: the filter as typed and, where there is a filter and no refused input in it, the list, with the
// applications sec chosen.
func (s *Service) aksListeSayfa(w http.ResponseWriter, r *http.Request, typed url.Values, filter *store.Suzgec, sec []string, failed error) error {
	now := s.now()
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &aksListeView{Kapsam: who(r).kapsam(), Yer: who(r).yer(), Toplu: aksListePath + "/toplu"}
	if n := boyOf(typed); n != listSize {
		v.Boy = strconv.Itoa(n)
	}
	if v.Suzgec, err = s.suzgecFields(r.Context(), f, aksLabels); err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Başvuru Arama", Active: aksListePath, Wide: true, Help: []string{
		"Herhangi bir filtreleme kriteri girerek istediğiniz başvuruyu listeleyebilir ya da hiçbir kriter girmeden “Ara” butonuna tıklayarak tüm başvuruları listeleyebilirsiniz. “İptal” kriterleri temizler. Başvuru Tarihine tek gün yazılırsa o günden bugüne kadar yapılan başvurular listelenir.",
		"Başvurular üzerinde “Başvuru Detayını Göster, İşlemi Kapat, Güncelle, İlgili Birime Yönlendir, MİA Onayına Gönder ve Başvuru Raporu Al” işlemlerini gerçekleştirebilirsiniz. O anda yapılamayan işlem, nedeniyle birlikte soluk görünür.",
		"Birden fazla başvuruyu birlikte yönlendirmek ya da kapatmak için başlarındaki kutuları işaretleyip “Seçilenleri Yönlendir” veya “Seçilenleri Kapat” butonuna tıklayın. Seçim, görünen sayfadaki başvurular içindir; bir sayfada en çok 500 başvuru gösterilebilir.",
	}})
	part := "/canli/aks/basvuru"
	if q := r.URL.RawQuery; q != "" {
		part += "?" + q
		v.Toplu += "?" + q
	}
	v.Live = liveRegion(now, "/canli/aks", part)
	if filter != nil && (len(f.Errors) == 0 || f.Errors.At(keySec) != "") {
		if v.Liste, err = s.aksListeGorunum(r, *filter, sec); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/aks_liste", v)
}

// aksListeParcasi is the table alone, for the live page, which sends along what is chosen on it.
func (s *Service) aksListeParcasi(w http.ResponseWriter, r *http.Request) error {
	_, filter, err := s.suzgecOf(r)
	if err != nil {
		return err
	}
	v, err := s.aksListeGorunum(r, filter, r.URL.Query()[keySec])
	if err != nil {
		return err
	}
	return s.part(w, "handlers/aks_liste", "liste-aks", v)
}

func (s *Service) aksListeGorunum(r *http.Request, filter store.Suzgec, sec []string) (listeGorunum, error) {
	actor := who(r).actor
	p, err := s.store.Liste(r.Context(), actor, filter, imlec(r.URL.Query()), boyOf(r.URL.Query()))
	if err != nil {
		return listeGorunum{}, err
	}
	chosen := map[string]bool{}
	for _, no := range sec {
		chosen[no] = true
	}
	t := web.Table{Caption: "Başvurular", Columns: aksColumns, Empty: "Aradığınız ölçütlere uyan başvuru bulunamadı."}
	for i := range p.Satirs {
		row, err := s.aksSatir(actor, &p.Satirs[i], chosen)
		if err != nil {
			return listeGorunum{}, err
		}
		t.Rows = append(t.Rows, row)
	}
	place := func(l *store.ListeSatir) string { return fmt.Sprint(l.No) }
	return listeGorunum{
		Tablo: t, Sayfa: sayfalamaOf(r, aksListePath, p, place), Boylar: boyLinks(aksListePath, r.URL.Query(), p.Toplam),
		Excel: excelButton(r, "/aks/basvuru/excel", "Excel Raporu Al", p.Toplam),
	}, nil
}

// boyLinks lead to the list with more or fewer rows a page; none where all rows stand on the smallest.
func boyLinks(path string, q url.Values, toplam int) []web.Link {
	if toplam <= boylar[0] {
		return nil
	}
	present := boyOf(q)
	for _, gone := range []string{"once", "sonra", keySec} {
		q.Del(gone)
	}
	links := make([]web.Link, len(boylar))
	for i, n := range boylar {
		q.Set(keyBoy, strconv.Itoa(n))
		links[i].Text = strconv.Itoa(n)
		if n != present {
			links[i].URL = path + "?" + q.Encode()
		}
	}
	return links
}

// aksSatirView is what the cells of a line are made of.
type aksSatirView struct {
	No       int64
	Secildi  bool
	Durum    web.Tag
	Gecti    bool // the date by which an answer was due has passed
	Detay    string
	Islemler []web.Link // in the guide's order; URL "" cannot be done now
	Neden    []string   // why not
}

func (s *Service) aksSatir(actor basvuru.Actor, l *store.ListeSatir, chosen map[string]bool) (web.Row, error) {
	no := strconv.FormatInt(l.No, 10)
	v := aksSatirView{No: l.No, Secildi: chosen[no], Durum: durumTag(l.Durum), Detay: aksURL(l.No, ""), Gecti: s.gecti(&l.Basvuru)}
	v.Islemler, v.Neden = aksIslemler(&l.Basvuru, actor)
	html := map[string]string{"sec": "", "durum": "", "islemler": ""}
	for block := range html {
		if block == "sec" && l.Durum.Closed() {
			continue // nothing can be done with it any more
		}
		var err error
		if html[block], err = s.web.Fragment("handlers/aks_liste", block, v); err != nil {
			return web.Row{}, err
		}
	}
	ad := web.Text(l.Kimlik.Basvuran(l.Ad, l.Soyad))
	if mark := l.Kimlik.Label(); mark != "" {
		ad = web.Status(mark, "yellow")
	}
	return web.Row{ID: "b-" + no, Late: v.Gecti, Cells: web.Cells(aksColumns, web.Cell{HTML: web.HTML(html["sec"])},
		web.Text(no), web.Text(l.TCKN.Masked()), ad, web.Text(kisalt(l.Konu, 140)), web.Text(s.web.Zaman(l.Olusturma)),
		web.Cell{HTML: web.HTML(html["durum"])}, web.Text(l.SonIslemYapan), web.Text(s.web.Zaman(l.SonIslem)),
		web.Cell{HTML: web.HTML(html["islemler"])})}, nil
}

// gecti tells whether the answer to b is overdue (PL-08).
func (s *Service) gecti(b *basvuru.Basvuru) bool {
	son := b.SonCevap()
	return !son.IsZero() && son.Before(s.now())
}

func aksURL(no int64, action string) string {
	u := fmt.Sprintf("%s/%d", aksListePath, no)
	if action != "" {
		u += "/" + action
	}
	return u
}

// aksPages are the pages of the desk's actions; taking back a routing has its link beside the routing.
var aksPages = map[kural.Action]string{
	basvuru.Yonlendir: "yonlendir", basvuru.MIAGonder: "mia", basvuru.KapatOlumlu: "kapat", basvuru.Guncelle: "guncelle",
}

// aksLinks are the desk's buttons that the transition table draws, in the order of the guide.
func aksLinks(b *basvuru.Basvuru, actor basvuru.Actor) []web.Link {
	drawn := basvuru.Buttons(b, actor, 0)
	var links []web.Link
	for _, one := range aksSira {
		if slices.ContainsFunc(drawn, func(m *basvuru.Move) bool { return m.Action == one.action }) {
			links = append(links, web.Link{URL: aksURL(b.No, aksPages[one.action]), Text: one.text})
		}
	}
	return links
}

// aksSira is the order of the actions in the guide, with their words.
var aksSira = []struct {
	action kural.Action
	text   string
}{
	{basvuru.KapatOlumlu, "İşlemi Kapat"},
	{basvuru.Guncelle, "Güncelle"},
	{basvuru.Yonlendir, "İlgili Birime Yönlendir"},
	{basvuru.MIAGonder, "MİA Onayına Gönder"},
}

// aksIslemler are the actions on one line, each always at its place so that the hand finds it; what cannot be done now has no
// address, and why not stands below, once for all that share the reason. A closed application takes none (AK-08).
func aksIslemler(b *basvuru.Basvuru, actor basvuru.Actor) (links []web.Link, neden []string) {
	names := map[string][]string{}
	var reasons []string
	for _, one := range aksSira {
		link := web.Link{URL: aksURL(b.No, aksPages[one.action]), Text: one.text}
		if e := kural.All(allowed(b, actor, one.action, 0)); len(e) > 0 {
			link.URL = ""
			if names[e[0].Message] == nil {
				reasons = append(reasons, e[0].Message)
			}
			names[e[0].Message] = append(names[e[0].Message], one.text)
		}
		links = append(links, link)
	}
	if len(reasons) == 1 && len(names[reasons[0]]) == len(aksSira) {
		return nil, reasons
	}
	for _, reason := range reasons {
		neden = append(neden, strings.Join(names[reason], ", ")+": "+reason)
	}
	return links, neden
}

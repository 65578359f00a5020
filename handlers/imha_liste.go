package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// What the buttons of a list ask for.
const (
	imhaSun   = "sun"
	imhaOnay  = "onayla"
	imhaIade  = "iade"
	imhaYazar = "neden"
)

type imhaView struct {
	web.Page
	Bilgi   []web.Fact
	Sayilar web.Table
	Liste   *listeGorunum
	Surum   int
	Sun     bool // the list may be handed in
	Onay    bool // … approved or given back, by somebody else
	Kendi   bool // … but this is who handed it in
	Bos     bool // everything in it was taken out before it was approved
	Uyari   string
	Neden   web.Textarea
	Gecmis  web.Table
}

var (
	imhaSayiColumns  = []web.Column{{Label: "Tür"}, {Label: "İl"}, {Label: "Bekleyen", Class: "number"}, {Label: "İmha Edilen", Class: "number"}, {Label: "Çıkarılan", Class: "number"}}
	imhaKalemColumns = []web.Column{{Label: "Tür"}, {Label: "No", Class: "number"}, {Label: "Son İşlem Tarihi", Class: "date"}, {Label: "Durum"}, {Label: "Açıklama", Class: "long"}, {Label: "İşlemler"}}
)

// imhaPage is a disposal list: counts by kind and il, its items, and what may be done with it.
func (s *Service) imhaPage(w http.ResponseWriter, r *http.Request) error {
	return s.imhaForm(w, r, nil, nil)
}

// imhaAdim hands a list in, approves it, or gives it back.
func (s *Service) imhaAdim(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	surum, text := 0, ""
	if err == nil {
		surum, err = pageSurum(typed)
	}
	if err == nil {
		text, err = s.imhaStep(r, no, surum, typed)
	}
	if err != nil {
		return s.imhaForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: text})
	return web.SeeOther(w, r, imhaURL(no))
}

func (s *Service) imhaStep(r *http.Request, no int64, surum int, typed url.Values) (string, error) {
	ctx, actor := r.Context(), who(r).actor
	switch typed.Get("islem") {
	case imhaSun:
		return "Liste onaya sunuldu. Başka bir Proje Yöneticisi onayladığında imha başlar.", s.store.ProposeImha(ctx, actor, no, surum)
	case imhaOnay:
		return "Liste onaylandı. Kayıtlar imha ediliyor; ilerleyişi bu sayfada görünür.", s.store.ApproveImha(ctx, actor, no, surum)
	case imhaIade:
		return "Liste incelemeye geri gönderildi.", s.store.ReturnImha(ctx, actor, no, surum, web.Field(typed, imhaYazar))
	}
	return "", kural.InvalidField("islem", "Yapılacak işlemi seçiniz.")
}

func (s *Service) imhaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	l, counts, err := s.store.ImhaListesi(r.Context(), who(r).actor, no)
	if err != nil {
		return err
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v := &imhaView{Surum: l.Surum, Bilgi: s.imhaBilgi(&l), Sayilar: imhaSayilari(counts)}
	v.Page = f.page(web.Page{Title: fmt.Sprintf("%d no' lu İmha Listesi", no), Active: yolImha, Back: imhaLink(), Wide: true, Help: []string{
		"Listede yalnızca kayıt numaraları ve tarihleri görünür. Dava ya da soruşturma konusu olan bir kaydı “Yasal saklama” ile listeden çıkarabilirsiniz.",
		"İncelenen liste “Onaya Sun” ile onaya sunulur. Onaylayacak kişi, listeyi onaya sunan olamaz; listeyi nedenini yazarak incelemeye geri de gönderebilir. Onaylanan listenin imhası kısa süre içinde başlar ve durdurulamaz.",
	}})
	v.Sun, v.Kendi = l.Durum == store.ImhaInceleniyor && l.Bekleyen > 0, l.Durum == store.ImhaOnayda && l.OnerenID == who(r).actor.ID && l.Bekleyen > 0
	v.Bos = l.Bekleyen == 0 && (l.Durum == store.ImhaInceleniyor || l.Durum == store.ImhaOnayda)
	v.Onay = l.Durum == store.ImhaOnayda && !v.Kendi && !v.Bos
	v.Uyari = fmt.Sprintf("Onayınızla %s kaydın kişisel verileri geri getirilemeyecek biçimde imha edilir.", sayi(l.Bekleyen))
	v.Neden = f.Textarea(web.Textarea{Name: imhaYazar, Label: "Geri gönderme nedeni", Rows: 3, MaxLength: 1000})
	if v.Liste, err = s.imhaKalemleri(r, &l); err != nil {
		return err
	}
	if v.Gecmis, err = s.gecmis(r, "imha_liste", fmt.Sprint(no)); err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/imha_liste", v)
}

func (s *Service) imhaBilgi(l *store.ImhaListesi) []web.Fact {
	facts := []web.Fact{{Key: "Durum", Value: l.Durum.Label()}, {Key: "Hazırlandı", Value: s.web.Zaman(l.Zaman)}}
	for _, one := range []struct {
		key, who, when string
	}{{"Onaya sunan", l.Oneren, s.zamanVeya(l.OneriZaman)}, {"Onaylayan", l.Onaylayan, s.zamanVeya(l.OnayZaman)}} {
		if one.who != "" {
			facts = append(facts, web.Fact{Key: one.key, Value: one.who + ", " + one.when})
		}
	}
	if !l.Bitis.IsZero() {
		facts = append(facts, web.Fact{Key: "Tamamlandı", Value: s.web.Zaman(l.Bitis)})
	}
	return append(facts, web.Fact{Key: "Kayıtlar", Value: fmt.Sprintf("%s bekleyen, %s imha edilen, %s çıkarılan", sayi(l.Bekleyen), sayi(l.ImhaEdilen), sayi(l.Cikarilan))})
}

func imhaSayilari(list []store.ImhaSayisi) web.Table {
	t := web.Table{Caption: "Türe ve ile göre", Columns: imhaSayiColumns}
	for _, n := range list {
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(imhaSayiColumns, web.Text(konuAdlari[n.Konu]), web.Text(tire(n.IlAd)),
			web.Text(sayi(n.Bekleyen)), web.Text(sayi(n.ImhaEdilen)), web.Text(sayi(n.Cikarilan)))})
	}
	return t
}

var kalemDurumlari = map[string]web.Tag{
	"bekliyor": {Text: "Bekliyor", Colour: "blue"}, "imha": {Text: "İmha edildi", Colour: "green"}, "cikti": {Text: "Listeden çıkarıldı", Colour: "grey"},
}

func (s *Service) imhaKalemleri(r *http.Request, l *store.ImhaListesi) (*listeGorunum, error) {
	p, err := s.store.ImhaKalemleri(r.Context(), who(r).actor, l.No, atoi(r.URL.Query().Get("ilk")), listSize)
	if err != nil {
		return nil, err
	}
	t := web.Table{Caption: "Listedeki kayıtlar", Columns: imhaKalemColumns, Empty: "Bu sayfada kayıt yok."}
	for _, k := range p.Satirs {
		link := web.Text("-")
		if k.Durum == "bekliyor" && l.Durum != store.ImhaTamamlandi {
			q := url.Values{"no": {fmt.Sprint(k.No)}}
			link = web.Links(web.Link{URL: yolSaklama + "?" + q.Encode(), Text: "Yasal saklama"})
		}
		tag := kalemDurumlari[k.Durum]
		t.Rows = append(t.Rows, web.Row{Cells: web.Cells(imhaKalemColumns, web.Text(konuAdlari[k.Konu]), web.Text(fmt.Sprint(k.No)), web.Text(s.web.Zaman(k.Dayanak)),
			web.Status(tag.Text, tag.Colour), web.Text(tire(k.Neden)), link)})
	}
	v := &listeGorunum{Tablo: t, Sayfa: sayfalama{Toplam: p.Toplam, No: 1 + (p.Ilk-1)/listSize}}
	if n := len(p.Satirs); n > 0 {
		v.Sayfa.Ilk, v.Sayfa.Son = p.Ilk, p.Ilk+n-1
	}
	page := func(first int) string { return fmt.Sprintf("%s?ilk=%d", imhaURL(l.No), first) }
	if p.Onceki() {
		v.Sayfa.Onceki = page(max(1, p.Ilk-listSize))
	}
	if p.Sonraki() {
		v.Sayfa.Sonraki = page(p.Ilk + listSize)
	}
	return v, nil
}

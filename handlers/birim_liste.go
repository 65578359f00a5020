package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type birimListeView struct {
	web.Page
	No    web.Input
	Durum web.Select
	Live  canli
	Liste listeGorunum
}

// keyAcilis is when the page was opened: what has come since is marked as new.
const keyAcilis = "acilis"

func kutuColumns(k *kimlik) []web.Column {
	columns := []web.Column{
		{Label: "Başvuru No", Class: "nowrap"},
		{Label: "Başvuran T.C. Kimlik No", Class: "nowrap"},
		{Label: "Başvuran Ad Soyad"},
		{Label: "Başvuru Konusu", Class: "long"},
		{Label: "Başvuru Tarihi", Class: "date"},
		{Label: "Birime Geliş Tarihi", Class: "date"},
		{Label: sonCevapAd, Class: "date"},
		{Label: "Durum"},
		{Label: "İşlemler"},
	}
	if len(k.Birims) > 1 {
		columns = append(columns, web.Column{Label: "Birim"})
	}
	return columns
}

// birimListe is “Başvuru Ara”: what was routed to the own birim, newest on top, new ones without reload (YT-02).
func (s *Service) birimListe(w http.ResponseWriter, r *http.Request) error {
	now, q := s.now(), r.URL.Query()
	filter, failed := readKutuSuzgec(q)
	f, err := newForm(q, failed)
	if err != nil {
		return err
	}
	v := &birimListeView{
		No: f.Input(web.Input{Name: "no", Label: "Başvuru No", Numeric: true, MaxLength: 18}),
		Durum: f.Select(web.Select{Name: "durum", Label: "Durum", Empty: "Tümü", Options: []web.Option{
			{Value: "bekleyen", Label: "Cevap bekleyen"}, {Value: "cevaplanan", Label: "Cevaplanan"},
		}}),
	}
	v.Page = f.page(web.Page{Title: "Başvuru Ara", Active: "/birim/basvuru", Wide: true, Help: []string{
		"Açık Kapı Sorumluları tarafından değerlendirilmesi için biriminize yönlendirilen başvurular listelenir; yeni gelenler kendiliğinden en üstte görünür.",
		"“Başvuru Cevapla” ile cevabınızı Açık Kapı Sorumlusuna gönderebilirsiniz. Vatandaş iletişim bilgileri Yetkililer tarafından görüntülenemez; vatandaşlar ile iletişime sadece Açık Kapı Sorumluları geçebilir.",
	}})
	part := r.URL.Query()
	part.Set(keyAcilis, changedAt(now).ID)
	v.Live = liveRegion(now, "/canli/birim", "/canli/birim/basvuru?"+part.Encode())
	if len(f.Errors) == 0 {
		if v.Liste, err = s.birimListeGorunum(r, filter); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/birim_liste", v)
}

// birimListeParcasi is the table alone, for the live page.
func (s *Service) birimListeParcasi(w http.ResponseWriter, r *http.Request) error {
	filter, err := readKutuSuzgec(r.URL.Query())
	if err != nil {
		return err
	}
	v, err := s.birimListeGorunum(r, filter)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/birim_liste", "liste", v)
}

func readKutuSuzgec(q url.Values) (store.KutuSuzgec, error) {
	no, err := basvuruNo(q)
	f := store.KutuSuzgec{No: no}
	switch q.Get("durum") {
	case "bekleyen":
		f.Durums = store.KutuBekleyen
	case "cevaplanan":
		f.Durums = store.KutuBiten
	case "":
	default:
		err = errors.Join(err, kural.InvalidField("durum", "Durumu listeden seçiniz."))
	}
	return f, err
}

func (s *Service) birimListeGorunum(r *http.Request, filter store.KutuSuzgec) (listeGorunum, error) {
	k, q := who(r), r.URL.Query()
	p, err := s.store.Kutu(r.Context(), k.actor, filter, store.ParseKutuImlec(q.Get("sonra")), store.ParseKutuImlec(q.Get("once")), listSize)
	if err != nil {
		return listeGorunum{}, err
	}
	opened := s.now()
	if at, err := strconv.ParseInt(q.Get(keyAcilis), 10, 64); err == nil {
		opened = time.UnixMicro(at)
	}
	columns := kutuColumns(k)
	t := web.Table{Caption: "Başvurular", Columns: columns, Empty: "Biriminize yönlendirilmiş başvuru bulunamadı."}
	for i := range p.Satirs {
		row, err := s.kutuSatiri(k, columns, &p.Satirs[i])
		if err != nil {
			return listeGorunum{}, err
		}
		row.New = p.Satirs[i].Geldi.After(opened)
		t.Rows = append(t.Rows, row)
	}
	place := func(l *store.KutuSatir) string { return l.Imlec().String() }
	return listeGorunum{
		Tablo: t, Sayfa: sayfalamaOf(r, "/birim/basvuru", p, place),
		Excel: excelButton(r, "/birim/basvuru/excel", "Excel Raporu Al", p.Toplam),
	}, nil
}

func (s *Service) kutuSatiri(k *kimlik, columns []web.Column, l *store.KutuSatir) (web.Row, error) {
	tag, waits := yonlendirmeTag(l.Durum), l.Durum.Open() && !l.Basvuru.Closed()
	gecti := waits && late(l.SonTarih, s.now())
	son, err := s.sureHucre(l.SonTarih, gecti)
	if err != nil {
		return web.Row{}, err
	}
	links := []web.Link{{URL: birimURL(l.No, l.Sira, ""), Text: "Başvuru Detayını Göster"}}
	if waits {
		links = append(links, web.Link{URL: birimURL(l.No, l.Sira, "cevapla"), Text: "Başvuru Cevapla"})
	}
	links = append(links, web.Link{URL: birimURL(l.No, l.Sira, "rapor"), Text: "Başvuru Raporu Al"})
	cells := []web.Cell{
		web.Text(fmt.Sprint(l.No)), web.Text(l.TCKN.Masked()), web.Text(l.Kimlik.Basvuran(l.Ad, l.Soyad)), web.Text(kisalt(l.Konu, 140)),
		web.Text(s.web.Zaman(l.Olusturma)), web.Text(s.web.Zaman(l.Geldi)), son, web.Status(tag.Text, tag.Colour), web.Links(links...),
	}
	if len(k.Birims) > 1 {
		cells = append(cells, web.Text(l.BirimAd))
	}
	return web.Row{ID: fmt.Sprintf("b-%d-%d", l.No, l.Sira), Late: gecti, Cells: web.Cells(columns, cells...)}, nil
}

func birimURL(no int64, sira int, action string) string {
	u := fmt.Sprintf("/birim/basvuru/%d/%d", no, sira)
	if action != "" {
		u += "/" + action
	}
	return u
}

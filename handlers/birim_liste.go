package handlers

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"acikkapi/internal/web"
	"acikkapi/store"
)

type birimListeView struct {
	web.Page
	Suzgec kutuSuzgec
	Live   canli
	Liste  kutuListesi
}

// kutuListesi is the part of the page that is reloaded live: when something rings, and after Yenile seconds, when the next item falls
// back to all (YT-06).
type kutuListesi struct {
	listeGorunum
	Parca  string
	Yenile int
}

// keyKalkti names an application that has left the birim's list while its page was open.
const keyKalkti = "kalkti"

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
	filter, failed := s.readKutuSuzgec(r)
	f, err := newForm(q, failed)
	if err != nil {
		return err
	}
	v := &birimListeView{}
	if v.Suzgec, err = s.kutuSuzgecFields(r.Context(), who(r), f); err != nil {
		return err
	}
	v.Page = f.page(web.Page{Title: "Başvuru Ara", Active: "/birim/basvuru", Wide: true, Help: []string{
		"Açık Kapı Sorumluları tarafından değerlendirilmesi için biriminize yönlendirilen başvurular listelenir; yeni gelenler kendiliğinden en üstte görünür.",
		"“Başvuru Cevapla” ile cevabınızı Açık Kapı Sorumlusuna gönderebilirsiniz. Vatandaş iletişim bilgileri Yetkililer tarafından görüntülenemez; vatandaşlar ile iletişime sadece Açık Kapı Sorumluları geçebilir.",
		almaYardim,
	}})
	if no := atoi(q.Get(keyKalkti)); no > 0 {
		v.Flash = &web.Banner{Text: fmt.Sprintf("%d no'lu başvuru artık birim listenizde değil: yönlendirme geri çekilmiş ya da işlemler başa alınmıştır.", no)}
	}
	part := r.URL.Query()
	part.Del(keyKalkti)
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
	filter, err := s.readKutuSuzgec(r)
	if err != nil {
		return err
	}
	v, err := s.birimListeGorunum(r, filter)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/birim_liste", "kutu-liste", v)
}

func (s *Service) birimListeGorunum(r *http.Request, filter store.KutuSuzgec) (kutuListesi, error) {
	k, q := who(r), r.URL.Query()
	p, err := s.store.Kutu(r.Context(), k.actor, filter, store.ParseKutuImlec(q.Get("sonra")), store.ParseKutuImlec(q.Get("once")), listSize)
	if err != nil {
		return kutuListesi{}, err
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
			return kutuListesi{}, err
		}
		row.New = p.Satirs[i].Geldi.After(opened)
		t.Rows = append(t.Rows, row)
	}
	next := nextFree(p.Satirs, s.now())
	if filter.Alma == store.AlmaBos { // what falls back to all is not on the list yet
		at, err := s.store.NextFree(r.Context(), k.actor, filter)
		if err != nil {
			return kutuListesi{}, err
		}
		next = secondsTo(at, s.now())
	}
	place := func(l *store.KutuSatir) string { return l.Imlec().String() }
	q.Set(keyAcilis, changedAt(opened).ID)
	return kutuListesi{
		listeGorunum: listeGorunum{
			Tablo: t, Sayfa: sayfalamaOf(r, "/birim/basvuru", p, place),
			Excel: excelButton(r, "/birim/basvuru/excel", "Excel Raporu Al", p.Toplam),
		},
		Parca: "/canli/birim/basvuru?" + q.Encode(), Yenile: next,
	}, nil
}

// nextFree is after how many seconds the first of satirs falls back to all, 0 = none is held.
func nextFree(satirs []store.KutuSatir, now time.Time) int {
	next := 0
	for i := range satirs {
		if a := satirs[i].Alma; !a.None() {
			if left := secondsTo(a.Bitis, now); next == 0 || left < next {
				next = left
			}
		}
	}
	return next
}

// secondsTo is at least 1; 0 for no moment.
func secondsTo(at, now time.Time) int {
	if at.IsZero() {
		return 0
	}
	return max(1, int(math.Ceil(at.Sub(now).Seconds())))
}

// kutuDurum is how an item stands, and who works on it.
type kutuDurum struct {
	Durum web.Tag
	Alma  string
	Benim bool
}

// kutuIslem is what can be done with an item, each at its place: what cannot be done now has no address. The words for screen readers
// name it.
type kutuIslem struct {
	No    int64
	ID    string
	Links []web.Link
}

func (s *Service) kutuSatiri(k *kimlik, columns []web.Column, l *store.KutuSatir) (web.Row, error) {
	tag, waits := yonlendirmeTag(l.Durum), l.Durum.Open() && !l.Basvuru.Closed()
	gecti := waits && late(l.SonTarih, s.now())
	son, err := s.sureHucre(l.SonTarih, gecti)
	if err != nil {
		return web.Row{}, err
	}
	durum, err := s.web.Fragment("handlers/birim_liste", "kutu-durum", kutuDurum{tag, almaMetni(l.Alma, k.ID), l.Alma.ID == k.ID})
	if err != nil {
		return web.Row{}, err
	}
	cevapla := web.Link{Text: "Başvuru Cevapla"} // passive once there is an answer (YT-04)
	if waits {
		cevapla.URL = birimURL(l.No, l.Sira, "cevapla")
	}
	links := []web.Link{{URL: birimURL(l.No, l.Sira, ""), Text: "Başvuru Detayını Göster"}, cevapla, {URL: birimURL(l.No, l.Sira, "rapor"), Text: "Başvuru Raporu Al"}}
	id := fmt.Sprintf("b-%d-%d", l.No, l.Sira)
	islem, err := s.web.Fragment("handlers/birim_liste", "kutu-islem", kutuIslem{l.No, id, links})
	if err != nil {
		return web.Row{}, err
	}
	cells := []web.Cell{
		web.Text(fmt.Sprint(l.No)), web.Text(l.TCKN.Masked()), web.Text(l.Kimlik.Basvuran(l.Ad, l.Soyad)), web.Text(kisalt(l.Konu, 140)),
		web.Text(s.web.Zaman(l.Olusturma)), web.Text(s.web.Zaman(l.Geldi)), son, htmlCell(durum), htmlCell(islem),
	}
	if len(k.Birims) > 1 {
		cells = append(cells, web.Text(l.BirimAd))
	}
	return web.Row{ID: id, Late: gecti, Cells: web.Cells(columns, cells...)}, nil
}

func birimURL(no int64, sira int, action string) string {
	u := fmt.Sprintf("/birim/basvuru/%d/%d", no, sira)
	if action != "" {
		u += "/" + action
	}
	return u
}

package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// The addresses of retention and disposal (SC-06).
const (
	yolImha      = "/yetki/imha"
	yolSaklama   = yolImha + "/saklama"
	yolSaklaSure = yolImha + "/sure"

	imhaAdi      = "Saklama ve İmha"
	maxImhaListe = 200
)

// imhaRoutes are the pages on which two Proje Yöneticisi decide what is disposed of (SC-06).
func (s *Service) imhaRoutes() []route {
	const one = yolImha + "/{no:[0-9]+}"
	return []route{
		{get, yolImha, disposers, page, s.imhaAnasayfa},
		{get, one, disposers, page, s.imhaPage},
		{post, one, disposers, page, s.imhaAdim},
		{get, yolSaklama, disposers, page, s.saklamaListe},
		{post, yolSaklama, disposers, page, s.saklamaKoy},
		{get, yolSaklama + "/{id:[0-9]+}", disposers, page, s.saklamaPage},
		{post, yolSaklama + "/{id:[0-9]+}", disposers, page, s.saklamaKaldir},
		{get, yolSaklaSure, disposers, page, s.saklaSureListe},
		{get, yolSaklaSure + "/{id}", disposers, page, s.saklaSurePage},
		{post, yolSaklaSure + "/{id}", disposers, page, s.saklaSureKaydet},
	}
}

func imhaNav() web.NavItem { return web.NavItem{URL: yolImha, Text: imhaAdi} }

// imhaLink leads there.
func imhaLink() web.Link { return web.Link{URL: yolImha, Text: imhaAdi} }

var imhaColumns = []web.Column{
	{Label: "Liste No", Class: "number"},
	{Label: "Hazırlandı", Class: "date"},
	{Label: "Durum"},
	{Label: "Onaya Sunan"},
	{Label: "Onaylayan"},
	{Label: "Tamamlandı", Class: "date"},
	{Label: "İmha Edilen", Class: "number"},
	{Label: "Bekleyen", Class: "number"},
	{Label: "Çıkarılan", Class: "number"},
	{Label: "İşlemler"},
}

type imhaListeView struct {
	web.Page
	Moduller []modul
	Tablo    web.Table
}

// imhaAnasayfa lists the disposal lists: those that wait for somebody, and the records of those that are done.
func (s *Service) imhaAnasayfa(w http.ResponseWriter, r *http.Request) error {
	lists, err := s.store.ImhaListeleri(r.Context(), who(r).actor, maxImhaListe)
	if err != nil {
		return err
	}
	v := &imhaListeView{Page: web.Page{Title: imhaAdi, Active: yolImha, Wide: true, Help: []string{
		"Saklama süresi dolan kayıtlar belirli aralıklarla bir imha listesinde toplanır; kendiliğinden hiçbir şey silinmez. Bir Proje Yöneticisi listeyi inceleyip onaya sunar, başka bir Proje Yöneticisi onaylar.",
		"Onaylanan listedeki kayıtların kimlik, iletişim ve adres bilgileri, metinleri, dosyaları ve kısa mesajları geri getirilemeyecek biçimde imha edilir; sayılar ve istatistikler değişmez. Tamamlanan listeler imha tutanağıdır ve silinemez.",
	}}}
	v.Moduller = []modul{
		{web.Link{URL: yolSaklama, Text: "Yasal Saklama"}, "Dava, soruşturma gibi nedenlerle imha edilmemesi gereken kayıtları belirleyin."},
		{web.Link{URL: yolSaklaSure, Text: "Saklama Süreleri"}, "Kayıtların ne kadar süreyle saklanacağını belirleyin."},
	}
	v.Tablo = web.Table{Caption: "İmha listeleri ve tutanaklar", Columns: imhaColumns, Empty: "Henüz imha listesi hazırlanmadı: saklama süresi dolan kayıt yok."}
	for i := range lists {
		l := &lists[i]
		link := web.Links(web.Link{URL: imhaURL(l.No), Text: "Aç"})
		v.Tablo.Rows = append(v.Tablo.Rows, web.Row{Cells: web.Cells(imhaColumns, web.Text(fmt.Sprint(l.No)), web.Text(s.web.Zaman(l.Zaman)), web.Status(l.Durum.Label(), imhaRenk[l.Durum]),
			web.Text(tire(l.Oneren)), web.Text(tire(l.Onaylayan)), web.Text(s.zamanVeya(l.Bitis)), web.Text(sayi(l.ImhaEdilen)), web.Text(sayi(l.Bekleyen)),
			web.Text(sayi(l.Cikarilan)), link)})
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/imha", v)
}

var imhaRenk = map[store.ImhaDurum]string{store.ImhaInceleniyor: "blue", store.ImhaOnayda: "yellow", store.ImhaOnaylandi: "orange", store.ImhaTamamlandi: "green"}

func imhaURL(no int64) string { return yolImha + "/" + strconv.FormatInt(no, 10) }

// tire stands for nobody.
func tire(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// zamanVeya is a moment, “-” for none.
func (s *Service) zamanVeya(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return s.web.Zaman(t)
}

// konuAdlari are the kinds of records in words.
var konuAdlari = map[string]string{imhaKonu: "Başvuru"}

// imhaKonu is the kind that is disposed of.
const imhaKonu = "basvuru"

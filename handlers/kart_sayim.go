package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"acikkapi/internal/grafik"
	"acikkapi/internal/rapor"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const sayimPath = kimlikPath + "/sayim"

type kartSayimView struct {
	web.Page
	Gun, Ilk, Son web.Date
	Kutucuk       []kutucuk // of the day
	Basim         []kutucuk // of what waits for the printer now
	GunMetni      string
	Inceleyenler  web.Table
	Grafik        *grafikGorunum // nil where the range was refused
	Excel         web.Link
}

// sayimAraligi is what the page is asked for: a day, and the range of the waiting times, whose last day is of it.
type sayimAraligi struct{ gun, ilk, son time.Time }

// readSayim reads the days of a query; today and the last thirty days where none are given. Errors: Invalid at the fields.
func (s *Service) readSayim(q url.Values) (sayimAraligi, error) {
	gun, errGun := s.readGun(q, "gun", s.bugun())
	ilk, son, errAralik := s.readAralik(q)
	return sayimAraligi{gun, ilk, son}, errors.Join(errGun, errAralik)
}

// kartSayim is the bureau's day in numbers, and how long requests wait (UI-05).
func (s *Service) kartSayim(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	a, failed := s.readSayim(q)
	f, err := newForm(q, failed)
	if err != nil {
		return err
	}
	v := &kartSayimView{}
	v.Page = f.page(web.Page{Title: "Sayımlar", Active: sayimPath, Wide: true, Help: []string{
		"Seçilen günde Kimlik Bürosuna gelen, onaylanan ve reddedilen talepler, kimin kaç talep sonuçlandırdığı ve şu anda bekleyenler gösterilir.",
		"Bekleme süresi, talebin büroya ulaşmasından sonuçlanmasına kadar geçen süredir; seçilen günler arasında sonuçlanan talepler sayılır.",
	}})
	v.Gun = f.Date(web.Date{Name: "gun", Label: "Gün", Value: s.web.Tarih(a.gun)})
	v.Ilk = f.Date(web.Date{Name: "ilk", Label: "İlk gün", Value: s.web.Tarih(a.ilk)})
	v.Son = f.Date(web.Date{Name: "son", Label: "Son gün", Value: s.web.Tarih(a.son)})
	if failed == nil {
		if err := errors.Join(s.addGun(r, v, a), s.addBekleme(r, v, a)); err != nil {
			return err
		}
	}
	return s.web.Render(w, r, f.Status(), "handlers/kart_sayim", v)
}

// addGun puts the day's numbers into v, each leading to the list behind it.
func (s *Service) addGun(r *http.Request, v *kartSayimView, a sayimAraligi) error {
	g, err := s.store.KartGunu(r.Context(), who(r).actor, a.gun, a.gun.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	v.GunMetni = s.web.Tarih(a.gun)
	kinds := func(t store.TalepSayisi) string { return fmt.Sprintf("%d kart, %d iptal talebi", t.Kart, t.Iptal) }
	oldest := "Şu anda bekleyen talep yok"
	if !g.EnEski.IsZero() {
		oldest = "Şu anda: " + kinds(g.Bekleyen) + "; en eskisi " + bekleme(s.now().Sub(g.EnEski)) + " bekliyor"
	}
	v.Kutucuk = []kutucuk{
		{Link: web.Link{URL: kimlikPath, Text: "Onay bekleyen"}, Sayi: g.Bekleyen.Toplam(), Aciklama: oldest},
		{Link: web.Link{Text: "Gelen"}, Sayi: g.Gelen.Toplam(), Aciklama: kinds(g.Gelen)},
		{Link: web.Link{URL: kararURL(store.KararOnay, v.GunMetni), Text: "Onaylanan"}, Sayi: g.Onaylanan.Toplam(), Aciklama: kinds(g.Onaylanan)},
		{Link: web.Link{URL: kararURL(store.KararRet, v.GunMetni), Text: "Reddedilen"}, Sayi: g.Reddedilen.Toplam(), Aciklama: kinds(g.Reddedilen)},
	}
	_, v.Basim, err = s.basimSayim(r.Context(), who(r).actor)
	columns := []web.Column{{Label: "İnceleyen"}, {Label: "Onayladığı", Class: "number"}, {Label: "Reddettiği", Class: "number"}, {Label: "Toplam", Class: "number"}}
	v.Inceleyenler = web.Table{Caption: "Kim Kaç Talep Sonuçlandırdı", Columns: columns, Empty: "Bu günde sonuçlandırılan talep yok."}
	for _, k := range g.Inceleyenler {
		v.Inceleyenler.Rows = append(v.Inceleyenler.Rows, web.Row{Cells: web.Cells(columns, web.Text(k.Ad), web.Text(fmt.Sprint(k.Onaylanan)), web.Text(fmt.Sprint(k.Reddedilen)), web.Text(fmt.Sprint(k.Onaylanan+k.Reddedilen)))})
	}
	return err
}

// kararURL leads to what was decided so on a day.
func kararURL(karar, gun string) string {
	return kimlikPath + "?" + url.Values{"durum": {karar}, "ilk": {gun}, "son": {gun}}.Encode()
}

// beklemeSiniflari name the classes of store.BeklemeSinirlari.
var beklemeSiniflari = [len(store.BeklemeSinirlari) + 1]string{"1 saatten az", "1-4 saat", "4-8 saat", "8-24 saat", "1-2 gün", "2-3 gün", "3-7 gün", "7 gün ve üzeri"}

var beklemeColumns = []web.Column{{Label: "Bekleme Süresi"}, {Label: "Kart Talebi", Class: "number"}, {Label: "Kart İptal Talebi", Class: "number"}, {Label: "Toplam", Class: "number"}}

// addBekleme puts the waiting times into v: chart, table, and the two figures that people ask for.
func (s *Service) addBekleme(r *http.Request, v *kartSayimView, a sayimAraligi) error {
	d, err := s.store.BeklemeDagilimi(r.Context(), who(r).actor, a.ilk, a.son.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	aralik := s.web.Tarih(a.ilk) + " - " + s.web.Tarih(a.son)
	c := grafik.Chart{Title: "Sonuçlanan taleplerin bekleme süresi, " + aralik, Series: []grafik.Series{{Name: "Kart Talebi"}, {Name: "Kart İptal Talebi"}}}
	t := web.Table{Caption: "Bekleme Süreleri, " + aralik, Columns: beklemeColumns, Empty: "Bu günlerde sonuçlanan talep yok."}
	n, ozet := d.Toplam(), []string(nil)
	if n.Toplam() > 0 {
		for i, class := range d.Siniflar {
			c.Labels = append(c.Labels, beklemeSiniflari[i])
			c.Series[0].Values, c.Series[1].Values = append(c.Series[0].Values, float64(class.Kart)), append(c.Series[1].Values, float64(class.Iptal))
			t.Rows = append(t.Rows, beklemeSatiri(beklemeSiniflari[i], class))
		}
		t.Rows = append(t.Rows, beklemeSatiri("Toplam", n))
		ozet = []string{"Sonuçlanan talep: " + adet(n.Toplam()), "Ortanca bekleme: " + bekleme(d.Ortanca), "En uzun bekleme: " + bekleme(d.EnUzun)}
		q := url.Values{"ilk": {s.web.Tarih(a.ilk)}, "son": {s.web.Tarih(a.son)}}
		v.Excel = web.Link{URL: sayimPath + "/excel?" + q.Encode(), Text: "Excel Raporu Al"}
	}
	g, err := barsOf(c, t)
	g.Ozet, v.Grafik = ozet, &g
	return err
}

func beklemeSatiri(ad string, n store.TalepSayisi) web.Row {
	return web.Row{Cells: web.Cells(beklemeColumns, web.Text(ad), web.Text(adet(n.Kart)), web.Text(adet(n.Iptal)), web.Text(adet(n.Toplam())))}
}

// kartSayimExcel is the table of the waiting times as a workbook.
func (s *Service) kartSayimExcel(w http.ResponseWriter, r *http.Request) (err error) {
	a, err := s.readSayim(r.URL.Query())
	if err != nil {
		return err
	}
	d, err := s.store.BeklemeDagilimi(r.Context(), who(r).actor, a.ilk, a.son.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	x, err := rapor.NewXlsx(s.excel.temp, "Bekleme Süreleri", rapor.Sutun{Ad: "Bekleme Süresi", Genislik: 20}, rapor.Sutun{Ad: "Kart Talebi", Genislik: 14}, rapor.Sutun{Ad: "Kart İptal Talebi", Genislik: 16}, rapor.Sutun{Ad: "Toplam", Genislik: 12})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	row := func(ad string, n store.TalepSayisi) error {
		return x.Row(rapor.Metin(ad), rapor.Sayi(int64(n.Kart)), rapor.Sayi(int64(n.Iptal)), rapor.Sayi(int64(n.Toplam())))
	}
	for i, class := range d.Siniflar {
		err = errors.Join(err, row(beklemeSiniflari[i], class))
	}
	var file bytes.Buffer
	aralik := s.web.Tarih(a.ilk) + " - " + s.web.Tarih(a.son)
	if err = errors.Join(err, row("Toplam", d.Toplam())); err == nil {
		err = x.Finish(&file)
	}
	if err == nil {
		err = s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "Kart bekleme süreleri Excel raporu alındı", Ayrinti: aralik, Satir: len(d.Siniflar)})
	}
	if err != nil {
		return err
	}
	web.ServeFile(w, web.Download{Ad: "kart-bekleme-sureleri-" + a.son.Format(time.DateOnly) + ".xlsx", Tur: rapor.TurXlsx, Boyut: int64(file.Len())}, &file)
	return nil
}

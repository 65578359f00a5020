package handlers

import (
	"context"
	"net/http"

	"acikkapi/basvuru"
	"acikkapi/internal/grafik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// isGorunum is the work of a home page: figures that lead to the lists behind them, and the same as a chart with its table (UI-05).
// Partial "is".
type isGorunum struct {
	Kutucuk []kutucuk
	Grafik  grafikGorunum
}

var evColumns = []web.Column{{Label: "İş"}, {Label: "Başvuru", Class: "number"}}

// isOf draws tiles.
func isOf(title string, tiles []kutucuk) (isGorunum, error) {
	c := grafik.Chart{Title: title, Series: []grafik.Series{{Name: "Başvuru"}}}
	t := web.Table{Caption: title, Columns: evColumns}
	for _, k := range tiles {
		c.Labels, c.Series[0].Values = append(c.Labels, k.Text), append(c.Series[0].Values, float64(k.Sayi))
		t.Rows = append(t.Rows, web.Row{Late: k.Gec, Cells: web.Cells(evColumns, web.Links(k.Link), web.Text(grafik.Number(float64(k.Sayi))))})
	}
	g, err := barsOf(c, t)
	return isGorunum{tiles, g}, err
}

// bitenGun is how far back a home page counts what is done, in days.
const bitenGun = 30

// sureKutucuklari are the figures about dates, and about what is done, of the lists at liste.
func (s *Service) sureKutucuklari(ctx context.Context, actor basvuru.Actor, liste string) ([]kutucuk, error) {
	yakin, err := s.store.YakinSon(ctx)
	if err != nil {
		return nil, err
	}
	ilk := s.bugun().AddDate(0, 0, 1-bitenGun)
	tiles := []kutucuk{
		{Link: web.Link{URL: liste + "?gecikmis=" + yaklasan, Text: "Süresi yaklaşanlar"}, Aciklama: "Son Cevap Verme Tarihine iki iş günü ya da daha az kaldı"},
		{Link: web.Link{URL: liste + "?gecikmis=1", Text: "Süresi geçenler"}, Aciklama: "Son Cevap Verme Tarihi geçti, henüz cevaplanmadı"},
		{Link: web.Link{URL: liste + "?durum=" + kapatilan + "&baslangic=" + s.web.Tarih(ilk), Text: "Kapatılanlar"}, Aciklama: "Son 30 günde kaydedilenlerden kapatılan"},
	}
	for i, f := range []store.Suzgec{
		{Yakin: yakin}, {Gecikmis: true}, {Baslangic: ilk, Durums: []basvuru.Durum{basvuru.KapaliOlumlu, basvuru.KapaliOlumsuz, basvuru.KapaliKismen}},
	} {
		if tiles[i].Sayi, err = s.store.ListeSay(ctx, actor, f, maxSayi); err != nil {
			return nil, err
		}
	}
	tiles[1].Gec = tiles[1].Sayi > 0
	return tiles, nil
}

// valiIs puts the il's last thirty days before a Vali, who has no lists of applications: the figures lead to the statistics.
func (s *Service) valiIs(r *http.Request, v *modullerView) error {
	ilk, son, err := s.readAralik(nil)
	if err != nil {
		return err
	}
	f := store.SayimSuzgec{Ilk: ilk, Son: son}
	data, err := s.store.Istatistik(r.Context(), who(r).actor, f, 1)
	if err != nil {
		return err
	}
	n, k := data.Durum, &data.Kapanis
	to := func(text, note string, n int) kutucuk {
		return kutucuk{Link: web.Link{URL: istatistikPath, Text: text}, Sayi: max(n, 0), Aciklama: note}
	}
	late := to("Yasal süreden sonra kapatılan", "Son 30 günde kapatılanlardan", k.Gec)
	late.Gec = k.Gec > 0
	is, err := isOf("Son 30 Gün", []kutucuk{
		to("Başvuru", "Son 30 günde kaydedilen", n.Toplam()), to("Bekleyen", "Bunlardan sonuç bekleyen", n.Toplam()-n.Kapali()),
		to("Kapatılan", "Son 30 günde kapatılan", k.Toplam()), late,
	})
	v.Is = &is
	return err
}

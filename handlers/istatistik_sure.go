package handlers

import (
	"cmp"
	"fmt"
	"slices"

	"acikkapi/internal/grafik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// sureSiniflari are the classes in which the page shows how many working days something took: up to so many, the last one the rest.
var sureSiniflari = []struct {
	ad  string
	son int
}{{"Aynı gün", 0}, {"1-5 iş günü", 5}, {"6-10 iş günü", 10}, {"11-15 iş günü", 15}, {"16-20 iş günü", 20}, {"21-30 iş günü", 30}, {"30 iş gününden çok", store.MaxDilim}}

func sureBolumu(data *store.Istatistik) bolum {
	k := &data.Kapanis
	b := bolum{ad: "Kapatma Süreleri", columns: []string{"Süre", "Başvuru", "Oran"}, seri: []int{0}, bos: "Bu günlerde kapatılan başvuru yok."}
	n := k.Sure.Toplam()
	if n == 0 {
		return b
	}
	ilk := 0
	for _, c := range sureSiniflari {
		sum := 0
		for ; ilk <= c.son; ilk++ {
			sum += k.Sure[ilk]
		}
		b.satirlar = append(b.satirlar, bolumSatiri{ad: c.ad, degerler: append(sayilar(sum), deger{metin: yuzde(sum, n)})})
	}
	b.satirlar = append(b.satirlar, bolumSatiri{ad: "Toplam", degerler: append(sayilar(n), deger{metin: "%100"}), toplam: true})
	b.ozet = []string{
		"Ortanca: " + isGunuMetni(k.Sure.Yuzde(50)), "Yüzde 90'ı: " + isGunuMetni(k.Sure.Yuzde(90)) + " içinde",
		fmt.Sprintf("Yasal süreden sonra: %s (%s)", deger{n: max(k.Gec, 0)}, yuzde(k.Gec, k.Toplam())),
	}
	return b
}

var birimBolumColumns = []string{"Birim", "Yönlendirilen", "Olumlu", "Olumsuz", "Yetkisiz iade", "Geri çekilen", "Ortanca süre", "%90'ı içinde", "Gecikmeli", "Gecikme oranı", "Şu anda geciken"}

var birimOzeti = []string{
	"Süre, yönlendirmeden birimin cevabına ya da iadesine kadar geçen iş günüdür; gecikme oranı verilmiş cevap ve iadelere göredir.",
	"“Şu anda geciken”, ne zaman yönlendirilmiş olursa olsun süresi geçtiği halde bugün hâlâ cevap beklenenlerdir.",
}

func (s *Service) birimBolumu(f *store.SayimSuzgec, data *store.Istatistik) bolum {
	b := bolum{ad: "Birimlerin Cevapları", columns: birimBolumColumns, seri: []int{0, 7, 9}, bos: "Bu günlerde birime yönlendirme ya da birim cevabı yok."}
	for i := range data.Birim {
		one := &data.Birim[i]
		row := bolumSatiri{ad: one.Ad, degerler: append(sayilar(one.Yonlendirme, one.Olumlu, one.Olumsuz, one.Iade, one.GeriCekme),
			deger{metin: isGunuMetni(one.Sure.Yuzde(50))}, deger{metin: isGunuMetni(one.Sure.Yuzde(90))}, deger{n: max(one.Gec, 0)}, deger{metin: yuzde(one.Gec, one.Cevap())}, deger{n: one.Geciken})}
		if f.Birim == "" {
			row.url = s.istatistikURL(f, "birim", one.No)
		}
		b.satirlar = append(b.satirlar, row)
	}
	if len(data.Birim) > 0 {
		b.ozet = birimOzeti
	}
	if len(data.Birim) == maxBirim {
		b.ozet = append(slices.Clip(b.ozet), fmt.Sprintf("En çok yönlendirilen %d birim gösterilmektedir; Excel raporunda en çok %d birim bulunur.", maxBirim, maxBirimExcel))
	}
	return b
}

// isGunuMetni is a number of working days of a Dagilim in words.
func isGunuMetni(days int) string {
	switch {
	case days < 0:
		return "–"
	case days == 0:
		return "aynı gün"
	case days >= store.MaxDilim:
		return fmt.Sprintf("%d iş gününden çok", store.MaxDilim-1)
	}
	return fmt.Sprintf("%d iş günü", days)
}

// yuzde is how much n is of all.
func yuzde(n, all int) string {
	if all <= 0 {
		return "–"
	}
	return "%" + grafik.Number(100*float64(max(n, 0))/float64(all))
}

// sort puts the lines with the most first.
func (b *bolum) sort() {
	slices.SortStableFunc(b.satirlar, func(x, y bolumSatiri) int { return cmp.Compare(y.degerler[0].n, x.degerler[0].n) })
}

// gorunum draws a section and writes its table; kapsam says what it is of.
func (b *bolum) gorunum(kapsam string) (bolumGorunum, error) {
	v := bolumGorunum{}
	if len(b.columns) > 5 {
		v.Sinif = "ak-chart-wide"
	} else if b.cizgi {
		v.Sinif = "ak-chart-long"
	}
	t := web.Table{Caption: b.ad, Empty: b.bos}
	for i, name := range b.columns {
		c := web.Column{Label: name}
		if i > 0 {
			c.Class = "number"
		}
		t.Columns = append(t.Columns, c)
	}
	c := grafik.Chart{Title: b.ad + ", " + kapsam}
	for _, i := range b.seri {
		c.Series = append(c.Series, grafik.Series{Name: b.columns[i+1]})
	}
	for i := range b.satirlar {
		row := &b.satirlar[i]
		t.Rows = append(t.Rows, row.cells(t.Columns))
		if row.toplam || !b.cizgi && len(c.Labels) == maxCizim {
			continue
		}
		c.Labels = append(c.Labels, kisalt(cmp.Or(row.kisa, row.ad), 44))
		for j, at := range b.seri {
			c.Series[j].Values = append(c.Series[j].Values, float64(row.degerler[at].n))
		}
	}
	var err error
	if b.cizgi && len(c.Labels) > 1 {
		v.Grafik = grafikGorunum{Baslik: c.Title, Tablo: t, Ozet: b.ozet}
		v.Grafik.Drawing, err = grafik.Lines(c)
		return v, err
	}
	v.Grafik, err = barsOf(c, t)
	v.Grafik.Ozet = b.ozet
	return v, err
}

func (r *bolumSatiri) cells(columns []web.Column) web.Row {
	first := web.Text(r.ad)
	if r.url != "" {
		first = web.Links(web.Link{URL: r.url, Text: r.ad})
	}
	cells := []web.Cell{first}
	for _, d := range r.degerler {
		cells = append(cells, web.Text(d.String()))
	}
	return web.Row{Cells: web.Cells(columns, cells...)}
}

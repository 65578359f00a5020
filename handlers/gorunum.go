package handlers

import (
	"fmt"
	"strings"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/rapor"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// gorunum is an application as every staff page shows it (AK-05); the partials of basvuru.html take it.
type gorunum struct {
	No         int64
	Ozet, Adr  []web.Fact
	Iletisim   []web.Fact // nil for a Yetkili, whose pages have no such section (YT-03)
	Konu       string
	Hizmetler  web.Table
	Dosyalar   []web.FileItem
	Hareketler []web.Step
	Durum      web.Tag
	Tur        turGorunum
	Eski       []turGorunum // earlier rounds, newest first (MI-04)
	Kapali     bool         // the sections begin folded: beside a form
	Kimlik     web.Tag      // Text "" for an applicant whom KPS has told of (AK-01)
	Sure       sureGorunum
}

// turGorunum is one round: its routings with their answers, and the MİA's answers.
type turGorunum struct {
	No           int
	Yonlendirmes []yonlendirmeGorunum
	Cevaplar     []cevapGorunum
}

// Empty tells whether nothing has been routed or answered in the round.
func (t turGorunum) Empty() bool { return len(t.Yonlendirmes)+len(t.Cevaplar) == 0 }

type yonlendirmeGorunum struct {
	Sira     int
	Birim    string
	Durum    web.Tag
	Gonderim time.Time
	Cevap    *cevapGorunum
	Son      string  // by when the birim has to answer
	Kalan    web.Tag // how that stands, Text "" where no answer is owed
	GeriCek  string  // address of “Yönlendirmeyi Geri Çek”, "" where it may not be
}

type cevapGorunum struct {
	Baslik   string // “Olumlu”, “Mülki İdare Amiri: Olumsuz” …
	Metin    string
	Veren    string
	Zaman    time.Time
	Dosyalar []web.FileItem
}

var durumColours = map[basvuru.Durum]string{
	basvuru.Havuzda: "blue", basvuru.Yonlendirildi: "yellow", basvuru.Cevaplandi: "turquoise", basvuru.MIAOnayinda: "purple",
	basvuru.MIADondu: "orange", basvuru.KapaliOlumlu: "green", basvuru.KapaliOlumsuz: "red", basvuru.KapaliKismen: "grey",
}

func durumTag(d basvuru.Durum) web.Tag { return web.Tag{Text: d.Label(), Colour: durumColours[d]} }

var yonlendirmeColours = map[basvuru.YonlendirmeDurum]string{
	basvuru.Kuyrukta: "grey", basvuru.TeslimEdildi: "yellow", basvuru.BirimCevapli: "green", basvuru.IadeEdildi: "orange", basvuru.GeriCekildi: "grey",
}

func yonlendirmeTag(d basvuru.YonlendirmeDurum) web.Tag {
	return web.Tag{Text: d.Label(), Colour: yonlendirmeColours[d]}
}

var hizmetColumns = []web.Column{{Label: "Hizmet Başlığı"}, {Label: "Hizmet Alt Başlığı", Class: "long"}, {Label: "Hizmet Açıklaması"}}

// gorunumOf arranges d for its page; contact data come along where d has them.
func (s *Service) gorunumOf(d *store.Detay) gorunum {
	g := gorunum{
		No: d.No, Konu: d.Konu, Durum: durumTag(d.Durum), Kimlik: web.Tag{Text: d.Kimlik.Label(), Colour: "orange"}, Dosyalar: fileItems(d.Dosyas),
		Ozet: []web.Fact{
			{Key: "Başvuru No", Value: fmt.Sprint(d.No)},
			{Key: "Başvuru Tarihi", Value: s.web.Zaman(d.Olusturma)},
			{Key: "Başvuru Geliş Tarihi", Value: d.GelisTarihi.Format("02.01.2006")},
			{Key: "T.C. Kimlik No", Value: string(d.TCKN)},
			{Key: "Adı Soyadı", Value: d.Kimlik.Basvuran(d.Ad, d.Soyad)},
			{Key: "İkametgâh Açık Adresi", Value: rapor.Ikamet(d.Ikamet)},
		},
		Adr: []web.Fact{
			{Key: "Açık Adres", Value: d.AcikAdres},
			{Key: "İl", Value: d.IlAd},
			{Key: "İlçe", Value: d.IlceAd},
			{Key: "Mahalle", Value: d.Mahalle},
			{Key: "Köy", Value: d.Koy},
		},
	}
	if d.Egitim != "" {
		g.Ozet = append(g.Ozet, web.Fact{Key: "Eğitim Durumu", Value: d.Egitim}, web.Fact{Key: "Çalışma Sektörü", Value: d.Sektor})
	}
	if il := d.Iletisim; il != nil {
		g.Iletisim = []web.Fact{
			{Key: "Cep Telefonu", Value: telefon.Numara(il.Cep).Display()},
			{Key: "Ev Telefonu", Value: telefon.Numara(il.Ev).Display()},
			{Key: "Eposta", Value: il.Eposta},
		}
	}
	g.Hizmetler = web.Table{Columns: hizmetColumns, Empty: "Hizmet başlığı bulunmamaktadır."}
	for _, h := range d.Hizmets {
		g.Hizmetler.Rows = append(g.Hizmetler.Rows, web.Row{Cells: web.Cells(hizmetColumns, web.Text(h.BaslikAd), web.Text(h.AltAd), web.Text(h.Aciklama))})
	}
	for _, h := range d.Hareketler {
		g.Hareketler = append(g.Hareketler, web.Step{Durum: h.Durum, Aciklama: h.Aciklama, Tarih: h.Zaman})
	}
	for tur := d.Tur; tur > 0; tur-- {
		t := turOf(d, tur)
		if tur == d.Tur {
			g.Tur = t
		} else if !t.Empty() {
			g.Eski = append(g.Eski, t)
		}
	}
	return g
}

func turOf(d *store.Detay, tur int) turGorunum {
	t := turGorunum{No: tur}
	for i := range d.TumYonlendirmes {
		y := &d.TumYonlendirmes[i]
		if y.Tur != tur {
			continue
		}
		g := yonlendirmeGorunum{Sira: y.Sira, Birim: y.Ad, Durum: yonlendirmeTag(y.Durum), Gonderim: y.Gonderim}
		if y.Cevap != nil {
			c := cevapOf(y.Cevap)
			g.Cevap = &c
		}
		t.Yonlendirmes = append(t.Yonlendirmes, g)
	}
	for i := range d.DigerCevaplar {
		if c := &d.DigerCevaplar[i]; c.Tur == tur {
			t.Cevaplar = append(t.Cevaplar, cevapOf(c))
		}
	}
	return t
}

var kaynakWords = map[string]string{"mia": "Mülki İdare Amirinin Cevabı", "kapanis": "Vatandaşa Verilen Cevap", "birim": "Birim Cevabı"}

func cevapOf(c *store.CevapDetay) cevapGorunum {
	g := cevapGorunum{Baslik: kaynakWords[c.Kaynak], Metin: c.Metin, Veren: c.Veren, Zaman: c.Zaman, Dosyalar: fileItems(c.Dosyas)}
	switch {
	case c.Sonuc != "":
		g.Baslik += ": " + c.Sonuc.Label()
	case c.Kaynak == "birim":
		g.Baslik = "Yetkisizlik gerekçesi"
	}
	return g
}

func fileItems(ds []store.DosyaOzeti) []web.FileItem {
	items := make([]web.FileItem, len(ds))
	for i, d := range ds {
		items[i] = web.FileItem{Key: d.ID.String(), Ad: d.Ad, Boyut: d.Boyut, URL: "/dosya/" + d.ID.String()}
	}
	return items
}

// kisalt cuts s for a list after n letters, at a word where there is one.
func kisalt(s string, n int) string {
	letters := []rune(strings.Join(strings.Fields(s), " "))
	if len(letters) <= n {
		return string(letters)
	}
	cut := string(letters[:n])
	if at := strings.LastIndexByte(cut, ' '); at > n/2 {
		cut = cut[:at]
	}
	return cut + "…"
}

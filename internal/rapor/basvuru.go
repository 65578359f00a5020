package rapor

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/mektup"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Basvuru is the report of one application (VS-03, AK-13, MI-05). Its page and its PDF show the same sections.
type Basvuru struct {
	No       int64
	Durum    string    // in the words of the reader
	Zaman    time.Time // of the report
	Bolumler []Bolum
}

// Bolum is one section; whichever of its parts there are stand below each other.
type Bolum struct {
	Baslik   string
	Bilgiler []web.Fact
	Metin    string // of several lines
	Tablo    *Tablo
	Cevaplar []Cevap
	Mektup   *mektup.Mektup
}

// Tablo is a table whose first column is Sıra. Paylar are the shares that the columns have of a printed page.
type Tablo struct {
	Sutunlar []string
	Paylar   []float64
	Satirlar [][]string
	Bos      string // said instead of an empty table
}

// Cevap is an answer: of a birim, of the MİA.
type Cevap struct {
	Baslik, Metin string
	Dosyalar      []string // names
}

// add appends a line and numbers it.
func (t *Tablo) add(cells ...string) {
	t.Satirlar = append(t.Satirlar, append([]string{strconv.Itoa(len(t.Satirlar) + 1)}, cells...))
}

// RaporHucre is a cell with the name of its column, for phones.
type RaporHucre struct{ Sutun, Metin string }

// Hucreler are the lines with their cells, for the page.
func (t *Tablo) Hucreler() [][]RaporHucre {
	lines := make([][]RaporHucre, len(t.Satirlar))
	for i, satir := range t.Satirlar {
		for n, metin := range satir {
			lines[i] = append(lines[i], RaporHucre{t.Sutunlar[n], metin})
		}
	}
	return lines
}

// OfCitizen is the report that the applicant takes (VS-03): what VS-02 shows, made at now.
func OfCitizen(d *store.Detay, now time.Time) *Basvuru {
	r := &Basvuru{No: d.No, Durum: d.Durum.Citizen(), Zaman: now}
	if m := mektup.Sent(d); m != nil {
		r.Bolumler = append(r.Bolumler, Bolum{Baslik: "Başvuruya Verilen Cevap", Mektup: m})
	}
	r.Bolumler = append(r.Bolumler,
		Bolum{Baslik: "Başvuru Özeti", Bilgiler: append([]web.Fact{
			{Key: "Başvuru Durumu", Value: r.Durum},
			{Key: "Başvuru Tarihi", Value: gunSaat(d.Olusturma)},
		}, kisiBilgileri(d)...)},
		adresBolum(d), konuBolum(d), hizmetBolum(d), dosyaBolum(d), hareketBolum(CitizenHareketler(d.Hareketler)))
	return r
}

// CitizenHareketler is the history without what officials write to each other, and what the clock tells them; only where it went is the
// citizen's business (law 3071 art. 5).
func CitizenHareketler(all []store.Hareket) []store.Hareket {
	lines := make([]store.Hareket, 0, len(all))
	for _, h := range all {
		if h.Tip != basvuru.BirimeYonlendirildi {
			h.Aciklama = ""
		}
		if !slices.Contains(basvuru.Dahili, h.Tip) {
			lines = append(lines, h)
		}
	}
	return lines
}

// Ikamet is the residence in one line; KPS's open address mostly names the places already.
func Ikamet(i basvuru.Ikamet) string {
	line := i.AcikAdres
	for _, place := range []string{i.Mahalle, i.Koy, i.Ilce, i.Il} {
		if !strings.Contains(line, place) {
			line += " " + place
		}
	}
	return strings.TrimSpace(line)
}

func kisiBilgileri(d *store.Detay) []web.Fact {
	return []web.Fact{
		{Key: "T.C. Kimlik No", Value: string(d.TCKN)},
		{Key: "Adı Soyadı", Value: d.Kimlik.Basvuran(d.Ad, d.Soyad)},
		{Key: "Nüfus Cüzdanı", Value: d.Ikamet.Cuzdan},
		{Key: "İkametgâh Açık Adresi", Value: Ikamet(d.Ikamet)},
	}
}

func adresBolum(d *store.Detay) Bolum {
	return Bolum{Baslik: "Başvuruya Konu Olan Adres", Bilgiler: []web.Fact{
		{Key: "Açık Adres", Value: d.AcikAdres},
		{Key: "İl", Value: d.IlAd},
		{Key: "İlçe", Value: d.IlceAd},
		{Key: "Mahalle", Value: d.Mahalle},
		{Key: "Köy", Value: d.Koy},
	}}
}

func konuBolum(d *store.Detay) Bolum { return Bolum{Baslik: "Başvuru Konusu", Metin: d.Konu} }

func hizmetBolum(d *store.Detay) Bolum {
	t := &Tablo{Sutunlar: []string{"Sıra", "Hizmet Başlığı", "Hizmet Alt Başlığı", "Hizmet Açıklaması"}, Paylar: []float64{8, 28, 36, 28}}
	for _, h := range d.Hizmets {
		t.add(h.BaslikAd, h.AltAd, h.Aciklama)
	}
	return Bolum{Baslik: "Hizmet Başlıkları", Tablo: t}
}

func dosyaBolum(d *store.Detay) Bolum {
	t := &Tablo{Sutunlar: []string{"Sıra", "Dosya Adı", "Boyutu"}, Paylar: []float64{8, 72, 20}, Bos: "Yüklenen dosya bulunmamaktadır."}
	for _, f := range d.Dosyas {
		t.add(f.Ad, web.Boyut(f.Boyut))
	}
	return Bolum{Baslik: "Yüklenen Dosyalar", Tablo: t}
}

func hareketBolum(list []store.Hareket) Bolum {
	t := &Tablo{Sutunlar: []string{"Sıra", "Durum", "Açıklama", "İşlem Tarihi"}, Paylar: []float64{8, 36, 36, 20}}
	for _, h := range list {
		t.add(h.Durum, h.Aciklama, gunSaat(h.Zaman))
	}
	return Bolum{Baslik: "İşlem Hareketleri", Tablo: t}
}

// gunSaat and gun write a time as people read it (G-01); zero is "".
func gunSaat(t time.Time) string { return yerel(t, "02.01.2006 15:04") }
func gun(t time.Time) string     { return yerel(t, "02.01.2006") }

func yerel(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(store.Istanbul()).Format(layout)
}

package rapor

import (
	"fmt"
	"time"

	"acikkapi/internal/mektup"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// OfStaff is the report that staff takes: all that d holds, which is what they may see (AK-13, MI-05): contact data for
// the AKS, all rounds for AKS and MİA, a Yetkili's own routings alone.
func OfStaff(d *store.Detay, now time.Time) *Basvuru {
	r := &Basvuru{No: d.No, Durum: d.Durum.Label(), Zaman: now, Bolumler: []Bolum{ozetBolum(d)}}
	if d.Iletisim != nil {
		r.Bolumler = append(r.Bolumler, iletisimBolum(d))
	}
	r.Bolumler = append(r.Bolumler, adresBolum(d), konuBolum(d), hizmetBolum(d), dosyaBolum(d), hareketBolum(d.Hareketler))
	for tur := d.Tur; tur > 0; tur-- {
		if b := turBolum(d, tur); b.Tablo != nil || b.Cevaplar != nil {
			r.Bolumler = append(r.Bolumler, b)
		}
	}
	if m := mektup.Sent(d); m != nil {
		r.Bolumler = append(r.Bolumler, Bolum{Baslik: "Vatandaşa Verilen Cevap", Mektup: m})
	}
	return r
}

func ozetBolum(d *store.Detay) Bolum {
	facts := []web.Fact{
		{Key: "Başvuru Durumu", Value: d.Durum.Label()},
		{Key: "Başvuru Tarihi", Value: gunSaat(d.Olusturma)},
		{Key: "Başvuru Geliş Tarihi", Value: d.GelisTarihi.Format("02.01.2006")},
		{Key: "Yasal Süre Sonu", Value: gun(d.YasalSon)},
	}
	facts = append(facts, kisiBilgileri(d)...)
	if d.Egitim != "" {
		facts = append(facts, web.Fact{Key: "Eğitim Durumu", Value: d.Egitim}, web.Fact{Key: "Çalışma Sektörü", Value: d.Sektor})
	}
	return Bolum{Baslik: "Başvuru Özeti", Bilgiler: facts}
}

func iletisimBolum(d *store.Detay) Bolum {
	return Bolum{Baslik: "İletişim Bilgileri", Bilgiler: []web.Fact{
		{Key: "Cep Telefonu", Value: telefon.Numara(d.Iletisim.Cep).Display()},
		{Key: "Ev Telefonu", Value: telefon.Numara(d.Iletisim.Ev).Display()},
		{Key: "Eposta", Value: d.Iletisim.Eposta},
	}}
}

// turBolum is a round: whom it was routed to and until when, and the answers; an earlier one was taken back by the MİA (MI-04).
func turBolum(d *store.Detay, tur int) Bolum {
	b := Bolum{Baslik: "Yönlendirmeler ve Cevaplar"}
	if tur < d.Tur {
		b.Baslik = fmt.Sprintf("Geri Alınan İşlemler: %d. tur", tur)
	}
	for i := range d.TumYonlendirmes {
		y := &d.TumYonlendirmes[i]
		if y.Tur != tur {
			continue
		}
		if b.Tablo == nil {
			b.Tablo = &Tablo{
				Sutunlar: []string{"Sıra", "Birim", "Durum", "Gönderim", "Son Cevap Verme Tarihi", "Cevap Tarihi"},
				Paylar:   []float64{7, 30, 18, 15, 15, 15},
			}
		}
		cevap := ""
		if y.Cevap != nil {
			cevap = gunSaat(y.Cevap.Zaman)
			b.Cevaplar = append(b.Cevaplar, cevapOf(y.Ad, y.Cevap))
		}
		b.Tablo.add(y.Ad, y.Durum.Label(), gunSaat(y.Gonderim), gun(y.SonTarih), cevap)
	}
	for i := range d.DigerCevaplar {
		if c := &d.DigerCevaplar[i]; c.Tur == tur && c.Kaynak == "mia" {
			b.Cevaplar = append(b.Cevaplar, cevapOf("Mülki İdare Amiri", c))
		}
	}
	return b
}

// cevapOf names who has answered, how and when: “ANKARA İL SAĞLIK MÜDÜRLÜĞÜ: Olumlu – Zeynep Hekim, 21.11.2026 10:15”.
func cevapOf(kim string, c *store.CevapDetay) Cevap {
	sonuc := c.Sonuc.Label()
	if sonuc == "" {
		sonuc = "Yetkisizlik gerekçesi"
	}
	v := Cevap{Baslik: fmt.Sprintf("%s: %s – %s, %s", kim, sonuc, c.Veren, gunSaat(c.Zaman)), Metin: c.Metin}
	for _, f := range c.Dosyas {
		v.Dosyalar = append(v.Dosyalar, f.Ad)
	}
	return v
}

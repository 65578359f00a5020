package sim

import (
	"fmt"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kps"
)

// Demo holds the people that the demo, the seed data and the browser tests know by name. They are the same
// in every simulator.
type Demo struct {
	Ayse   Kisi // citizen in Çankaya
	Mehmet Kisi // citizen in Keçiören
	Cepsiz Kisi // citizen in Altındağ without a mobile: only an AKS can apply for her (VB-07)

	Personel   Kisi // staff member with the next three as family (KT-01)
	Es         Kisi // may get a card
	BuyukCocuk Kisi // over 15, may get a card
	KucukCocuk Kisi // under 15, may not (KT-03)

	EsiPersonel Kisi // staff member whose spouse works at the ministry too (KT-03)
	PersonelEs  Kisi // that spouse
	Bekar       Kisi // staff member without family (KT-02)
}

// All lists the demo people in a fixed order.
func (d Demo) All() []Kisi {
	return []Kisi{d.Ayse, d.Mehmet, d.Cepsiz, d.Personel, d.Es, d.BuyukCocuk, d.KucukCocuk, d.EsiPersonel, d.PersonelEs, d.Bekar}
}

// DemoKisiler makes the demo people.
func DemoKisiler() Demo {
	d := Demo{
		Ayse:        demoKisi(1, "AYŞE", "DEMİR", "KAYA", "1985-04-12", 0, "Vatandaş"),
		Mehmet:      demoKisi(2, "MEHMET", "YILMAZ", "ŞAHİN", "1972-11-03", 1, "Vatandaş"),
		Cepsiz:      demoKisi(3, "HATİCE", "ÖZTÜRK", "IŞIK", "1948-07-21", 2, "Cep telefonu olmayan vatandaş"),
		Personel:    demoKisi(4, "HASAN", "KAYA", "ÇETİN", "1978-02-17", 3, "Bakanlık personeli"),
		Es:          demoKisi(5, "FATMA", "KAYA", "ASLAN", "1980-09-30", 3, "Personelin eşi"),
		BuyukCocuk:  demoKisi(6, "ELİF", "KAYA", "İNCE", "2007-03-15", 3, "Personelin 15 yaşını doldurmuş çocuğu"),
		KucukCocuk:  demoKisi(7, "CAN", "KAYA", "İNCE", "2018-09-20", 3, "Personelin 15 yaşından küçük çocuğu"),
		EsiPersonel: demoKisi(8, "ZEYNEP", "ARSLAN", "UÇAR", "1984-12-01", 4, "Eşi de bakanlıkta çalışan personel"),
		PersonelEs:  demoKisi(9, "EMRE", "ARSLAN", "GÜNEŞ", "1983-05-25", 4, "Bakanlık personeli olan eş"),
		Bekar:       demoKisi(10, "MURAT", "ÇELİK", "KOÇ", "1995-01-08", 5, "Ailesi olmayan personel"),
	}
	d.Cepsiz.Cep, d.Cepsiz.EvTelefonu = "", "+903120000003"
	d.KucukCocuk.Cep = ""
	for _, p := range []*Kisi{&d.Personel, &d.EsiPersonel, &d.PersonelEs, &d.Bekar} {
		p.Personel = true
	}
	marry(&d.Personel, &d.Es, d.BuyukCocuk.TCKN, d.KucukCocuk.TCKN)
	marry(&d.EsiPersonel, &d.PersonelEs)
	return d
}

func marry(a, b *Kisi, cocuk ...basvuru.TCKN) {
	a.Es, b.Es = b.TCKN, a.TCKN
	a.Cocuk, b.Cocuk = cocuk, cocuk
}

// demoKisi makes the n-th demo person, living at the place yer of yerler; dogum is a day as 2006-01-02.
func demoKisi(n int, ad, soyad, anne, dogum string, yer int, rol string) Kisi {
	adres := yerler()[yer]
	adres.AcikAdres = acikAdres(adres, 10+yer, 1+yer)
	gun, err := time.Parse(time.DateOnly, dogum)
	if err != nil {
		panic(err) // a day written above is wrong: fails every test
	}
	return Kisi{
		Kisi: kps.Kisi{
			TCKN: basvuru.MakeTCKN(fmt.Sprintf("8800000%02d", n)), Ad: ad, Soyad: soyad, AnneKizlikSoyadi: anne, DogumTarihi: gun,
			Cuzdan: kps.Cuzdan{Seri: "A01", No: fmt.Sprintf("%06d", 100000+n)}, Adres: adres,
		},
		Cep: cep(n), Rol: rol,
	}
}

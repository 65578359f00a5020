package sim

import (
	"fmt"
	"math/rand/v2"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kps"
	"acikkapi/internal/telefon"
)

// Kisi is one synthetic person. Numbers are made up: T.C. Kimlik No of the block 880…, mobiles of the block
// 0 500, which no operator has, so that nothing sent to them by mistake can reach anybody.
type Kisi struct {
	kps.Kisi
	Cep        telefon.Numara // "" = has no mobile (VB-07)
	EvTelefonu telefon.Numara // "" = none known
	Personel   bool           // works at the ministry (KT-03)
	Es         basvuru.TCKN   // "" = none
	Cocuk      []basvuru.TCKN
	Rol        string // what this person is for, in Turkish; only for the demo people
}

// Nufus is the register of synthetic people: the demo people first, then generated households. It does not
// change and may be read concurrently.
type Nufus struct {
	liste []Kisi
	sira  map[basvuru.TCKN]int
}

// NewNufus generates n people, at most a million, beside the demo people; the same n and seed give the same people.
func NewNufus(n int, seed uint64) *Nufus {
	demo := DemoKisiler().All()
	u := &uretec{rnd: rand.New(rand.NewPCG(seed, 0x41c1)), kadin: kelimeler(kadinAdlari), erkek: kelimeler(erkekAdlari), soyad: kelimeler(soyadlari), yer: yerler()}
	liste := make([]Kisi, 0, len(demo)+n+5)
	liste = append(liste, demo...)
	for len(liste) < len(demo)+n {
		liste = append(liste, u.hane()...)
	}
	liste = liste[:len(demo)+n]
	p := &Nufus{liste: liste, sira: make(map[basvuru.TCKN]int, len(liste))}
	for i, k := range liste {
		p.sira[k.TCKN] = i
	}
	return p
}

// All lists everybody; the slice belongs to the register.
func (p *Nufus) All() []Kisi { return p.liste }

// Find returns the person with the number t.
func (p *Nufus) Find(t basvuru.TCKN) (Kisi, bool) {
	i, ok := p.sira[t]
	if !ok {
		return Kisi{}, false
	}
	return p.liste[i], true
}

// Aile lists the spouse and children of k that the register knows.
func (p *Nufus) Aile(k Kisi) []kps.Yakin {
	var aile []kps.Yakin
	add := func(t basvuru.TCKN, y kps.Yakinlik) {
		if r, ok := p.Find(t); ok {
			aile = append(aile, kps.Yakin{TCKN: r.TCKN, Ad: r.Ad, Soyad: r.Soyad, Yakinlik: y, DogumTarihi: r.DogumTarihi, BakanlikPersoneli: r.Personel})
		}
	}
	add(k.Es, kps.Es)
	for _, c := range k.Cocuk {
		add(c, kps.Cocuk)
	}
	return aile
}

// uretec makes households; sayac numbers the people so that nobody comes twice.
type uretec struct {
	rnd                 *rand.Rand
	kadin, erkek, soyad []string
	yer                 []kps.Adres
	hanes, sayac        int
}

// hane is a couple with up to three children. One in fifteen husbands and one in forty wives work at the
// ministry, one adult in ten has no mobile, children get one at 14.
func (u *uretec) hane() []Kisi {
	u.hanes++
	adres := u.yer[u.rnd.IntN(len(u.yer))]
	adres.AcikAdres = acikAdres(adres, 1+u.rnd.IntN(180), 1+u.rnd.IntN(20))
	soyad, kizlik := u.pick(u.soyad), u.pick(u.soyad)
	yil := 1950 + u.rnd.IntN(50)
	koca := u.kisi(u.pick(u.erkek), soyad, u.pick(u.soyad), yil, adres)
	kari := u.kisi(u.pick(u.kadin), soyad, u.pick(u.soyad), yil+u.rnd.IntN(6), adres)
	koca.Personel, kari.Personel = u.hanes%15 == 0, u.hanes%40 == 0
	koca.Es, kari.Es = kari.TCKN, koca.TCKN
	hane := []Kisi{koca, kari}
	for i := range u.rnd.IntN(4) {
		names := u.kadin
		if u.rnd.IntN(2) == 0 {
			names = u.erkek
		}
		hane = append(hane, u.kisi(u.pick(names), soyad, kizlik, min(yil+24+3*i, 2025), adres))
	}
	for _, c := range hane[2:] {
		hane[0].Cocuk = append(hane[0].Cocuk, c.TCKN)
		hane[1].Cocuk = append(hane[1].Cocuk, c.TCKN)
	}
	return hane
}

func (u *uretec) kisi(ad, soyad, anne string, yil int, adres kps.Adres) Kisi {
	u.sayac++
	k := Kisi{Kisi: kps.Kisi{
		TCKN: basvuru.MakeTCKN(fmt.Sprintf("88%07d", 100_000+u.sayac)), Ad: ad, Soyad: soyad, AnneKizlikSoyadi: anne,
		DogumTarihi: time.Date(yil, time.Month(1+u.rnd.IntN(12)), 1+u.rnd.IntN(28), 0, 0, 0, 0, time.UTC),
		Cuzdan:      kps.Cuzdan{Seri: fmt.Sprintf("A%02d", u.rnd.IntN(100)), No: fmt.Sprintf("%06d", u.rnd.IntN(1_000_000))},
		Adres:       adres,
	}}
	if yil <= 2012 && u.rnd.IntN(10) != 0 {
		k.Cep = cep(u.sayac + 1000)
	}
	return k
}

func (u *uretec) pick(words []string) string { return words[u.rnd.IntN(len(words))] }

func cep(n int) telefon.Numara { return telefon.Numara(fmt.Sprintf("+90500%07d", n)) }

// acikAdres is a whole address in one line, as KPS gives it.
func acikAdres(a kps.Adres, no, daire int) string {
	return fmt.Sprintf("%s%s 1. SOKAK NO: %d İÇ KAPI NO: %d %s / %s", a.Mahalle, a.Koy, no, daire, a.Ilce, a.Il)
}

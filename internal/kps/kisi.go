package kps

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
)

// Kisi is what KPS knows of a person, texts in Turkish capitals. It says nothing of telephones: those the
// person gives.
type Kisi struct {
	TCKN             basvuru.TCKN
	Ad, Soyad        string
	AnneKizlikSoyadi string
	DogumTarihi      time.Time // midnight UTC of the day
	Cuzdan           Cuzdan
	Adres            Adres
}

// Cuzdan is the nüfus cüzdanı; VB-05 shows it as “A01 123456”.
type Cuzdan struct{ Seri, No string }

func (c Cuzdan) String() string { return strings.TrimSpace(c.Seri + " " + c.No) }

// Adres is a residence. One of Mahalle and Koy is set; IlKodu is the plate number, 1 to 81.
type Adres struct {
	AcikAdres    string
	IlKodu       int
	Il, Ilce     string
	Mahalle, Koy string
}

// Yakinlik says who a relative is.
type Yakinlik string

// The relatives that a card can be asked for (KT-03).
const (
	Es    Yakinlik = "ES"
	Cocuk Yakinlik = "COCUK"
)

// Yakin is a spouse or child.
type Yakin struct {
	TCKN              basvuru.TCKN
	Ad, Soyad         string
	Yakinlik          Yakinlik
	DogumTarihi       time.Time // midnight UTC of the day
	BakanlikPersoneli bool
}

// Matches tells whether what a citizen typed belongs to k (VB-03): names in any case by Turkish rules,
// anneIlkSon the first and last letter of the mother's maiden surname, “KA”, “K A” and “k-a” alike. It does
// not tell which of the three is wrong, and nobody else should.
func (k Kisi) Matches(ad, soyad, anneIlkSon string) bool {
	return k.Ad != "" && k.Soyad != "" && k.AnneKizlikSoyadi != "" &&
		normal(ad) == normal(k.Ad) && normal(soyad) == normal(k.Soyad) &&
		letters(anneIlkSon) == firstAndLast(k.AnneKizlikSoyadi)
}

// Basvuran is k as an application keeps its applicant (VB-05, AK-01).
func (k Kisi) Basvuran() basvuru.Kisi {
	a := k.Adres
	return basvuru.Kisi{TCKN: k.TCKN, Ad: k.Ad, Soyad: k.Soyad, Ikamet: basvuru.Ikamet{
		AcikAdres: a.AcikAdres, Il: a.Il, Ilce: a.Ilce, Mahalle: a.Mahalle, Koy: a.Koy, Cuzdan: k.Cuzdan.String(),
	}}
}

// normal is s in small letters with single spaces and composed marks, as the same name may be typed.
func normal(s string) string {
	return strings.Join(strings.Fields(turkce.Lower(norm.NFC.String(s))), " ")
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, normal(s))
}

func firstAndLast(s string) string {
	r := []rune(letters(s))
	if len(r) == 0 {
		return ""
	}
	return string(r[0]) + string(r[len(r)-1])
}

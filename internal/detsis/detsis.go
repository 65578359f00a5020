// Package detsis makes a stand-in for DETSİS, the state's register of public administration units, which is
// not public as data: a tree of invented but plausible units (bakanlık › il müdürlüğü › ilçe müdürlüğü) over
// the real il and ilçe. Every unit is marked synthetic, and an import of the real register replaces them
// (OP-05).
package detsis

import (
	"errors"
	"fmt"
	"strings"

	"acikkapi/internal/adres"
)

// Surum names the edition of the invented units; raise it when a table of this package changes.
const Surum = "sentetik/2"

// Birim is one unit. UstNo is "" at a root, IlKodu is 0 for a unit of the whole country.
type Birim struct {
	No     string // 8 digits
	Ad     string
	KisaAd string // in brackets behind the name in paths; "" = none
	UstNo  string
	IlKodu int
	Yol    string // names from the root to the unit: "(ANKARA) MİLLİ EĞİTİM BAKANLIĞI (MEB) > … > ANKARA İL …"
}

// AnkaraMEM is the one number that the seed guide names: ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ.
const AnkaraMEM = "55481037"

// no is a unit's number. Read from the left it says where the unit is and what: 9, il, number of the ilçe in
// the il, kod of its kind in the tables; 90600102 is ANKARA VALİLİĞİ's. The real register's numbers say nothing.
func no(ilKodu, ilceSira, kod int) string {
	if ilKodu == 6 && ilceSira == 0 && kod == ilMEM {
		return AnkaraMEM
	}
	return fmt.Sprintf("9%02d%02d%03d", ilKodu, ilceSira, kod)
}

// agac builds units so that each knows its parent's path; it holds all paths, some 2 MB.
type agac struct {
	yield func(Birim) error
	yol   map[string]string // number → path without the place in front
}

func (a *agac) add(t tur, b Birim, yer string) error {
	ad := b.Ad
	b.KisaAd = t.kisa
	if t.kisa != "" {
		ad += " (" + t.kisa + ")"
	}
	yol := ad
	if b.UstNo != "" {
		ust, ok := a.yol[b.UstNo]
		if !ok {
			return fmt.Errorf("detsis: unit %s %s has an unknown parent %s", b.No, b.Ad, b.UstNo)
		}
		yol = ust + " > " + ad
	}
	a.yol[b.No] = yol
	b.Yol = yol
	if yer != "" {
		b.Yol = "(" + yer + ") " + yol
	}
	return a.yield(b)
}

// Sentetik yields the units, parents first, always the same ones: some 10,000. An error of yield ends it and
// is returned.
func Sentetik(yield func(Birim) error) error {
	ils, err := adres.Iller()
	if err != nil {
		return err
	}
	ilces, err := adres.Ilceler()
	if err != nil {
		return err
	}
	ulke := &agac{yield, map[string]string{}}
	for _, t := range merkez {
		b := Birim{No: no(0, 0, t.kod), Ad: t.ad}
		if t.ust != 0 {
			b.UstNo = no(0, 0, t.ust)
		}
		if err := ulke.add(t, b, ""); err != nil {
			return err
		}
	}
	for _, il := range ils {
		if err := ulke.addIl(il); err != nil {
			return err
		}
		for _, ilce := range ilces {
			if ilce.IlKodu != il.Kod {
				continue
			}
			if err := ulke.addIlce(il, ilce); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *agac) addIl(il adres.Il) error {
	for _, t := range ilBirim {
		if t.ancak == buyuksehirde && !buyuksehir[il.Kod] || t.ancak == buyuksehirsiz && buyuksehir[il.Kod] {
			continue
		}
		b := Birim{No: no(il.Kod, 0, t.kod), Ad: strings.ReplaceAll(t.ad, "#", il.Ad), UstNo: ustNo(il.Kod, t), IlKodu: il.Kod}
		if err := a.add(t, b, il.Ad); err != nil {
			return err
		}
	}
	return nil
}

func (a *agac) addIlce(il adres.Il, ilce adres.Ilce) error {
	for _, t := range ilceBirim {
		ad := ilce.Ad
		if merkezIlce(ilce) {
			// The central ilçe is governed by the il's own units; only its municipality is of its own.
			if t.kod != belediye {
				continue
			}
			ad = il.Ad
		}
		b := Birim{
			No: no(il.Kod, ilce.ID%1000, t.kod), Ad: strings.ReplaceAll(t.ad, "#", ad),
			UstNo: ustNo(il.Kod, t), IlKodu: il.Kod,
		}
		if t.ust == kaymakamlik {
			b.UstNo = no(il.Kod, ilce.ID%1000, kaymakamlik)
		}
		if err := a.add(t, b, il.Ad); err != nil {
			return err
		}
	}
	return nil
}

func merkezIlce(i adres.Ilce) bool { return i.Ad == "MERKEZ" }

// ustNo is the number of t's parent: of the country or of the il, "" at a root.
func ustNo(ilKodu int, t tur) string {
	switch {
	case t.ust == 0:
		return ""
	case t.ust < ilden:
		return no(0, 0, t.ust)
	default:
		return no(ilKodu, 0, t.ust)
	}
}

// errEnough ends a generation early; it does not leave the package.
var errEnough = errors.New("enough units")

package adres_test

import (
	"strings"
	"testing"
	"unicode"

	"acikkapi/internal/adres"
	"acikkapi/internal/turkce"
)

type register struct {
	il       map[int]adres.Il
	ilce     map[int]adres.Ilce
	yerlesim map[int]adres.Yerlesim
}

// read fails the test on an id that comes twice and on a place whose parent has not come before it.
func read(t *testing.T) register {
	t.Helper()
	r := register{map[int]adres.Il{}, map[int]adres.Ilce{}, map[int]adres.Yerlesim{}}
	err := adres.Read(
		func(i adres.Il) error {
			if _, twice := r.il[i.Kod]; twice {
				t.Errorf("il %d comes twice", i.Kod)
			}
			r.il[i.Kod] = i
			return nil
		},
		func(i adres.Ilce) error {
			if _, twice := r.ilce[i.ID]; twice {
				t.Errorf("ilçe %d comes twice", i.ID)
			}
			if _, ok := r.il[i.IlKodu]; !ok {
				t.Errorf("ilçe %v has no il", i)
			}
			r.ilce[i.ID] = i
			return nil
		},
		func(y adres.Yerlesim) error {
			if _, twice := r.yerlesim[y.ID]; twice {
				t.Errorf("yerleşim %d comes twice", y.ID)
			}
			if _, ok := r.ilce[y.IlceID]; !ok {
				t.Errorf("yerleşim %v has no ilçe", y)
			}
			r.yerlesim[y.ID] = y
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// VB-06: the lists of the form hold the whole country.
func TestReadHoldsTheWholeCountry(t *testing.T) {
	r := read(t)
	if len(r.il) != 81 || len(r.ilce) != 973 || len(r.yerlesim) != 73305 {
		t.Errorf("got %d il, %d ilçe, %d yerleşim, want 81, 973, 73305", len(r.il), len(r.ilce), len(r.yerlesim))
	}
	filled := map[int]bool{}
	for _, y := range r.yerlesim {
		filled[y.IlceID] = true
	}
	for id, i := range r.ilce {
		if !filled[id] {
			t.Errorf("ilçe %s has neither mahalle nor köy: nobody there could apply", i.Ad)
		}
	}
}

func TestReadHasNoNameTwice(t *testing.T) {
	r := read(t)
	type name struct {
		parent  int
		tur, ad string
	}
	seen := map[name]bool{}
	once := func(n name) {
		if seen[n] {
			t.Errorf("%v comes twice", n)
		}
		seen[n] = true
	}
	for _, i := range r.il {
		once(name{0, adres.TurIl, i.Ad})
	}
	for _, i := range r.ilce {
		once(name{i.IlKodu, adres.TurIlce, i.Ad})
	}
	for _, y := range r.yerlesim {
		once(name{y.IlceID, y.Tur, y.Ad})
	}
}

// G-01: capitals with the Turkish letters, and nothing that is no letter of Turkish but what addresses use.
func TestReadSpeaksTurkish(t *testing.T) {
	r := read(t)
	check := func(id int, ad string) {
		if ad != turkce.Upper(ad) || ad != strings.TrimSpace(ad) || strings.Contains(ad, "  ") {
			t.Errorf("%d: %q is not tidy Turkish capitals", id, ad)
		}
		for _, c := range ad {
			if unicode.IsLetter(c) && !strings.ContainsRune("ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂ", c) {
				t.Errorf("%d: %q holds %q", id, ad, c)
			}
		}
	}
	for id, i := range r.il {
		check(id, i.Ad)
	}
	for id, i := range r.ilce {
		check(id, i.Ad)
	}
	for id, y := range r.yerlesim {
		check(id, y.Ad)
	}
}

// Ids are in other people's databases: these must stay as they are.
func TestIDsStay(t *testing.T) {
	r := read(t)
	for kod, ad := range map[int]string{1: "ADANA", 6: "ANKARA", 34: "İSTANBUL", 63: "ŞANLIURFA", 76: "IĞDIR", 81: "DÜZCE"} {
		if r.il[kod].Ad != ad {
			t.Errorf("il %d is %q, want %q", kod, r.il[kod].Ad, ad)
		}
	}
	for id, ad := range map[int]string{6002: "ALTINDAĞ", 6007: "ÇANKAYA", 6017: "KEÇİÖREN", 34033: "SULTANGAZİ", 35030: "URLA"} {
		if i := r.ilce[id]; i.Ad != ad || i.IlKodu != id/1000 {
			t.Errorf("ilçe %d is %v, want %q", id, i, ad)
		}
	}
	for id, want := range map[int]adres.Yerlesim{
		6007064:  {IlceID: 6007, Tur: adres.TurMahalle, Ad: "KARAPINAR MAH."},
		6017025:  {IlceID: 6017, Tur: adres.TurMahalle, Ad: "KALABA MAH."},
		3016026:  {IlceID: 3016, Tur: adres.TurMahalle, Ad: "ÇANKAYA MAH. (TAŞOLUK BELDESİ)"},
		17001055: {IlceID: 17001, Tur: adres.TurKoy, Ad: "ÇAMKALABAK KÖYÜ"},
		17001056: {IlceID: 17001, Tur: adres.TurKoy, Ad: "ÇAMKALABAK KÖYÜ / ÇAMİÇİ MAH."},
	} {
		want.ID = id
		if r.yerlesim[id] != want {
			t.Errorf("got %+v, want %+v", r.yerlesim[id], want)
		}
	}
}

func TestShortLists(t *testing.T) {
	ils, err := adres.Iller()
	if err != nil || len(ils) != 81 || ils[5] != (adres.Il{Kod: 6, Ad: "ANKARA"}) {
		t.Errorf("Iller: %d il, sixth %v, error %v", len(ils), ils[5], err)
	}
	ilces, err := adres.Ilceler()
	if err != nil || len(ilces) != 973 {
		t.Errorf("Ilceler: %d ilçe, error %v", len(ilces), err)
	}
}

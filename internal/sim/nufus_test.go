package sim_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/adres"
	"acikkapi/internal/sim"
	"acikkapi/internal/telefon"
	"acikkapi/internal/turkce"
)

// The same people in every simulator: demo and load tests rely on them.
func TestPeopleAreDeterministic(t *testing.T) {
	if !reflect.DeepEqual(sim.NewNufus(2000, 1).All(), sim.NewNufus(2000, 1).All()) {
		t.Error("two registers of one seed differ")
	}
	if reflect.DeepEqual(sim.NewNufus(2000, 1).All(), sim.NewNufus(2000, 2).All()) {
		t.Error("the seed changes nothing")
	}
}

// Everybody has what a person has: a valid number nobody else has, capitals, a mobile that reads as one (G-03, G-04).
func TestEverybodyIsSound(t *testing.T) {
	tckn, cep := map[basvuru.TCKN]bool{}, map[telefon.Numara]bool{}
	var personel, cepsiz, kucuk, evli int
	all := sim.NewNufus(2000, 0).All()
	for _, k := range all {
		if got, err := basvuru.ParseTCKN(string(k.TCKN)); err != nil || got != k.TCKN || tckn[k.TCKN] {
			t.Errorf("%s %s: T.C. Kimlik No %q: %v, twice %v", k.Ad, k.Soyad, k.TCKN, err, tckn[k.TCKN])
		}
		tckn[k.TCKN] = true
		if k.Cep == "" {
			cepsiz++
		} else if got, err := telefon.ParseCep(string(k.Cep)); err != nil || got != k.Cep || cep[k.Cep] || !strings.HasPrefix(string(k.Cep), "+90500") {
			t.Errorf("%s %s: mobile %q: %v", k.Ad, k.Soyad, k.Cep, err)
		}
		cep[k.Cep] = true
		text := k.Ad + k.Soyad + k.AnneKizlikSoyadi + k.Adres.AcikAdres
		if k.Ad == "" || k.Soyad == "" || k.AnneKizlikSoyadi == "" || k.Cuzdan.String() == "" || text != turkce.Upper(text) {
			t.Errorf("%+v", k)
		}
		if k.Personel {
			personel++
		}
		if k.Es != "" {
			evli++
		}
		if k.DogumTarihi.After(time.Date(2011, 11, 1, 0, 0, 0, 0, time.UTC)) {
			kucuk++
		}
	}
	if len(all) != 2010 || personel < 30 || cepsiz < 100 || kucuk < 50 || evli < 1000 {
		t.Errorf("%d people: %d staff, %d without mobile, %d under 15, %d married", len(all), personel, cepsiz, kucuk, evli)
	}
}

// Every address is in the register that the forms offer, so that it can be taken over (VB-06).
func TestEveryAddressIsInTheRegister(t *testing.T) {
	il, ilce, yer := map[int]string{}, map[int]string{}, map[string]bool{}
	err := adres.Read(
		func(i adres.Il) error { il[i.Kod] = i.Ad; return nil },
		func(i adres.Ilce) error { ilce[i.ID] = i.Ad; return nil },
		func(y adres.Yerlesim) error {
			yer[strings.Join([]string{il[y.IlceID/1000], ilce[y.IlceID], y.Tur, y.Ad}, "|")] = true
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	var koy int
	for _, k := range sim.NewNufus(2000, 0).All() {
		a := k.Adres
		key := strings.Join([]string{a.Il, a.Ilce, adres.TurMahalle, a.Mahalle}, "|")
		if a.Mahalle == "" {
			koy++
			key = strings.Join([]string{a.Il, a.Ilce, adres.TurKoy, a.Koy}, "|")
		}
		if il[a.IlKodu] != a.Il || !yer[key] {
			t.Errorf("%s: not in the register: %+v", k.TCKN, a)
		}
	}
	if koy == 0 {
		t.Error("nobody lives in a köy")
	}
}

// KT-03: spouses know each other, children have their mother's maiden surname in common.
func TestFamiliesHoldTogether(t *testing.T) {
	n := sim.NewNufus(2000, 0)
	for _, k := range n.All() {
		if es, ok := n.Find(k.Es); k.Es != "" && ok && es.Es != k.TCKN {
			t.Errorf("%s is married to %s, who is married to %s", k.TCKN, es.TCKN, es.Es)
		}
		anne := ""
		for _, c := range k.Cocuk {
			cocuk, ok := n.Find(c)
			if !ok {
				continue // the last household may be cut short
			}
			if cocuk.DogumTarihi.Year() < k.DogumTarihi.Year()+15 || cocuk.Soyad != k.Soyad || anne != "" && cocuk.AnneKizlikSoyadi != anne {
				t.Errorf("%s has the child %+v", k.TCKN, cocuk.Kisi)
			}
			anne = cocuk.AnneKizlikSoyadi
		}
	}
}

// GET /kisiler tells what demos and load tests need to apply as somebody.
func TestKisilerAsJSON(t *testing.T) {
	type kisi struct {
		TCKN, Ad, Soyad, AnneKizlikSoyadi, Cep, Il, Ilce, Mahalle, Rol string
		IlKodu                                                         int
	}
	s := open(t, sim.Options{People: 100})
	first := list[kisi](s, "/kisiler?limit=2")
	ayse := sim.DemoKisiler().Ayse
	if len(first) != 2 || first[0] != (kisi{string(ayse.TCKN), "AYŞE", "DEMİR", "KAYA", string(ayse.Cep), "ANKARA", "ÇANKAYA", "AYRANCI MAH.", "Vatandaş", 6}) {
		t.Errorf("%+v", first)
	}
	all := list[kisi](s, "/kisiler")
	if len(all) != 110 || len(list[kisi](s, "/kisiler?offset=1000")) != 0 || list[kisi](s, "/kisiler?offset=1&limit=1")[0] != all[1] {
		t.Errorf("%d people", len(all))
	}
	for _, query := range []string{"limit=-1", "limit=x", "offset=-1"} {
		if status, _ := s.do("GET", "/kisiler?"+query, "", ""); status != 422 {
			t.Errorf("%s: %d", query, status)
		}
	}
}

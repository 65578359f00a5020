package basvuruform

import (
	"context"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
	"acikkapi/store"
)

// Ikamet is a residence as KPS tells it; IlKodu is the il's number, 0 for an unknown residence.
type Ikamet struct {
	basvuru.Ikamet
	IlKodu int
}

// FillResidence writes the residence into the subject address when “İkametgâh adresi ile başvuruya konu olan adres aynı mı?” has just
// been ticked (VB-06). Afterwards the fields may be changed; then they are not the same any more and the tick goes.
func (f *Form) FillResidence(ctx context.Context, typed url.Values, at Ikamet) error {
	if typed.Get("ayni") == "" {
		typed.Del("ayni_dolu")
		return nil
	}
	home, err := f.residence(ctx, at)
	if err != nil {
		return err
	}
	filled := typed.Get("ayni_dolu") != ""
	for name, value := range home {
		if filled && typed.Get(name) != value {
			typed.Del("ayni")
			typed.Del("ayni_dolu")
			return nil
		}
	}
	for name, value := range home {
		typed.Set(name, value)
	}
	typed.Set("ayni_dolu", "1")
	return nil
}

var noPlace = map[string]string{"acik_adres": "", "il": "", "ilce": "", "mahalle": "", "koy": ""}

// EmptyResidence takes a residence that turned out to be somebody else's out of the subject address again; the tick stays, and an
// address that was typed.
func EmptyResidence(typed url.Values) {
	if typed.Get("ayni") == "" || typed.Get("ayni_dolu") == "" {
		return
	}
	typed.Del("ayni_dolu")
	for name := range noPlace {
		typed.Del(name)
	}
}

// residence is at as values of the form. KPS gives names; a place that our list does not have stays to be chosen.
func (f *Form) residence(ctx context.Context, at Ikamet) (map[string]string, error) {
	home := maps.Clone(noPlace)
	home["acik_adres"] = at.AcikAdres
	lists, err := f.Store.Listeler(ctx)
	if err != nil {
		return nil, err
	}
	ilces := lists.Ilces(at.IlKodu)
	if len(ilces) == 0 {
		return home, nil
	}
	home["il"] = strconv.Itoa(at.IlKodu)
	ilce := findPlace(ilces, at.Ilce)
	if ilce == 0 {
		return home, nil
	}
	home["ilce"] = strconv.Itoa(ilce)
	places, err := f.Store.Yerlesims(ctx, ilce)
	if err != nil {
		return nil, err
	}
	mahalle, koy := split(places)
	if id := findPlace(mahalle, at.Mahalle); id != 0 {
		home["mahalle"] = strconv.Itoa(id)
	} else if id := findPlace(koy, at.Koy); id != 0 {
		home["koy"] = strconv.Itoa(id)
	}
	return home, nil
}

// findPlace finds the place of that name, 0 without one.
func findPlace(list []store.Secenek, ad string) int {
	want := placeKey(ad)
	for _, one := range list {
		if want != "" && placeKey(one.Ad) == want {
			return one.ID
		}
	}
	return 0
}

// placeKey is a place's name without the word for what it is, which every register writes differently: “KALABA MAH.”,
// “Kalaba Mahallesi”.
func placeKey(ad string) string {
	key := turkce.Fold(strings.Join(strings.Fields(ad), " "))
	for _, word := range []string{" mahallesi", " mah.", " mah", " koyu"} {
		if name, ok := strings.CutSuffix(key, word); ok {
			return name
		}
	}
	return key
}

// split parts the places of an ilçe into mahalle and köy.
func split(places []store.Yerlesim) (mahalle, koy []store.Secenek) {
	for _, p := range places {
		if p.Koy {
			koy = append(koy, p.Secenek)
		} else {
			mahalle = append(mahalle, p.Secenek)
		}
	}
	return mahalle, koy
}

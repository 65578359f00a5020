package intake

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"acikkapi/internal/turkce"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// fillResidence writes the residence into the subject address when “İkametgâh adresi ile başvuruya konu olan adres aynı mı?” has just
// been ticked (VB-06). Afterwards the fields may be changed; then they are not the same any more and the tick goes.
func (s *service) fillResidence(ctx context.Context, t *taslak) error {
	f := t.Form
	if f.Get("ayni") == "" {
		f.Del("ayni_dolu")
		return nil
	}
	home, err := s.residence(ctx, t)
	if err != nil {
		return err
	}
	filled := f.Get("ayni_dolu") != ""
	for name, value := range home {
		if filled && f.Get(name) != value {
			f.Del("ayni")
			f.Del("ayni_dolu")
			return nil
		}
	}
	for name, value := range home {
		f.Set(name, value)
	}
	f.Set("ayni_dolu", "1")
	return nil
}

// residence is t's residence as values of the form. KPS gives names; a place that our list does not have stays to be chosen.
func (s *service) residence(ctx context.Context, t *taslak) (map[string]string, error) {
	ikamet := t.Kisi.Ikamet
	home := map[string]string{"acik_adres": ikamet.AcikAdres, "il": "", "ilce": "", "mahalle": "", "koy": ""}
	lists, err := s.Store.Listeler(ctx)
	if err != nil {
		return nil, err
	}
	ilces := lists.Ilces(t.IlKodu)
	if len(ilces) == 0 {
		return home, nil
	}
	home["il"] = strconv.Itoa(t.IlKodu)
	ilce := findPlace(ilces, ikamet.Ilce)
	if ilce == 0 {
		return home, nil
	}
	home["ilce"] = strconv.Itoa(ilce)
	places, err := s.Store.Yerlesims(ctx, ilce)
	if err != nil {
		return nil, err
	}
	mahalle, koy := split(places)
	if id := findPlace(mahalle, ikamet.Mahalle); id != 0 {
		home["mahalle"] = strconv.Itoa(id)
	} else if id := findPlace(koy, ikamet.Koy); id != 0 {
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

// kayitAdres answers the tick with the address fields alone, for readers with JavaScript. Nothing is kept yet.
func (s *service) kayitAdres(w http.ResponseWriter, r *http.Request, t *taslak) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	t.Form = known(typed)
	if err := s.fillResidence(r.Context(), t); err != nil {
		return err
	}
	a, err := s.adresFields(r.Context(), web.Form{Typed: t.Form})
	if err != nil {
		return err
	}
	html, err := s.Web.Fragment("intake/kayit", "konu-adres", a)
	if err != nil {
		return err
	}
	return writeFragment(w, html)
}

func writeFragment(w http.ResponseWriter, html string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(html)) // the reader may have gone
	return nil
}

// adresView are the fields of the subject address.
type adresView struct {
	AcikAdres              web.Textarea
	Il, Ilce, Mahalle, Koy web.Select
	Dolu                   bool // the residence stands in them
}

func (s *service) adresFields(ctx context.Context, f web.Form) (adresView, error) {
	lists, err := s.Store.Listeler(ctx)
	if err != nil {
		return adresView{}, err
	}
	mahalle, koy, err := s.yerlesimSelects(ctx, number(f.Typed, "ilce"))
	if err != nil {
		return adresView{}, err
	}
	return adresView{
		AcikAdres: f.Textarea(web.Textarea{Name: "acik_adres", Label: "Başvuruya Konu Olan Açık Adres", Rows: 3, MaxLength: maxAdres}),
		Il:        f.Select(ilSelect(lists)),
		Ilce:      f.Select(ilceSelect(lists.Ilces(number(f.Typed, "il")))),
		Mahalle:   f.Select(mahalle), Koy: f.Select(koy),
		Dolu: url.Values(f.Typed).Get("ayni_dolu") != "",
	}, nil
}

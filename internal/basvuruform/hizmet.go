package basvuruform

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Hizmets reads the pairs that “Ekle” has put on the list (VB-08): one hidden field each, in JSON. A list that nobody can read is
// emptied, since it helps nobody.
func Hizmets(typed url.Values) ([]basvuru.Hizmet, error) {
	var list []basvuru.Hizmet
	for _, raw := range typed["hizmet"] {
		var h basvuru.Hizmet
		if err := json.Unmarshal([]byte(raw), &h); err != nil {
			typed.Del("hizmet")
			return nil, &kural.Error{Kind: kural.Invalid, Field: "hizmet", Message: "Hizmet başlıkları okunamadı; lütfen yeniden ekleyiniz.", Err: err}
		}
		list = append(list, h)
	}
	return list, nil
}

// HizmetValue is what a hidden field carries: a pair, or a whole list of them.
func HizmetValue[T basvuru.Hizmet | []basvuru.Hizmet](h T) string {
	b, err := json.Marshal(h)
	if err != nil {
		panic(err) // numbers and texts
	}
	return string(b)
}

// AddHizmet puts the chosen pair on the list and empties the choice (VB-08). Errors stand where it is chosen.
func (f *Form) AddHizmet(ctx context.Context, typed url.Values) error {
	lists, err := f.Store.Listeler(ctx)
	if err != nil {
		return err
	}
	h, err := chosenHizmet(lists, typed)
	if err != nil {
		return err
	}
	list, err := Hizmets(typed)
	if err != nil {
		return inForm(err)
	}
	refs, err := f.Store.Referans(ctx)
	if err != nil {
		return err
	}
	// What is wrong with the pair alone is said first, with words of the place where it is chosen.
	if err := (basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{h}}).Validate(refs); err != nil {
		return ofPair(err)
	}
	// What stands on the list already is checked when it is saved: the desk may keep a pair that is offered no more (AK-09).
	if err := (basvuru.UpdateHeadings{Hizmets: append(slices.Clip(list), h), Gordu: list}).Validate(refs); err != nil {
		return inForm(err)
	}
	typed.Add("hizmet", HizmetValue(h))
	for _, name := range []string{"baslik", "alt_baslik", "aciklama"} {
		typed.Del(name)
	}
	return nil
}

func chosenHizmet(lists *store.Listeler, typed url.Values) (basvuru.Hizmet, error) {
	b, ok := lists.Baslik(Number(typed, "baslik"))
	if !ok {
		return basvuru.Hizmet{}, kural.InvalidField("baslik", "Hizmet başlığı seçiniz.")
	}
	h := basvuru.Hizmet{Baslik: b.ID, Aciklama: web.Field(typed, "aciklama")}
	if b.Diger {
		return h, nil
	}
	h.Alt = Number(typed, "alt_baslik")
	if !slices.ContainsFunc(b.Alts, func(a store.Secenek) bool { return a.ID == h.Alt }) {
		return h, kural.InvalidField("alt_baslik", "Hizmet alt başlığı seçiniz.")
	}
	return h, nil
}

// ofPair puts an error about the pair that is being added to its own input.
func ofPair(err error) error {
	for _, e := range kural.All(err) {
		if e.Field == "hizmet" {
			return kural.InvalidField("alt_baslik", e.Message)
		}
		return kural.InvalidField("aciklama", e.Message)
	}
	return err
}

// AddForgotten adds a pair that was chosen without pressing “Ekle”: nobody chooses one for nothing.
func (f *Form) AddForgotten(ctx context.Context, typed url.Values) error {
	if Number(typed, "baslik") == 0 {
		return nil
	}
	return f.AddHizmet(ctx, typed)
}

// RemoveHizmet takes the pair at a place off the list; a place that there is not changes nothing.
func RemoveHizmet(typed url.Values, place string) {
	i, err := strconv.Atoi(place)
	if list := typed["hizmet"]; err == nil && i >= 0 && i < len(list) {
		typed["hizmet"] = slices.Delete(list, i, i+1)
	}
}

// HizmetListe is the list of pairs with “Sil”; Aciklama is what the guide calls that column on the page, Bos is said when there are
// none. Partial "hizmet-listesi".
type HizmetListe struct {
	Caption, Aciklama, Bos string
	Satirs                 []HizmetSatir
}

// HizmetSatir is a pair on the list, with the hidden value that carries it.
type HizmetSatir struct{ Baslik, Alt, Aciklama, Value string }

// HizmetSatirs gives the pairs their names; one withdrawn from the form keeps its place and says so.
func HizmetSatirs(lists *store.Listeler, pairs []basvuru.Hizmet) []HizmetSatir {
	out := make([]HizmetSatir, len(pairs))
	for i, h := range pairs {
		b, ok := lists.TumBaslik(h.Baslik)
		out[i] = HizmetSatir{Baslik: b.Ad, Aciklama: h.Aciklama, Value: HizmetValue(h)}
		if !ok {
			out[i].Baslik = "Listeden kaldırılmış başlık"
		}
		for _, a := range b.Alts {
			if a.ID == h.Alt {
				out[i].Alt = a.Ad
			}
		}
	}
	return out
}

// HizmetSecimi is where a pair is chosen. Partial "hizmet-secimi".
type HizmetSecimi struct {
	Baslik, AltBaslik web.Select
	Aciklama          web.Input
}

// HizmetSecimi is the choice with what was typed.
func (f *Form) HizmetSecimi(lists *store.Listeler, typed web.Form) HizmetSecimi {
	return HizmetSecimi{
		Baslik:    typed.Select(f.baslikSelect(lists)),
		AltBaslik: typed.Select(altBaslikSelect(lists, Number(typed.Typed, "baslik"))),
		Aciklama:  typed.Input(web.Input{Name: "aciklama", Label: "Açıklama", Hint: "“Diğer” seçildiğinde zorunludur.", MaxLength: basvuru.MaxAciklama}),
	}
}

package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// hizmetsOf reads the pairs that “Ekle” has put on the list (VB-08): one hidden field each, in JSON.
func hizmetsOf(f url.Values) ([]basvuru.Hizmet, error) {
	var list []basvuru.Hizmet
	for _, raw := range f["hizmet"] {
		var h basvuru.Hizmet
		if err := json.Unmarshal([]byte(raw), &h); err != nil {
			return nil, &kural.Error{Kind: kural.Invalid, Field: "hizmet", Message: "Hizmet başlıkları okunamadı; lütfen yeniden ekleyiniz.", Err: err}
		}
		list = append(list, h)
	}
	return list, nil
}

// addHizmet puts the chosen pair on the list and empties the choice (VB-08).
func (s *service) addHizmet(ctx context.Context, t *taslak) error {
	f := t.Form
	lists, err := s.Store.Listeler(ctx)
	if err != nil {
		return err
	}
	baslik, ok := lists.Baslik(number(f, "baslik"))
	if !ok {
		return kural.InvalidField("baslik", "Hizmet başlığı seçiniz.")
	}
	h := basvuru.Hizmet{Baslik: baslik.ID, Aciklama: web.Field(f, "aciklama")}
	if !baslik.Diger {
		if h.Alt = number(f, "alt_baslik"); h.Alt == 0 {
			return kural.InvalidField("alt_baslik", "Hizmet alt başlığı seçiniz.")
		}
	}
	list, err := hizmetsOf(f)
	if err != nil {
		f.Del("hizmet") // a list that nobody can read helps nobody
		return inForm(err)
	}
	refs, err := s.Store.Referans(ctx)
	if err != nil {
		return err
	}
	// What is wrong with the pair alone is said first, with words of the place where it is chosen.
	if err := (basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{h}}).Validate(refs); err != nil {
		return ofPair(err)
	}
	if err := (basvuru.UpdateHeadings{Hizmets: append(list, h)}).Validate(refs); err != nil {
		return inForm(err)
	}
	raw, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("pair of headings: %w", err)
	}
	f.Add("hizmet", string(raw))
	for _, name := range []string{"baslik", "alt_baslik", "aciklama"} {
		f.Del(name)
	}
	return nil
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

// addForgotten adds a pair that was chosen without pressing “Ekle”: nobody chooses one for nothing.
func (s *service) addForgotten(ctx context.Context, t *taslak) error {
	if number(t.Form, "baslik") == 0 {
		return nil
	}
	return s.addHizmet(ctx, t)
}

// removeHizmet takes the pair at place i off the list; a place that there is not changes nothing.
func removeHizmet(t *taslak, place string) {
	i, err := strconv.Atoi(place)
	if list := t.Form["hizmet"]; err == nil && i >= 0 && i < len(list) {
		t.Form["hizmet"] = slices.Delete(list, i, i+1)
	}
}

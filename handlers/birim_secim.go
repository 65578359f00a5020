package handlers

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// maxOneri bounds the units that a search offers.
const maxOneri = 12

// birimSecim is the search for units with those chosen so far (AK-10). Partial "birim-secimi".
type birimSecim struct {
	Ara     web.Input
	Oneri   oneriView
	Secilen []basvuru.Birim
	Hata    string // at the chosen units
}

// oneriView is what a search has found.
type oneriView struct {
	Arandi  bool
	Birims  []store.BirimSonuc
	Secilen []string // numbers chosen already
}

// Has tells whether the unit no is chosen already; for the template.
func (o oneriView) Has(no string) bool { return slices.Contains(o.Secilen, no) }

// secBirim does what the buttons of the choice ask for. It returns false for another button; Invalid where there is too little to search for.
func secBirim(typed url.Values) (bool, error) {
	switch islem, no, _ := strings.Cut(typed.Get("islem"), ":"); islem {
	case "ara":
		if len([]rune(web.Field(typed, "ara"))) < store.MinBirimArama {
			return true, kural.InvalidField("ara", "Birimin adından en az üç harf yazınız.")
		}
	case "ekle":
		if !slices.Contains(typed["birim"], no) {
			typed.Add("birim", no)
		}
		typed.Set("ara", "")
	case "cikar":
		typed["birim"] = slices.DeleteFunc(typed["birim"], func(b string) bool { return b == no })
	default:
		return false, nil
	}
	return true, nil
}

// birimSecimOf is the choice as f's form has it.
func (s *Service) birimSecimOf(r *http.Request, f form) (v birimSecim, err error) {
	v.Hata = f.Errors.At("birim")
	v.Ara = f.Input(web.Input{
		Name: "ara", Label: "Yönlendirilecek Birim", Type: "search", MaxLength: maxAd, Autocomplete: "off",
		Hint: "Birimin adından en az üç harf yazınız, açılan listeden seçiniz. Birden fazla birim seçilebilir.",
	})
	if v.Oneri, err = s.oneri(r, f.Typed); err != nil {
		return v, err
	}
	v.Secilen, err = s.store.ActiveBirims(r.Context(), v.Oneri.Secilen)
	return v, err
}

// birimSec answers a button of the choice with the choice alone, for htmx.
func (s *Service) birimSec(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	_, failed := secBirim(typed)
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	v, err := s.birimSecimOf(r, f)
	if err != nil {
		return err
	}
	return s.part(w, "handlers/yonlendir", "birim-secimi", v)
}

// birimAra answers the type-ahead with what it has found.
func (s *Service) birimAra(w http.ResponseWriter, r *http.Request) error {
	o, err := s.oneri(r, r.URL.Query())
	if err != nil {
		return err
	}
	return s.part(w, "handlers/yonlendir", "oneri", o)
}

func (s *Service) oneri(r *http.Request, typed url.Values) (oneriView, error) {
	o := oneriView{Secilen: typed["birim"][:min(len(typed["birim"]), basvuru.MaxBirim)]}
	q := web.Field(typed, "ara")
	if len([]rune(q)) < store.MinBirimArama || len(q) > 4*maxAd {
		return o, nil
	}
	o.Arandi = true
	var err error
	o.Birims, err = s.store.SearchBirim(r.Context(), q, who(r).Il, maxOneri)
	return o, err
}

// chosen is the units that the form names. Errors: Invalid where one is not in the list of active units.
func (s *Service) chosen(ctx context.Context, typed url.Values) ([]basvuru.Birim, error) {
	nos := typed["birim"]
	if len(nos) > basvuru.MaxBirim {
		nos = nos[:basvuru.MaxBirim+1] // enough for the rules to refuse
	}
	birims, err := s.store.ActiveBirims(ctx, nos)
	if err == nil && len(birims) < len(nos) {
		err = kural.InvalidField("birim", "Seçilen birimlerden biri DETSİS listesinde bulunamadı; lütfen yeniden seçiniz.")
	}
	return birims, err
}

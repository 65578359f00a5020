package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type guncelleView struct {
	web.Page
	No          int64
	Konu        string
	Baslik, Alt web.Select
	Aciklama    web.Input
	Hizmets     []hizmetSatiri
	Gordu       string // the pairs as they are stored while the page is made
	Hata, Geri  string
	Acik        bool
}

// hizmetSatiri is a pair on the list: Value is what the form carries.
type hizmetSatiri struct{ Baslik, Alt, Aciklama, Value string }

// guncellePage is “Güncelle”: the pairs of headings, nothing else (AK-09).
func (s *Service) guncellePage(w http.ResponseWriter, r *http.Request) error {
	return s.guncelleForm(w, r, nil, nil)
}

func (s *Service) guncelle(w http.ResponseWriter, r *http.Request) error {
	no, err := number(r, "no")
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.guncelleForm(w, r, url.Values{}, err)
	}
	logForeign(r.Context(), typed)
	switch islem, place, _ := strings.Cut(typed.Get("islem"), ":"); islem {
	case "listele":
		return s.guncelleForm(w, r, typed, nil)
	case "ekle":
		return s.guncelleForm(w, r, typed, s.addHizmet(r.Context(), typed))
	case "sil":
		if i, err := strconv.Atoi(place); err == nil && i >= 0 && i < len(typed["hizmet"]) {
			typed["hizmet"] = slices.Delete(typed["hizmet"], i, i+1)
		}
		return s.guncelleForm(w, r, typed, nil)
	}
	if err := s.saveHizmets(r, no, typed); err != nil {
		return s.guncelleForm(w, r, typed, err)
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Hizmet başlıkları güncellendi."})
	return web.SeeOther(w, r, aksURL(no, ""))
}

// saveHizmets stores the list; a pair that was chosen without “Ekle” counts.
func (s *Service) saveHizmets(r *http.Request, no int64, typed url.Values) error {
	ctx := r.Context()
	if web.Field(typed, "baslik") != "" {
		if err := s.addHizmet(ctx, typed); err != nil {
			return err
		}
	}
	hizmets, err := hizmetsOf(typed)
	if err != nil {
		return err
	}
	cmd := basvuru.UpdateHeadings{Hizmets: hizmets}
	if err := json.Unmarshal([]byte(typed.Get("gordu")), &cmd.Gordu); err != nil {
		cmd.Gordu = nil // the form brings it always
	}
	if err := s.validHizmets(ctx, cmd); err != nil {
		return err
	}
	_, err = s.store.Do(ctx, who(r).actor, no, cmd)
	return err
}

// validHizmets checks the pairs against the lists; errors stand at the list.
func (s *Service) validHizmets(ctx context.Context, cmd basvuru.UpdateHeadings) error {
	refs, err := s.store.Referans(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range kural.All(cmd.Validate(refs)) {
		errs = append(errs, kural.InvalidField("hizmet", e.Message))
	}
	return errors.Join(errs...)
}

// addHizmet puts the chosen pair on the list and empties the choice.
func (s *Service) addHizmet(ctx context.Context, typed url.Values) error {
	lists, err := s.store.Listeler(ctx)
	if err != nil {
		return err
	}
	b, ok := lists.Baslik(atoi(typed.Get("baslik")))
	if !ok {
		return kural.InvalidField("baslik", "Hizmet başlığı seçiniz.")
	}
	h := basvuru.Hizmet{Baslik: b.ID, Alt: atoi(typed.Get("alt_baslik")), Aciklama: web.Field(typed, "aciklama")}
	switch {
	case b.Diger:
		h.Alt = 0
		if h.Aciklama == "" {
			return kural.InvalidField("aciklama", "“Diğer” seçildiğinde açıklama giriniz.")
		}
	case !slices.ContainsFunc(b.Alts, func(a store.Secenek) bool { return a.ID == h.Alt }):
		return kural.InvalidField("alt_baslik", "Hizmet alt başlığı seçiniz.")
	}
	list, err := hizmetsOf(typed)
	if err != nil {
		return err
	}
	if err := s.validHizmets(ctx, basvuru.UpdateHeadings{Hizmets: append(list, h)}); err != nil {
		return err
	}
	typed.Add("hizmet", hizmetValue(h))
	for _, name := range []string{"baslik", "alt_baslik", "aciklama"} {
		typed.Del(name)
	}
	return nil
}

func hizmetValue(h any) string {
	b, err := json.Marshal(h)
	if err != nil {
		panic(err) // numbers and texts
	}
	return string(b)
}

// hizmetsOf reads the pairs that the form carries.
func hizmetsOf(typed url.Values) ([]basvuru.Hizmet, error) {
	var list []basvuru.Hizmet
	for _, raw := range typed["hizmet"] {
		var h basvuru.Hizmet
		if err := json.Unmarshal([]byte(raw), &h); err != nil {
			typed.Del("hizmet") // a list that nobody can read helps nobody
			return nil, &kural.Error{Kind: kural.Invalid, Field: "hizmet", Message: "Hizmet başlıkları okunamadı; lütfen yeniden ekleyiniz.", Err: err}
		}
		list = append(list, h)
	}
	return list, nil
}

// logForeign notes posted fields that this form does not have: they change nothing (AK-09).
func logForeign(ctx context.Context, typed url.Values) {
	n := 0
	for name := range typed {
		if !slices.Contains([]string{"hizmet", "baslik", "alt_baslik", "aciklama", "gordu", "islem"}, name) {
			n++
		}
	}
	if n > 0 {
		zerolog.Ctx(ctx).Warn().Int("fields", n).Msg("fields ignored that an update of headings does not have")
	}
}

func atoi(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0
	}
	return n
}

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
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

type guncelleView struct {
	web.Page
	No         int64
	Konu       string
	Hizmet     basvuruform.HizmetSecimi
	Hizmets    basvuruform.HizmetListe
	Gordu      string // the pairs as they are stored while the page is made
	Hata, Geri string
	Acik       bool
}

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
	case "hizmet-ekle":
		return s.guncelleForm(w, r, typed, s.form.AddHizmet(r.Context(), typed))
	case "hizmet-sil":
		basvuruform.RemoveHizmet(typed, place)
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
	if err := s.form.AddForgotten(ctx, typed); err != nil {
		return err
	}
	hizmets, err := basvuruform.Hizmets(typed)
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

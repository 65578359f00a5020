package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// kullaniciIlce adds an ilçe to a sorumlu or takes one away (YE-03): islem says which.
func (s *Service) kullaniciIlce(w http.ResponseWriter, r *http.Request) error {
	return s.kullaniciYer(w, r, "#ilceler", func(id int64, typed url.Values, islem, arg string) error {
		switch islem {
		case "ekle":
			return s.store.AddIlce(r.Context(), who(r).actor, id, atoi(typed.Get("ilce")))
		case "cikar":
			return s.store.RemoveIlce(r.Context(), who(r).actor, id, atoi(arg))
		}
		return nil
	})
}

// kullaniciBirim searches units, adds one to a yetkili or takes one away (YE-04).
func (s *Service) kullaniciBirim(w http.ResponseWriter, r *http.Request) error {
	return s.kullaniciYer(w, r, "#birimler", func(id int64, _ url.Values, islem, arg string) error {
		switch islem {
		case "ekle":
			return s.store.AddBirim(r.Context(), who(r).actor, id, arg)
		case "cikar":
			return s.store.RemoveBirim(r.Context(), who(r).actor, id, arg)
		}
		return errArama
	})
}

// errArama has the page shown again with what a search has found.
var errArama = errors.New("a search changes nothing")

func (s *Service) kullaniciYer(w http.ResponseWriter, r *http.Request, place string, change func(id int64, typed url.Values, islem, arg string) error) error {
	d, err := s.tanim(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		islem, arg, _ := strings.Cut(typed.Get("islem"), ":")
		err = change(d.ID, typed, islem, arg)
	}
	switch {
	case errors.Is(err, errArama):
		return s.kullaniciForm(w, r, d, typed, nil)
	case err != nil:
		return s.kullaniciForm(w, r, d, typed, err)
	}
	return web.SeeOther(w, r, kullaniciURL(d.ID, "")+place)
}

type silView struct {
	web.Page
	Bilgi []web.Fact
	Uyari string
	Geri  string
	Surum int // of what is erased, 0 where the page does not care
}

// kullaniciSilPage asks before a user is deleted (YE-06).
func (s *Service) kullaniciSilPage(w http.ResponseWriter, r *http.Request) error {
	d, err := s.tanim(r)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/sil", &silView{
		Page:  web.Page{Title: "Kullanıcı Sil", Active: "/yetki/kullanici", Back: web.Link{URL: kullaniciURL(d.ID, "")}, Help: kullaniciHelp},
		Bilgi: []web.Fact{{Key: "Ad Soyad", Value: d.Ad + " " + d.Soyad}, {Key: "TC Kimlik No", Value: string(d.TCKN)}, {Key: "Görev yeri", Value: gorevYeri(d)}},
		Uyari: "Kullanıcının açık oturumu hemen sona erer ve sisteme bir daha giriş yapamaz. Bugüne kadar yaptığı işlemler başvuruların hareketlerinde adıyla kalır.",
		Geri:  kullaniciURL(d.ID, ""),
	})
}

func (s *Service) kullaniciSil(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if err := s.store.DeleteKullanici(r.Context(), who(r).actor, id); err != nil {
		return err
	}
	s.oturum.Flash(r.Context(), web.Banner{Kind: "basari", Text: "Kullanıcı silindi."})
	return web.SeeOther(w, r, "/yetki/kullanici")
}

// except is err without what is said at fields that said speaks of already.
func except(err, said error) error {
	at := map[string]bool{}
	for _, e := range kural.All(said) {
		at[e.Field] = true
	}
	var rest []error
	for _, e := range kural.All(err) {
		if !at[e.Field] {
			rest = append(rest, e)
		}
	}
	return errors.Join(rest...)
}

// tanimBirimAra answers the type-ahead of “Detsis Birim Bilgileri”.
func (s *Service) tanimBirimAra(w http.ResponseWriter, r *http.Request) error {
	o, err := s.oneri(r, r.URL.Query())
	if err != nil {
		return err
	}
	return s.part(w, "handlers/kullanici", "birim-onerisi", o)
}

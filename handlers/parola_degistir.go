package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/parola"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// keyParola: int, surum of the password or phone that the session began with. Another one now ends it (GR-05, GR-06).
const keyParola = "parola_surum"

const yolSifre = "/e-icisleri/sifre"

type sifreView struct {
	web.Page
	Hesap              web.Input // the user name, read only: password managers want it
	Eski, Yeni, Tekrar web.Input
	Gecici             bool
	Yol, Vazgec        string
}

// sifrePage is “Şifre Değiştir”, for everybody of e-İçişleri who has a password (GR-06).
func (s *Service) sifrePage(w http.ResponseWriter, r *http.Request) error {
	return s.sifreForm(w, r, nil, nil)
}

func (s *Service) sifre(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	surum, gecici := 0, who(r).mustChange()
	if err == nil {
		surum, err = s.changeParola(r, typed)
	}
	if err != nil {
		return s.sifreForm(w, r, typed, err)
	}
	ctx := r.Context()
	if err := s.oturum.SignIn(ctx); err != nil {
		return err
	}
	s.oturum.Put(ctx, keyParola, surum)
	s.oturum.Flash(ctx, web.Banner{Kind: "basari", Text: "Şifreniz değiştirildi. Başka tarayıcılardaki oturumlarınız kapatıldı."})
	if !gecici {
		return web.SeeOther(w, r, yolStandart)
	}
	u, err := s.store.Kullanici(ctx, who(r).ID)
	if err != nil {
		return err
	}
	return s.arrive(w, r, &u)
}

// changeParola checks the password that is good now, tries at which are counted as at signing in, and puts the new one in its place.
func (s *Service) changeParola(r *http.Request, typed url.Values) (surum int, err error) {
	ctx, k := r.Context(), who(r)
	eski, yeni := typed.Get("eski"), typed.Get("parola")
	err = yetki.CheckYeniParola(yeni, typed.Get("parola_tekrar"), k.KullaniciAdi)
	switch {
	case eski == "" || len(eski) > maxParola:
		err = errors.Join(kural.InvalidField("eski", "Geçerli şifrenizi giriniz."), err)
	case err == nil && eski == yeni:
		err = kural.InvalidField("parola", "Yeni şifre geçerli şifrenizden farklı olmalıdır.")
	}
	if err != nil {
		return 0, err
	}
	old, err := s.store.Parola(ctx, k.ID)
	if errors.Is(err, store.ErrNoUser) {
		return 0, kural.Conflictf("Kullanıcı adı ve şifreniz yok. Biriminizin e-İçişleri Proje Yöneticisine başvurunuz.")
	}
	if err != nil {
		return 0, err
	}
	try := store.PasswordTry{Ad: k.KullaniciAdi, IP: s.clientIP(r), Bilinen: true}
	if err := s.store.CountSignIn(ctx, try); err != nil {
		return 0, err
	}
	match, _, err := s.compare(ctx, eski, old)
	if err == nil && !match {
		err = kural.InvalidField("eski", "Geçerli şifreniz hatalı.")
	}
	if err == nil {
		err = s.store.ForgiveSignIn(ctx, try)
	}
	if err != nil {
		return 0, err
	}
	hash, err := s.hash(ctx, yeni)
	if err != nil {
		return 0, err
	}
	return s.store.ChangeParola(ctx, k.actor, old, hash)
}

// hash makes what the database keeps of a password; it takes a turn among those that compare holds back.
func (s *Service) hash(ctx context.Context, sifre string) (string, error) {
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return "", kural.Away("Şifre şu anda kaydedilemiyor. Lütfen yeniden deneyiniz.", ctx.Err())
	}
	return parola.Hash(sifre)
}

func (s *Service) sifreForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	k := who(r)
	v := &sifreView{Yol: yolSifre, Vazgec: yolStandart, Gecici: k.mustChange(), Page: f.page(web.Page{Title: "Şifre Değiştir", Active: yolSifre, Help: []string{
		yetki.ParolaKurali, "Şifreniz değişince başka tarayıcılardaki oturumlarınız kapanır. Şifrenizi unuttuysanız biriminizin e-İçişleri Proje Yöneticisine başvurunuz.",
	}})}
	v.Hesap = web.Input{Name: "kullanici_adi", Label: "Kullanıcı Adı", Value: k.KullaniciAdi, ReadOnly: true, Width: 20, Autocomplete: "username"}
	v.Eski = f.Input(web.Input{Name: "eski", Label: "Geçerli Şifre", Type: "password", Width: 20, MaxLength: maxParola, Autocomplete: "current-password"})
	v.Yeni, v.Tekrar = yeniParola(f, "Yeni Şifre")
	return s.web.Render(w, r, f.Status(), "handlers/sifre", v)
}

// yeniParola are the two fields of a new password.
func yeniParola(f form, label string) (ilk, tekrar web.Input) {
	ilk = f.Input(web.Input{Name: "parola", Label: label, Hint: yetki.ParolaKurali, Type: "password", Width: 20, MaxLength: maxParola, Autocomplete: "new-password"})
	tekrar = f.Input(web.Input{Name: "parola_tekrar", Label: label + " (tekrar)", Type: "password", Width: 20, MaxLength: maxParola, Autocomplete: "new-password"})
	return ilk, tekrar
}

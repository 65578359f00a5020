package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"acikkapi/basvuru"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type girisView struct {
	web.Page
	TCKN, Telefon web.Input
}

// girisPage is “Sorumlu/Yetkili Girişi” (GR-01).
func (s *Service) girisPage(w http.ResponseWriter, r *http.Request) error {
	if k, err := s.signedIn(r.Context()); err == nil {
		return web.SeeOther(w, r, home(k.Rol()))
	}
	return s.girisForm(w, r, nil, nil)
}

// giris sends a code to somebody who is defined as AKS or Yetkili. Every try is counted: “Aktif Kullanıcı Bulunamadı” tells
// who is no user (SC-09).
func (s *Service) giris(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.requestSignIn(r, typed)
	}
	if err != nil {
		return s.girisForm(w, r, typed, err)
	}
	return web.SeeOther(w, r, "/giris/kod")
}

func (s *Service) requestSignIn(r *http.Request, typed url.Values) error {
	ctx, ip := r.Context(), s.clientIP(r)
	tckn, err1 := basvuru.ParseTCKN(typed.Get("tckn"))
	tel, err2 := telefon.ParseCep(typed.Get("telefon"))
	if err := errors.Join(at("tckn", err1), at("telefon", err2)); err != nil {
		return err
	}
	if err := s.store.CountAttempt(ctx, store.Deneme{Konu: "giris", TCKN: tckn, Telefon: string(tel), IP: ip}); err != nil {
		return err
	}
	users, err := s.store.SignInUsers(ctx, tckn, string(tel))
	if err != nil {
		return err
	}
	kod, err := s.store.RequestCode(ctx, store.KodIstek{Amac: store.KodGiris, TCKN: tckn, Telefon: string(tel), IP: ip})
	if err != nil {
		return err
	}
	if err := s.oturum.SignIn(ctx); err != nil { // the code belongs to this browser alone
		return err
	}
	s.oturum.Remove(ctx, keyKullanici)
	s.oturum.Put(ctx, keyAday, users[0].ID)
	s.oturum.Put(ctx, keyParola, users[0].ParolaSurum)
	s.oturum.Put(ctx, keyKod, kod.ID.String())
	return nil
}

func (s *Service) girisForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/giris", &girisView{
		Page: f.page(web.Page{Title: "Sorumlu/Yetkili Girişi", Back: web.Link{URL: "/", Text: "Ana sayfa"}, Help: []string{
			"Açık Kapı Sorumluları (AKS) ve birim yetkilileri bu sayfadan giriş yapar. T.C. Kimlik No ve Cep Telefonu bilgilerinizi yazıp “Giriş” butonuna tıklayınız; onay kodu cep telefonunuza gönderilir.",
			"“Aktif Kullanıcı Bulunamadı” uyarısı alıyorsanız kullanıcı tanımınız yapılmamış ya da silinmiştir. Kullanıcıları her ilin kendi Valisi veya Vali Yardımcıları tanımlar.",
		}}),
		TCKN:    f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Numeric: true, MaxLength: 14, Width: 20, Autocomplete: "off"}),
		Telefon: f.Input(web.Input{Name: "telefon", Label: "Cep Telefonu", Type: "tel", Hint: "Örnek: 0 532 123 45 67", Width: 20, Autocomplete: "tel"}),
	})
}

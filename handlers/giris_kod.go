package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type kodView struct {
	web.Page
	Kod   web.Input
	Kalan int    // seconds that the code still holds
	Bitis string // time of day, for readers without JavaScript
	SMS   string // how far the SMS is
}

// kodPage asks for the code that was sent.
func (s *Service) kodPage(w http.ResponseWriter, r *http.Request) error {
	return s.kodForm(w, r, nil, nil)
}

// kod signs in whoever types the code. A person who is both AKS and Yetkili chooses next (GR-01).
func (s *Service) kod(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, aday, ok := s.waiting(ctx)
	if !ok {
		return web.SeeOther(w, r, "/giris")
	}
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.store.CheckCode(ctx, id, store.KodGiris, typed.Get("kod"))
	}
	if err != nil {
		return s.kodForm(w, r, typed, err)
	}
	users, err := s.store.SamePerson(ctx, aday)
	if err != nil {
		return err
	}
	surum := s.oturum.GetInt(ctx, keyParola)
	if !slices.ContainsFunc(users, func(u store.Kullanici) bool { return u.ID == aday && u.ParolaSurum == surum }) { // removed, or given another phone, while the code was on its way
		s.oturum.Remove(ctx, keyAday)
		return s.girisForm(w, r, nil, store.ErrNoUser)
	}
	if err := s.begin(w, r, users[0].ID, len(users) > 1); err != nil {
		return err
	}
	s.oturum.Put(ctx, keyParola, users[0].ParolaSurum)
	if len(users) > 1 {
		return web.SeeOther(w, r, "/giris/rol")
	}
	return s.arrive(w, r, &users[0])
}

// yeniKod sends another code once the one before is of no use any more (VB-04's rule, at the desk).
func (s *Service) yeniKod(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, aday, ok := s.waiting(ctx)
	if !ok {
		return web.SeeOther(w, r, "/giris")
	}
	d, err := s.store.CodeStatus(ctx, id)
	if err != nil && kural.KindOf(err) != kural.NotFound {
		return err
	}
	if err == nil && !d.Gecersiz {
		return s.kodForm(w, r, nil, kural.InvalidField("kod", "Yeni onay kodu, önceki kodun süresi dolunca istenebilir."))
	}
	kod, err := s.store.RequestSignInCode(ctx, aday, s.clientIP(r), id)
	if err != nil {
		return s.kodForm(w, r, nil, err)
	}
	s.oturum.Put(ctx, keyKod, kod.ID.String())
	s.oturum.Flash(ctx, web.Banner{Kind: "basari", Text: "Yeni onay kodu gönderildi."})
	return web.SeeOther(w, r, "/giris/kod")
}

// waiting is the code that this session waits for, and whom it signs in.
func (s *Service) waiting(ctx context.Context) (id uuid.UUID, aday int64, ok bool) {
	aday = s.oturum.GetInt64(ctx, keyAday)
	id, err := uuid.Parse(s.oturum.GetString(ctx, keyKod))
	return id, aday, err == nil && aday != 0
}

func (s *Service) kodForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	id, _, ok := s.waiting(r.Context())
	if !ok {
		return web.SeeOther(w, r, "/giris")
	}
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	d, err := s.store.CodeStatus(r.Context(), id)
	if errors.Is(err, &kural.Error{Kind: kural.NotFound}) {
		return web.SeeOther(w, r, "/giris")
	}
	if err != nil {
		return err
	}
	v := &kodView{
		Page: f.page(web.Page{Title: "Giriş Onay Kodu", Help: []string{
			"Cep telefonunuza gelen 6 rakamlı onay kodunu belirtilen sürede yazıp “Tamam” butonuna tıklayınız. “Vazgeç” girişi iptal eder.",
			"Süre dolduğunda yeni onay kodu isteyebilirsiniz.",
		}}),
		Kod: f.Input(web.Input{Name: "kod", Label: "Onay Kodu", Code: true, Numeric: true, MaxLength: 6, Autocomplete: "one-time-code"}),
		SMS: d.SMS,
	}
	if !d.Gecersiz {
		v.Kalan = max(0, int(d.Kalan.Round(time.Second).Seconds()))
		v.Bitis = d.Bitis.In(store.Istanbul()).Format("15:04:05")
	}
	return s.web.Render(w, r, f.Status(), "handlers/giris_kod", v)
}

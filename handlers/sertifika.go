package handlers

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// Sertifikalı Giriş (GR-03): the certificate is asked for on a listener of its own (sertifika_kapi.go), since a TLS handshake belongs to
// a listener, not to a page. Its answer leads back here with a ticket, which only the browser that set out from here can use.
const (
	keyIstek     = "istek"     // string: the secret that the ticket must fit
	keyAdaylar   = "adaylar"   // int64: one of the person's users, while they choose
	keySertifika = "sertifika" // int64: Unix time at which the certificate, and so the session, ends

	yolBasla      = "/e-icisleri/sertifika/basla"
	yolDevral     = "/e-icisleri/sertifika"
	yolSertKisi   = "/e-icisleri/sertifika/kullanici"
	yolEIcisleri  = "/e-icisleri"
	sertifikaYolu = "/giris" // on the certificate's listener
)

// sertifikaBasla sets out for the certificate's listener.
func (s *Service) sertifikaBasla(w http.ResponseWriter, r *http.Request) error {
	if k, err := s.signedIn(r.Context()); err == nil {
		return web.SeeOther(w, r, home(k.Rol()))
	}
	if s.sertifika == "" {
		return web.SeeOther(w, r, yolEIcisleri)
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return err
	}
	secret := base64.RawURLEncoding.EncodeToString(raw)
	s.oturum.Put(r.Context(), keyIstek, secret)
	return web.SeeOther(w, r, s.sertifika+sertifikaYolu+"?istek="+base64.RawURLEncoding.EncodeToString(istekOf(secret)))
}

func istekOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// sertifikaDevral takes the ticket over and signs its person in; one with several users chooses first.
func (s *Service) sertifikaDevral(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	bilet := r.URL.Query().Get("bilet")
	if bilet == "" {
		return web.SeeOther(w, r, yolEIcisleri)
	}
	g, err := store.SertifikaGiris{}, error(store.ErrHandOver)
	if secret := s.oturum.PopString(ctx, keyIstek); secret != "" { // else anybody could make a ticket that fits
		g, err = s.store.TakeOver(ctx, bilet, istekOf(secret))
	}
	if kural.KindOf(err) == kural.Forbidden {
		if k, err := s.signedIn(ctx); err == nil { // the page was loaded again
			return web.SeeOther(w, r, home(k.Rol()))
		}
		zerolog.Ctx(ctx).Info().Msg("certificate sign-in: no such ticket")
		return s.web.Render(w, r, http.StatusForbidden, "handlers/sertifika_ret", &sertifikaRetView{
			Page: retPage("Giriş tamamlanamadı", ""), Mesaj: store.ErrHandOver.Message, Yeniden: yolBasla, Giris: yolEIcisleri,
		})
	}
	if err != nil {
		return err
	}
	if len(g.Kullanicis) > 1 {
		if err := s.oturum.SignIn(ctx); err != nil { // a token of their own: whoever planted the old one proves nothing by it (SC-03)
			return err
		}
		s.oturum.Put(ctx, keyAdaylar, g.Kullanicis[0].ID)
		s.oturum.Put(ctx, keySertifika, g.Bitis.Unix())
		s.oturum.Remove(ctx, keyKullanici)
		return web.SeeOther(w, r, yolSertKisi)
	}
	return s.beginCertificate(w, r, &g.Kullanicis[0], g.Bitis.Unix())
}

// beginCertificate signs in as u, for as long as the certificate holds.
func (s *Service) beginCertificate(w http.ResponseWriter, r *http.Request, u *store.Kullanici, end int64) error {
	if err := s.begin(w, r, u.ID, false); err != nil {
		return err
	}
	s.oturum.Put(r.Context(), keySertifika, end)
	s.oturum.Put(r.Context(), keyParola, u.ParolaSurum)
	zerolog.Ctx(r.Context()).Info().Int64("kullanici", u.ID).Msg("signed in by certificate")
	return s.arrive(w, r, u)
}

// sertifikaKisi lets a person with several users choose one.
func (s *Service) sertifikaKisi(w http.ResponseWriter, r *http.Request) error {
	return s.sertifikaKisiForm(w, r, nil, nil)
}

func (s *Service) sertifikaSec(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	typed, err := web.ReadForm(r)
	if err != nil {
		return s.sertifikaKisiForm(w, r, typed, err)
	}
	users, end, err := s.adaylar(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(users, func(u store.Kullanici) bool { return strconv.FormatInt(u.ID, 10) == typed.Get("kullanici") })
	if i < 0 {
		return s.sertifikaKisiForm(w, r, typed, kural.InvalidField("kullanici", "Hangi yetkiyle çalışacağınızı seçiniz."))
	}
	return s.beginCertificate(w, r, &users[i], end)
}

// adaylar are the users that the session's person may choose from; none when nobody has still to choose.
func (s *Service) adaylar(ctx context.Context) ([]store.Kullanici, int64, error) {
	id, end := s.oturum.GetInt64(ctx, keyAdaylar), s.oturum.GetInt64(ctx, keySertifika)
	if id == 0 || s.certificateOver(ctx) {
		return nil, 0, nil
	}
	users, err := s.store.SameEIcisleri(ctx, id)
	return users, end, err
}

func (s *Service) sertifikaKisiForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	users, _, err := s.adaylar(r.Context())
	if err != nil {
		return err
	}
	if len(users) == 0 {
		return web.SeeOther(w, r, yolEIcisleri)
	}
	choice := web.Radios{Name: "kullanici", Label: "Hangi yetkiyle çalışacaksınız?"}
	for i := range users {
		choice.Options = append(choice.Options, rolOption(&users[i]))
	}
	return s.web.Render(w, r, f.Status(), "handlers/sertifika_kullanici", &rolView{
		Page: f.page(web.Page{Title: "Yetki Seçimi", Help: []string{
			"Adınıza birden çok e-İçişleri kullanıcısı tanımlıdır. Başka bir yetkiyle çalışmak için çıkış yapıp sertifikanızla yeniden giriş yapabilirsiniz.",
		}}),
		Rol: f.Radios(choice),
	})
}

// certificateOver tells whether the session rests on a certificate whose time is over, and ends it, with words for the next page.
func (s *Service) certificateOver(ctx context.Context) bool {
	end := s.oturum.GetInt64(ctx, keySertifika)
	if end == 0 || s.now().Before(time.Unix(end, 0)) {
		return false
	}
	for _, key := range []string{keyKullanici, keyAdaylar, keySertifika} {
		s.oturum.Remove(ctx, key)
	}
	s.oturum.Flash(ctx, web.Banner{
		Title: "Oturumunuz sona erdi",
		Text:  "Giriş yaptığınız sertifikanın süresi doldu. Yenilenen sertifikanızla ya da kullanıcı adı ve şifrenizle yeniden giriş yapınız.",
	})
	return true
}

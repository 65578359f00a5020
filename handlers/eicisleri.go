package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/parola"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type eIcisleriView struct {
	web.Page
	Sertifika string   // where Sertifikalı Giriş begins, "" = not offered here
	Nedir     []string // “Sertifikalı Giriş Nedir?”
}

// eIcisleri offers the two ways to sign in (GR-03).
func (s *Service) eIcisleri(w http.ResponseWriter, r *http.Request) error {
	s.certificateOver(r.Context()) // a live page's session cannot say so itself
	start := ""
	if s.sertifika != "" {
		start = yolBasla
	}
	return s.web.Render(w, r, http.StatusOK, "handlers/eicisleri", &eIcisleriView{
		Sertifika: start, Nedir: sertifikaHelp()[1:],
		Page: web.Page{Title: "e-İçişleri Girişi", Back: web.Link{URL: "/", Text: "Ana sayfa"}, Help: []string{
			"Mülki İdare Amirleri, Vali ve Vali Yardımcıları ile bakanlık personeli Açık Kapı Projesine e-İçişleri üzerinden, Sertifikalı Giriş ve Sertifikasız Giriş olarak iki ayrı şekilde giriş yapar.",
		}},
	})
}

type parolaView struct {
	web.Page
	Ad, Parola web.Input
}

// parolaPage is “Sertifikasız Giriş”.
func (s *Service) parolaPage(w http.ResponseWriter, r *http.Request) error {
	if k, err := s.signedIn(r.Context()); err == nil {
		return web.SeeOther(w, r, home(k.Rol()))
	}
	return s.parolaForm(w, r, nil, nil)
}

func (s *Service) parola(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	var id int64
	var surum int
	if err == nil {
		id, surum, err = s.checkParola(r, typed)
	}
	if err != nil {
		return s.parolaForm(w, r, typed, err)
	}
	u, err := s.store.Kullanici(r.Context(), id)
	if err == nil {
		err = s.begin(w, r, id, false)
	}
	if err != nil {
		return err
	}
	s.oturum.Put(r.Context(), keyParola, surum) // of the password that was typed: it may have been reset since
	return s.arrive(w, r, &u)
}

// maxParola bounds what is hashed.
const maxParola = 256

var errParola = &kural.Error{Kind: kural.Invalid, Message: "Kullanıcı adı veya şifre hatalı."}

// checkParola returns the user whose name and password these are (GR-03), and the password's surum. Errors: Invalid, the same for an unknown name and a
// wrong password; Unavailable.
func (s *Service) checkParola(r *http.Request, typed url.Values) (id int64, surum int, err error) {
	ctx := r.Context()
	ad, sifre, err := typedParola(typed)
	if err != nil {
		return 0, 0, err
	}
	id, hash, surum, err := s.store.Account(ctx, ad)
	if errors.Is(err, store.ErrNoUser) {
		id, hash, err = 0, parola.Decoy(), nil // the answer takes as long as for a known name (SC-09)
	}
	if err != nil {
		return 0, 0, err
	}
	try := store.PasswordTry{Ad: ad, IP: s.clientIP(r), Bilinen: id != 0 && id == s.lastUser(r)}
	if err := s.store.CountSignIn(ctx, try); err != nil {
		return 0, 0, err
	}
	match, old, err := s.compare(ctx, sifre, hash)
	if err != nil {
		return 0, 0, err
	}
	if !match || id == 0 {
		return 0, 0, errParola
	}
	if old {
		s.rehash(ctx, id, sifre, hash)
	}
	return id, surum, s.store.ForgiveSignIn(ctx, try)
}

// rehash keeps a password that was hashed with other parameters by today's; it is good either way.
func (s *Service) rehash(ctx context.Context, id int64, sifre, old string) {
	hash, err := s.hash(ctx, sifre)
	if err == nil {
		err = s.store.RehashParola(ctx, id, old, hash)
	}
	if err != nil {
		zerolog.Ctx(ctx).Warn().Err(err).Msg("a password keeps its old hash until the next sign-in")
	}
}

func typedParola(typed url.Values) (ad, sifre string, err error) {
	ad, err = web.Required(typed, "kullanici_adi", "Kullanıcı adını giriniz.")
	if sifre = typed.Get("parola"); sifre == "" {
		err = errors.Join(err, kural.InvalidField("parola", "Şifreyi giriniz."))
	}
	if err == nil && (len(ad) > maxParola || len(sifre) > maxParola) {
		err = errParola
	}
	return ad, sifre, err
}

// compare is parola.Compare of at most parallelHashes passwords at a time; the others wait their turn.
func (s *Service) compare(ctx context.Context, sifre, hash string) (match, old bool, err error) {
	select {
	case s.hashes <- struct{}{}:
		defer func() { <-s.hashes }()
	case <-ctx.Done():
		return false, false, kural.Away("Giriş şu anda yapılamıyor. Lütfen yeniden deneyiniz.", ctx.Err())
	}
	return parola.Compare(sifre, hash)
}

func (s *Service) parolaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, err := newForm(typed, failed)
	if err != nil {
		return err
	}
	return s.web.Render(w, r, f.Status(), "handlers/eicisleri_giris", &parolaView{
		Page: f.page(web.Page{Title: "Sertifikasız Giriş", Back: web.Link{URL: "/e-icisleri"}, Help: []string{
			"Sadece e-İmzanızın arızalı ya da yanınızda olmadığı durumlarda e-İçişleri kullanıcı adınız ve şifrenizle giriş yapabilirsiniz.",
			"Kullanıcı adınız ve şifreniz yoksa biriminizin e-İçişleri Proje Yöneticisine başvurunuz.",
		}}),
		Ad:     f.Input(web.Input{Name: "kullanici_adi", Label: "Kullanıcı Adı", Width: 20, MaxLength: 100, Autocomplete: "username"}),
		Parola: f.Input(web.Input{Name: "parola", Label: "Şifre", Type: "password", Width: 20, MaxLength: maxParola, Autocomplete: "current-password"}),
	})
}

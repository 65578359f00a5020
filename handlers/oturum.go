package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// What a session holds: ids, never a number or a name.
const (
	keyKullanici = "kullanici" // int64: who is signed in
	keyIlce      = "ilce"      // int: the ilçe that an AKS has chosen (GR-02)
	keyCift      = "cift"      // bool: the person is both AKS and Yetkili
	keyAday      = "aday"      // int64: who has still to type the code
	keyKod       = "kod"       // string: that code's id
)

// kimlik is who sends a request: the user with the rights they have now (GR-05), and the actor they act as.
type kimlik struct {
	store.Kullanici
	actor     basvuru.Actor
	ilce      *store.Yer // of an AKS who works in one ilçe
	cift      bool
	sertifika bool // came in by certificate
	// kapanan: routings of an AKS's applications wait at closed birim, so the menu leads to them
	kapanan bool
}

// unchosen tells whether an AKS with several ilçe has still to choose one (GR-02).
func (k *kimlik) unchosen() bool { return k.Rol() == kural.AKS && len(k.Ilces) > 1 && k.ilce == nil }

type kimlikKey struct{}

// who is the signed-in user; admit has put them there.
func who(r *http.Request) *kimlik { return r.Context().Value(kimlikKey{}).(*kimlik) } //nolint:forcetypeassert // a route without admit is a fault

var errSignedOut = errors.New("not signed in")

// admit lets only the roles of rt through: others get 403, people who are not signed in the sign-in page.
func (s *Service) admit(rt route) web.HandlerFunc {
	if slices.Contains(rt.who(), yetki.Herkes) {
		return rt.handle
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		k, err := s.signedIn(r.Context())
		if errors.Is(err, errSignedOut) {
			return s.signedOut(w, r, rt)
		}
		if err != nil {
			return err
		}
		if k.kapanan, err = s.store.HasKapanan(r.Context(), k.actor); err != nil {
			return err
		}
		c := k.dress(chrome(k))
		if k.Rol() == kural.AKS && !k.unchosen() && rt.kind != live {
			c = s.withHaber(c, r, k)
		}
		ctx := yetki.WithActor(context.WithValue(r.Context(), kimlikKey{}, k), k.actor)
		r = r.WithContext(web.WithChrome(ctx, c))
		switch {
		case !slices.Contains(rt.who(), k.Rol()):
			err = &kural.Error{Kind: kural.Forbidden, Message: fmt.Sprintf("Bu sayfa %s yetkisiyle açılamaz.", k.Rol().Label())}
		case k.unchosen() && strings.HasPrefix(rt.path, "/aks") && rt.path != "/aks/ilce":
			return web.SeeOther(w, r, "/aks/ilce")
		default:
			var done bool
			if done, err = k.passes(w, r, rt); err == nil && !done {
				err = s.answer(w, r, rt)
			}
		}
		if o, ok := errors.AsType[overtaken](err); ok {
			err = s.tellOvertaken(w, r, o)
		}
		if err != nil {
			s.web.Fail(w, r, err) // here, so that the page has the user's header
		}
		return nil
	}
}

// answer lets the route's handler answer, or the form with what its user had typed when their session ended.
func (s *Service) answer(w http.ResponseWriter, r *http.Request, rt route) error {
	if rt.method == post {
		s.used(r)
	}
	if done, err := s.restored(w, r, rt); done || err != nil {
		return err
	}
	return rt.handle(w, r)
}

// signedIn loads the session's user anew: a user or right removed meanwhile counts from this request on (GR-05).
func (s *Service) signedIn(ctx context.Context) (*kimlik, error) {
	id := s.oturum.GetInt64(ctx, keyKullanici)
	if id == 0 || s.certificateOver(ctx) {
		return nil, errSignedOut
	}
	u, err := s.store.Kullanici(ctx, id)
	if errors.Is(err, store.ErrNoUser) || err == nil && s.oturum.GetInt(ctx, keyParola) != u.ParolaSurum {
		return nil, errSignedOut
	}
	if err != nil {
		return nil, err
	}
	k := &kimlik{Kullanici: u, actor: u.Actor(), cift: s.oturum.GetBool(ctx, keyCift), sertifika: s.oturum.GetInt64(ctx, keySertifika) != 0}
	chosen := s.oturum.GetInt(ctx, keyIlce)
	for i := range u.Ilces {
		if len(u.Ilces) == 1 || u.Ilces[i].ID == chosen {
			k.ilce, k.actor.Ilces = &u.Ilces[i], []int{u.Ilces[i].ID}
		}
	}
	return k, nil
}

// toSignIn leads to the sign-in page. A part that htmx reloads makes the whole page go there.
func toSignIn(w http.ResponseWriter, r *http.Request) error {
	to := signInPage(r)
	if strings.HasPrefix(r.URL.Path, "/canli/") {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	return web.SeeOther(w, r, to)
}

// signInPage is the one that leads to the address asked for.
func signInPage(r *http.Request) string {
	for _, prefix := range []string{"/mia", "/yetki", "/e-icisleri", "/canli/mia", "/kart", "/canli/kart", "/kimlik", "/canli/kimlik", "/isletim", "/canli/isletim"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return "/e-icisleri"
		}
	}
	return "/giris"
}

// begin signs the user id in under a new session token (SC-03).
func (s *Service) begin(w http.ResponseWriter, r *http.Request, id int64, cift bool) error {
	ctx := r.Context()
	if err := s.oturum.SignIn(ctx); err != nil {
		return err
	}
	for _, key := range []string{keyAday, keyKod, keyIlce, keyListe, keyIstek, keyAdaylar, keySertifika, keyParola} {
		s.oturum.Remove(ctx, key)
	}
	s.oturum.Put(ctx, keyHaber, s.now().UnixMicro())
	s.oturum.Put(ctx, keyKullanici, id)
	s.oturum.Put(ctx, keyCift, cift)
	s.rememberUser(w, id)
	return nil
}

// home is where a role's work begins.
func home(rol kural.Rol) string {
	switch rol {
	case kural.AKS:
		return "/aks"
	case kural.Yetkili:
		return "/birim"
	default:
		return "/e-icisleri/anasayfa"
	}
}

// chrome is header and menu of a signed-in user.
func chrome(k *kimlik) web.Chrome {
	u := &web.User{Ad: k.AdSoyad(), Rol: k.Rol().Label(), Yer: k.yer(), Exit: "/cikis"}
	c := web.Chrome{Home: home(k.Rol()), User: u}
	switch k.Rol() {
	case kural.AKS:
		u.Rol = "Sorumlu"
		if len(k.Ilces) > 1 {
			u.Links = append(u.Links, web.Link{URL: "/aks/ilce", Text: "İlçe Değiştir"})
		}
		c.Nav = []web.NavItem{{URL: "/aks", Text: "AKS Anasayfa"}, {URL: yolYap, Text: "Başvuru Yap"}, {URL: "/aks/basvuru", Text: "Başvuru Arama"}, excelNav(k.Rol()), istatistikNav()}
		if k.kapanan {
			c.Nav = append(c.Nav, web.NavItem{URL: kapananPath, Text: "Kapanan Birimler"})
		}
	case kural.Yetkili:
		u.Rol = "Yetkili"
		c.Nav = []web.NavItem{{URL: "/birim", Text: "Yetkili Anasayfa"}, {URL: "/birim/basvuru", Text: "Başvuru Ara"}, excelNav(k.Rol())}
	case kural.MIA:
		c.Nav = []web.NavItem{{URL: "/e-icisleri/anasayfa", Text: "Modüller"}, {URL: yolMIAAnasayfa, Text: "Açık Kapı Anasayfa"}, {URL: "/mia", Text: "Açık Kapı Başvuru Sorgulama"}, excelNav(k.Rol()), istatistikNav()}
	case kural.Vali:
		c.Nav = authorityNav()
	case kural.ProjeYonetici:
		c.Nav = referansNav()
	case kural.KimlikBurosu:
		c.Nav = kimlikNav()
	case kural.Isletmen:
		c.Nav = isletimNav()
	default:
		c.Nav = []web.NavItem{{URL: "/e-icisleri/anasayfa", Text: "Modüller"}}
	}
	if k.cift {
		u.Links = append(u.Links, web.Link{URL: "/giris/rol", Text: "Yetki Değiştir"})
	}
	return c
}

// yer names where the user works: “06 - ANKARA”, an ilçe of it, or the birim.
func (k *kimlik) yer() string {
	switch {
	case k.Rol() == kural.Yetkili && len(k.Birims) == 1:
		return k.Birims[0].Ad
	case k.Rol() == kural.Yetkili:
		return fmt.Sprintf("%d birim", len(k.Birims))
	case k.Il == 0 || yetki.HesapTipOf(k.Tip).Tip != "" && !yetki.HesapTipOf(k.Tip).Il: // works for the whole country
		return ""
	case k.ilce != nil:
		return fmt.Sprintf("%02d - %s / %s", k.Il, k.IlAd, k.ilce.Ad)
	}
	return fmt.Sprintf("%02d - %s", k.Il, k.IlAd)
}

package handlers

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

// Cookies beside the session's. Neither is a credential: the one says whose lost form a browser may keep, the other which page
// was asked for.
const (
	cookieSon   = "acikkapi_son"
	cookieDonus = "acikkapi_donus"

	lastUserTime = 24 * time.Hour
	wantedTime   = time.Hour
	maxWanted    = 1000 // bytes of an address
)

func (s *Service) setCookie(w http.ResponseWriter, name, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.oturum.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	})
}

func (s *Service) dropCookie(w http.ResponseWriter, name string) {
	s.setCookie(w, name, "", -time.Second)
}

// rememberUser notes in the browser, sealed, who is signed in.
func (s *Service) rememberUser(w http.ResponseWriter, id int64) {
	sealed := s.store.Box().SealString(fmt.Sprintf("son:%d:%d", id, s.now().Unix()))
	s.setCookie(w, cookieSon, base64.RawURLEncoding.EncodeToString(sealed), lastUserTime)
}

// lastUser is who was signed in last in this browser, 0 for nobody known.
func (s *Service) lastUser(r *http.Request) int64 {
	c, err := r.Cookie(cookieSon)
	if err != nil {
		return 0
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return 0
	}
	plain, err := s.store.Box().OpenString(sealed)
	if err != nil {
		return 0
	}
	var id, at int64
	if n, err := fmt.Sscanf(plain, "son:%d:%d", &id, &at); n != 2 || err != nil || s.now().Sub(time.Unix(at, 0)) > lastUserTime {
		return 0
	}
	return id
}

// wantPage notes the page that somebody asked for before they were signed in.
func (s *Service) wantPage(w http.ResponseWriter, r *http.Request) {
	part := r.Header.Get("HX-Request") != "" || strings.HasPrefix(r.URL.Path, "/canli/")
	if at := r.URL.RequestURI(); len(at) <= maxWanted && r.Method == http.MethodGet && !part {
		s.setCookie(w, cookieDonus, base64.RawURLEncoding.EncodeToString([]byte(at)), wantedTime)
	}
}

// wanted is the page that was asked for, "" for none that u may open. Only addresses of the register count, so it leads to no
// other host. What somebody else has asked for here before is not u's wish.
func (s *Service) wanted(r *http.Request, u *store.Kullanici) string {
	c, err := r.Cookie(cookieDonus)
	if last := s.lastUser(r); err != nil || last != 0 && last != u.ID {
		return ""
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return s.openable(r.Context(), string(raw), u)
}

// openable is the page at address, "" where u's role and modules do not open it, or it is none of ours.
func (s *Service) openable(ctx context.Context, address string, u *store.Kullanici) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil || req.URL.Host != "" || !strings.HasPrefix(address, "/") {
		return ""
	}
	var m mux.RouteMatch
	if !s.pages.Match(req, &m) || m.Route == nil {
		return ""
	}
	i, err := strconv.Atoi(m.Route.GetName())
	if err != nil {
		return ""
	}
	rt, k := s.routes()[i], kimlik{Kullanici: *u}
	if !slices.Contains(rt.who(), u.Rol()) || yetki.CheckModul(u.Tip, rt.path, k.moduls()) != nil {
		return ""
	}
	return req.URL.RequestURI()
}

// pageRoutes matches the pages that somebody may be led to after signing in.
func pageRoutes(routes []route) *mux.Router {
	r := mux.NewRouter()
	for i, rt := range routes {
		if rt.method == get && rt.kind == page && !slices.Contains(rt.who(), yetki.Herkes) {
			r.Path(rt.path).Methods(get).Name(strconv.Itoa(i)).Handler(http.NotFoundHandler())
		}
	}
	return r
}

// arrive leads somebody who has just signed in as u to what they were doing when their session ended, else to the page that they
// asked for, else to where their work begins. An AKS with several ilçe chooses one first (GR-02).
func (s *Service) arrive(w http.ResponseWriter, r *http.Request, u *store.Kullanici) error {
	k := kimlik{Kullanici: *u}
	if k.unchosen() && s.oturum.GetInt(r.Context(), keyIlce) == 0 {
		return web.SeeOther(w, r, home(u.Rol()))
	}
	if k.ParolaGecici && s.oturum.GetInt64(r.Context(), keySertifika) == 0 {
		return web.SeeOther(w, r, yolSifre) // and on from there
	}
	to := s.wanted(r, u)
	s.dropCookie(w, cookieDonus)
	if lost, err := s.keptFor(r.Context(), u.ID); err == nil && len(lost.Forms) > 0 { // on an error the page waits all the same
		if form := s.openable(r.Context(), lost.Forms[len(lost.Forms)-1].Yol, u); form != "" {
			to = form
		}
	}
	if to == "" {
		to = opening(u)
	}
	return web.SeeOther(w, r, to)
}

package handlers

import (
	"net/http"

	"acikkapi/internal/web"
)

// cikis ends the session (GR-05).
func (s *Service) cikis(w http.ResponseWriter, r *http.Request) error {
	to := "/giris"
	if home(who(r).Rol()) == "/e-icisleri/anasayfa" {
		to = "/e-icisleri"
	}
	if err := s.oturum.SignOut(w, r); err != nil {
		return err
	}
	s.dropCookie(w, cookieSon)
	s.dropCookie(w, cookieDonus)
	return web.SeeOther(w, r, to)
}

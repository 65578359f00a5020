package handlers

import (
	"net/http"

	"acikkapi/internal/web"
)

// keyListe holds the query of the list that the desk looked at last: “geri” leads there, with its filter and page.
const keyListe = "liste"

// maxSorgu bounds what a session keeps of a query.
const maxSorgu = 2000

// keepListe remembers the list that is being looked at.
func (s *Service) keepListe(r *http.Request) {
	q := r.URL.RawQuery
	if len(q) > maxSorgu {
		q = ""
	}
	if s.oturum.GetString(r.Context(), keyListe) != q {
		s.oturum.Put(r.Context(), keyListe, q)
	}
}

// listeGeri is the way back to the list as it was left.
func (s *Service) listeGeri(r *http.Request) web.Link {
	l := web.Link{URL: aksListePath, Text: "Başvuru Arama"}
	if q := s.oturum.GetString(r.Context(), keyListe); q != "" {
		l.URL += "?" + q
	}
	return l
}

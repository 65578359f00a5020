package handlers

import (
	"net/http"
	"strings"

	"acikkapi/store"
)

// recordOkuma puts on record that somebody has opened a page with the data of the application no (SC-05): one row an opening. What
// a page reloads by itself, and a form that comes back with its errors, is the same opening; asked for without one, it is an opening
// itself, so that nobody reads around the record. Errors: Unavailable; show nothing then.
func (s *Service) recordOkuma(r *http.Request, no int64, islem string) error {
	e := store.Erisim{Islem: islem, BasvuruNo: no}
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "/canli/") {
		return s.store.RecordErisim(r.Context(), who(r).actor, e)
	}
	return s.store.RecordOkuma(r.Context(), who(r).actor, e)
}

// What is done on the pages of an application, in the words of the record.
const (
	detayAcildi = "Başvuru detayı görüntülendi"
	islemAcildi = "Başvuru işlem sayfası görüntülendi"
)

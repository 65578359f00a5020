package handlers

import (
	"net/http"

	"acikkapi/store"
)

// recordOkuma puts on record that somebody has opened a page with the data of the application no (SC-05): one row an opening. What
// a page reloads by itself, and a form that comes back with its errors, is the same opening. Errors: Unavailable; show nothing then.
func (s *Service) recordOkuma(r *http.Request, no int64, islem string) error {
	if r.Method != http.MethodGet {
		return nil
	}
	return s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: islem, BasvuruNo: no})
}

// What is done on the pages of an application, in the words of the record.
const (
	detayAcildi = "Başvuru detayı görüntülendi"
	islemAcildi = "Başvuru işlem sayfası görüntülendi"
)

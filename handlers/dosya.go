package handlers

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// dosyaIndir sends a file to those whom the policy lets read its application, once it is on record who reads it (SC-05).
func (s *Service) dosyaIndir(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return store.ErrNoFile
	}
	d, err := s.store.ReadableDosya(r.Context(), who(r).actor, id)
	if err != nil {
		return err
	}
	content, size, err := s.dosya.Open(r.Context(), d.Ozet)
	if err != nil {
		return err
	}
	defer content.Close()
	if d.Yukleyen != store.Uploader(who(r).actor) { // one's own is nothing new
		err := s.store.RecordErisim(r.Context(), who(r).actor, store.Erisim{Islem: "Dosya indirildi", BasvuruNo: d.BasvuruNo, Ayrinti: id.String()})
		if err != nil {
			return err
		}
	}
	web.ServeFile(w, web.Download{Ad: d.Ad, Tur: d.Tur, Boyut: size}, content)
	return nil
}

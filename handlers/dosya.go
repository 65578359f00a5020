package handlers

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// dosyaIndir sends a file to those whom the policy lets read its application.
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
	web.ServeFile(w, web.Download{Ad: d.Ad, Tur: d.Tur, Boyut: size}, content)
	return nil
}

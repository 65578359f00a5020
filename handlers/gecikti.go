package handlers

import (
	"net/http"

	"acikkapi/internal/web"
)

// overtaken is the refusal of a page for an action that the application does not take now; geri leads to the application.
type overtaken struct {
	error
	geri string
}

func (o overtaken) Unwrap() error { return o.error }

type geciktiView struct {
	web.Page
	Mesaj, Geri string
}

// tellOvertaken says why the action is not possible, and leads back to the application.
func (s *Service) tellOvertaken(w http.ResponseWriter, r *http.Request, o overtaken) error {
	f, err := newForm(nil, o.error)
	if err != nil || f.conflict == nil {
		return o.error
	}
	return s.web.Render(w, r, f.Status(), "handlers/gecikti", &geciktiView{
		Page:  web.Page{Title: "İşlem yapılamadı", Back: web.Link{URL: o.geri, Text: "Başvuruya dön"}},
		Mesaj: f.conflict.Message, Geri: o.geri,
	})
}

package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// overtaken is the refusal of a page for an action that the application does not take now, or not from this person any more.
type overtaken struct {
	error
	geri  web.Link   // where to go on
	typed url.Values // what was posted, nil for a page that was only opened
}

func (o overtaken) Unwrap() error { return o.error }

// changedMeanwhile is err for an application that takes no such action now; its page tells how it stands.
func changedMeanwhile(err error, page string) error {
	return overtaken{error: err, geri: web.Link{URL: page, Text: "Başvurunun son durumunu görün"}}
}

// gone keeps what was typed about an application that has left the person's scope meanwhile – withdrawn, begun anew by the MİA, or
// the right to it taken away (UI-03). Other errors stay what they are; the page of an outage brings what was typed itself.
func gone(err error, typed url.Values, list string) error {
	if kural.KindOf(err) != kural.NotFound || len(textsOf(typed)) == 0 {
		return err
	}
	return overtaken{err, web.Link{URL: list, Text: "Başvuru listesine dön"}, typed}
}

type geciktiView struct {
	web.Page
	Mesaj    string
	Geri     web.Link
	Metinler []web.Textarea
	Alindi   bool // the application may have been taken from the person
}

var overtakenStatus = map[kural.Kind]int{
	kural.Conflict: http.StatusConflict, kural.NotFound: http.StatusNotFound,
}

// tellOvertaken says why the action is not possible, and leads on; what was typed stands there to be copied.
func (s *Service) tellOvertaken(w http.ResponseWriter, r *http.Request, o overtaken) error {
	e, ok := errors.AsType[*kural.Error](o.error)
	if !ok || overtakenStatus[e.Kind] == 0 {
		return o.error
	}
	return s.web.Render(w, r, overtakenStatus[e.Kind], "handlers/gecikti", &geciktiView{
		Page:  web.Page{Title: "İşlem yapılamadı", Back: o.geri},
		Mesaj: e.Message, Geri: o.geri, Metinler: textsOf(o.typed), Alindi: e.Kind == kural.NotFound,
	})
}

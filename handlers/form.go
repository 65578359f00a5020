package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// form is a posted form and what became of it: refused input stands at its field (422, G-06); what somebody else has done
// meanwhile is told on top (409), and all that was typed stays.
type form struct {
	web.Form
	conflict *kural.Error
}

// newForm sorts the error of an attempt; one that is neither comes back for Engine.Fail.
func newForm(typed url.Values, failed error) (form, error) {
	if e, ok := errors.AsType[*kural.Error](failed); ok && e.Kind == kural.Conflict {
		f := form{Form: web.Form{Typed: typed}, conflict: e}
		if e.Field != "" {
			f.Errors = web.Errors{{Field: e.Field, Message: e.Message}}
		}
		return f, nil
	}
	f, err := web.NewForm(typed, failed)
	return form{Form: f}, err
}

// surum is the version that a form was made from: the one that it brought, so that input that was refused and mended still overwrites
// nothing; now where it is fresh, or its reader has just been told of the change.
func (f form) surum(now int) int {
	if n := atoi(f.Typed.Get("surum")); f.conflict == nil && n > 0 {
		return n
	}
	return now
}

// pageSurum is the version that a posted form was made from. Errors: Invalid for a form without one: it would overwrite whatever is there.
func pageSurum(typed url.Values) (int, error) {
	n := atoi(typed.Get("surum"))
	if n <= 0 {
		return 0, &kural.Error{Kind: kural.Invalid, Message: "Eksik form: gönderilen form bu sayfanın tamamı değil. Yazdıklarınızı kontrol ederek yeniden gönderiniz."}
	}
	return n, nil
}

// Status is 200, 422 or 409.
func (f form) Status() int {
	if f.conflict != nil {
		return http.StatusConflict
	}
	return f.Form.Status()
}

// page puts what went wrong into p.
func (f form) page(p web.Page) web.Page {
	p.Errors = f.Errors
	if f.conflict != nil && f.conflict.Field == "" {
		p.Flash = &web.Banner{Title: "İşlem yapılamadı", Text: f.conflict.Message}
	}
	return p
}

// at names the field of an error that a parser has left without one.
func at(field string, err error) error { return kural.At(field, err) }

// number is a path variable that the route's pattern keeps to digits; one too long for a number names nothing.
func number(r *http.Request, name string) (int64, error) {
	n, err := strconv.ParseInt(mux.Vars(r)[name], 10, 64)
	if err != nil {
		return 0, &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı.", Err: err}
	}
	return n, nil
}

// numbers are an application's number and one of its routings'.
func numbers(r *http.Request) (no int64, sira int, err error) {
	if no, err = number(r, "no"); err != nil {
		return 0, 0, err
	}
	n, err := number(r, "sira")
	if err == nil && n > 1<<30 {
		err = basvuru.NotFoundError(no)
	}
	return no, int(n), err
}

// allowed is nil where the rules let actor do action with b now, else the refusal (409, 403).
func allowed(b *basvuru.Basvuru, actor basvuru.Actor, action kural.Action, sira int) error {
	_, err := basvuru.Moves.Find(action, b.Durum, actor.Rol, basvuru.Facts{B: b, Sira: sira})
	return err
}

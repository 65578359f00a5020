package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const yolYap = "/aks/basvuru-yap"

// onBehalfRoutes are “Başvuru Yap” of the desk (AK-01).
func (s *Service) onBehalfRoutes() []route {
	return []route{
		{get, yolYap, desk, page, s.yarimPage},
		{get, yolYap + "/yeni", desk, page, s.yeniAdina},
		{get, yolYap + "/{id}", desk, page, s.adinaPage},
		{post, yolYap + "/{id}", desk, upload, s.basvuruYap},
		{post, yolYap + "/{id}/adres", desk, page, s.adinaAdres},
		{post, yolYap + "/{id}/iptal", desk, page, s.adinaIptal},
		{get, "/aks/liste/ilce", desk, page, func(w http.ResponseWriter, r *http.Request) error { return s.form.Ilces(w, r) }},
		{get, "/aks/liste/yerlesim", desk, page, func(w http.ResponseWriter, r *http.Request) error { return s.form.Yerlesims(w, r) }},
		{get, "/aks/liste/alt-baslik", desk, page, func(w http.ResponseWriter, r *http.Request) error { return s.form.AltBasliks(w, r) }},
	}
}

func newForms(o Options) *basvuruform.Form {
	return &basvuruform.Form{Store: o.Store, Web: o.Engine, Yol: basvuruform.Yollar{
		Ilce: "/aks/liste/ilce", Yerlesim: "/aks/liste/yerlesim", AltBaslik: "/aks/liste/alt-baslik",
	}}
}

// adina is an application that an AKS enters on somebody's behalf (AK-01): a draft of the user's, encrypted, so that it outlives
// an error, the back button and the session. Its id is the form's, made when the form is opened.
type adina struct {
	id     uuid.UUID
	Kisi   basvuru.Kisi // as KPS knows the person of the number searched for; never from a post. Zero: not searched
	IlKodu int          // of the residence
	Form   url.Values   // what was typed, the number among it
	Alindi alindi       // what it has become; then nothing else is kept
}

// alindi is the receipt.
type alindi struct {
	No       int64
	Kim      string // “AYŞE DEMİR”, whom a clerk who has not searched has not seen yet
	Il, Ilce int
	Cepsiz   bool
	Kimlik   basvuru.KimlikDurum
}

// adinaFields are those of the form that a citizen's has not.
var adinaFields = []string{"tckn", "cep", "gelis_tarihi"}

func (a *adina) yol() string   { return yolYap + "/" + a.id.String() }
func (a *adina) owner() string { return store.DraftOwner(a.id) }

func (a *adina) home() basvuruform.Ikamet {
	return basvuruform.Ikamet{Ikamet: a.Kisi.Ikamet, IlKodu: a.IlKodu}
}

// tckn is the number that was typed. Errors: Invalid at its field (G-03).
func (a *adina) tckn() (basvuru.TCKN, error) {
	no, err := basvuru.ParseTCKN(web.Field(a.Form, "tckn"))
	return no, kural.At("tckn", err)
}

// adinaOf is the draft that the path names, an empty one where nothing has been typed yet. Errors: NotFound for somebody else's.
func (s *Service) adinaOf(r *http.Request) (*adina, error) {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return nil, &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı.", Err: err}
	}
	a := &adina{id: id}
	_, err = s.store.UserDraft(r.Context(), who(r).ID, id, a)
	return a, err
}

// saveAdina keeps a; a form in which nothing stands is not worth keeping.
func (s *Service) saveAdina(r *http.Request, a *adina) error {
	if a.Alindi.No == 0 && len(a.Form) == 0 {
		return nil
	}
	return s.store.SaveUserDraft(r.Context(), who(r).ID, a.id, a)
}

// basvuruYap takes the form.
func (s *Service) basvuruYap(w http.ResponseWriter, r *http.Request) error {
	a, err := s.adinaOf(r)
	if err != nil {
		return err
	}
	if a.Alindi.No != 0 {
		s.oturum.Flash(r.Context(), web.Banner{Text: fmt.Sprintf("Bu form %d takip numarasıyla daha önce kaydedildi. Başka bir başvuru için “Yeni Başvuru”ya tıklayınız.", a.Alindi.No)})
		return web.SeeOther(w, r, a.yol())
	}
	next, err := s.enter(r, a)
	if err != nil {
		return s.adinaForm(w, r, a, err)
	}
	return web.SeeOther(w, r, next)
}

// enter puts what r posts into a and does what was pressed; whatever that was, what was typed and uploaded is kept (G-05, G-06).
func (s *Service) enter(r *http.Request, a *adina) (next string, err error) {
	typed, err := web.ReadUpload(r, s.saveDosya(a))
	changed := false
	if typed != nil {
		var e error
		if changed, e = s.take(r.Context(), a, typed); err == nil {
			err = e
		}
	}
	switch islem := typed.Get("islem"); {
	case err == nil:
		next, err = s.press(r, a, islem, changed)
	case islem == "kaydet" && kural.KindOf(err) == kural.Invalid: // a refused file: what else is wrong is told with it
		_, e := s.readAdina(r, a, changed)
		err = errors.Join(err, e)
	}
	if e := s.saveAdina(r, a); e != nil && (err == nil || kural.KindOf(err) == kural.Invalid) {
		err = e
	}
	return next, err
}

// take puts what was typed into a. Another number than the one that was searched is another person: what KPS told of the one before
// is forgotten, the residence in the address with it.
func (s *Service) take(ctx context.Context, a *adina, typed url.Values) (changed bool, err error) {
	a.Form = basvuruform.Known(typed, adinaFields...)
	if a.Kisi.TCKN == "" {
		return false, nil
	}
	if err := s.form.FillResidence(ctx, a.Form, a.home()); err != nil {
		return false, err
	}
	if no, err := a.tckn(); err != nil || no != a.Kisi.TCKN {
		basvuruform.EmptyResidence(a.Form)
		a.Kisi, a.IlKodu = basvuru.Kisi{}, 0
		return true, nil
	}
	return false, nil
}

// press does what the pressed button says and returns where to go on. changed: the number is not the one searched for before.
func (s *Service) press(r *http.Request, a *adina, islem string, changed bool) (string, error) {
	if islem == "ara" {
		return a.yol() + "#kisi", s.findKisi(r, a)
	}
	part, done, err := s.form.Press(r.Context(), a.Form, a.owner(), islem)
	if done || err != nil {
		return a.yol() + part, err
	}
	return a.yol(), s.kaydet(r, a, changed)
}

// saveDosya stores an uploaded file for a.
func (s *Service) saveDosya(a *adina) web.SaveFile {
	return func(ctx context.Context, _, name string, content io.Reader) error {
		d, err := s.dosya.Save(ctx, name, content)
		if err != nil {
			return err
		}
		_, err = s.store.AddUpload(ctx, a.owner(), store.Yukleme{Ozet: d.Ozet, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut})
		return err
	}
}

// adinaIptal leaves with nothing saved.
func (s *Service) adinaIptal(w http.ResponseWriter, r *http.Request) error {
	a, err := s.adinaOf(r)
	if err != nil {
		return err
	}
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := s.store.DropUserDraft(r.Context(), who(r).ID, a.id); err != nil {
		return err
	}
	s.oturum.Flash(r.Context(), web.Banner{Text: "Başvuru girişi iptal edildi; yazılanlar silindi."})
	if typed.Get("geri") == "liste" {
		return web.SeeOther(w, r, yolYap)
	}
	return web.SeeOther(w, r, "/aks")
}

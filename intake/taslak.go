package intake

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// taslak is an application on its way: kept encrypted by store, found by the id in the session (SC-03).
type taslak struct {
	id     uuid.UUID
	Kisi   basvuru.Kisi // as KPS knows the person who passed step 1; never from a post (VB-05)
	IlKodu int          // of the residence
	Cep    string       // E.164, from step 1
	Onayli bool         // the code was right
	Form   url.Values   // what was typed on “Başvuru Kayıt”
	No     int64        // the number that it has become; then nothing else is kept
}

// What a session holds.
const (
	oturumTaslak = "taslak"
	oturumKod    = "kod"
)

// yol is the page that t stands at.
func (t *taslak) yol() string {
	switch {
	case t.No != 0:
		return yolTamam
	case t.Onayli:
		return yolKayit
	case t.Kisi.TCKN != "":
		return yolKod
	}
	return yolGiris
}

// errNoDraft: the session has none, or has ended.
var errNoDraft = errors.New("no draft in this session")

func (s *service) taslak(ctx context.Context) (*taslak, error) {
	id, err := uuid.Parse(s.Sessions.GetString(ctx, oturumTaslak))
	if err != nil {
		return nil, errNoDraft
	}
	t := &taslak{}
	err = s.Store.Draft(ctx, id, t)
	if kural.KindOf(err) == kural.NotFound {
		return nil, errNoDraft
	}
	t.id = id
	return t, err
}

func (s *service) save(ctx context.Context, t *taslak) error { return s.Store.SaveDraft(ctx, t.id, t) }

// draftHandler is a page's handler that needs the session's draft.
type draftHandler func(w http.ResponseWriter, r *http.Request, t *taslak) error

// at lets h answer only while the draft stands at path; everybody else is led to where they stand.
func (s *service) at(path string, h draftHandler) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t, err := s.taslak(r.Context())
		switch {
		case errors.Is(err, errNoDraft):
			return web.SeeOther(w, r, yolGiris)
		case err != nil:
			return err
		case t.yol() != path:
			return web.SeeOther(w, r, t.yol())
		}
		return h(w, r, t)
	}
}

const keptBody = 256 << 10 // bytes of a form whose session has ended

// kept keeps what was typed into a form whose session has ended in the meantime: it stands in the form again once the person
// has identified themselves anew (UI-03).
func (s *service) kept(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		if _, err := s.taslak(ctx); !errors.Is(err, errNoDraft) {
			return next(w, r)
		}
		r.Body = http.MaxBytesReader(w, r.Body, keptBody)
		typed, err := web.ReadUpload(r, noFile) // what was refused is told once the person is back
		if len(typed) == 0 {
			if err != nil {
				return err
			}
			return web.SeeOther(w, r, yolGiris)
		}
		id, err := s.Store.NewDraft(ctx, &taslak{Form: known(typed)})
		if err != nil {
			return err
		}
		s.Sessions.Put(ctx, oturumTaslak, id.String())
		s.Sessions.Flash(ctx, web.Banner{
			Title: "Oturumunuzun süresi doldu",
			Text:  "Yazdıklarınız saklandı. Kimliğinizi yeniden doğruladığınızda formda yerinde olacak; dosyaları yeniden eklemeniz gerekir.",
		})
		return web.SeeOther(w, r, yolGiris)
	}
}

// person gives the draft of this session to the person whom KPS has just confirmed: their own goes on, what an ended session left
// is adopted, anybody else's stays apart.
func (s *service) person(ctx context.Context, kisi basvuru.Kisi, ilKodu int, cep string) (*taslak, error) {
	t, err := s.taslak(ctx)
	if err != nil && !errors.Is(err, errNoDraft) {
		return nil, err
	}
	if t == nil || t.No != 0 || (t.Kisi.TCKN != "" && t.Kisi.TCKN != kisi.TCKN) {
		t = &taslak{id: uuid.Must(uuid.NewV7())}
	}
	t.Kisi, t.IlKodu, t.Cep, t.Onayli = kisi, ilKodu, cep, false
	return t, s.save(ctx, t)
}

// owner names t as the owner of its uploads.
func (t *taslak) owner() string { return store.DraftOwner(t.id) }

package intake

import (
	"context"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// taslak is an application on its way: kept encrypted by store, found by the id in the session (SC-03).
type taslak struct {
	id        uuid.UUID
	Kisi      basvuru.Kisi // as KPS knows the person who passed step 1; never from a post (VB-05)
	IlKodu    int          // of the residence
	dogrulama              // of the phone from step 1
	Form      url.Values   // what was typed on “Başvuru Kayıt”
	No        int64        // the number that it has become; then nothing else is kept
}

func (t *taslak) setID(id uuid.UUID) { t.id = id }

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

// owner names t as the owner of its uploads.
func (t *taslak) owner() string { return store.DraftOwner(t.id) }

func (s *service) taslak(ctx context.Context) (*taslak, error) {
	t := &taslak{}
	return t, s.loadStep(ctx, oturumTaslak, t)
}

func (s *service) save(ctx context.Context, t *taslak) error { return s.Store.SaveDraft(ctx, t.id, t) }

const keptBody = 256 << 10 // bytes of a form whose session has ended

// kept keeps what was typed into a form whose session has ended in the meantime: it stands in the form again once the person
// has identified themselves anew (UI-03).
func (s *service) kept(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		if _, err := s.taslak(ctx); !isNoStep(err) {
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

// person is the draft of this session, given to the person whom KPS has just confirmed and not kept yet: their own goes on, what an
// ended session left is adopted, anybody else's stays apart.
func (s *service) person(ctx context.Context, kisi basvuru.Kisi, ilKodu int, cep string) (*taslak, error) {
	t, err := s.taslak(ctx)
	if err != nil && !isNoStep(err) {
		return nil, err
	}
	if err != nil || t.No != 0 || (t.Kisi.TCKN != "" && t.Kisi.TCKN != kisi.TCKN) {
		t = &taslak{id: uuid.Must(uuid.NewV7())}
	}
	t.Kisi, t.IlKodu, t.dogrulama = kisi, ilKodu, dogrulama{Cep: cep}
	return t, nil
}

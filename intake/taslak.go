package intake

import (
	"context"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
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

// home is the residence that “aynı mı?” fills in.
func (t *taslak) home() basvuruform.Ikamet {
	return basvuruform.Ikamet{Ikamet: t.Kisi.Ikamet, IlKodu: t.IlKodu}
}

func (s *service) taslak(ctx context.Context) (*taslak, error) {
	t := &taslak{}
	return t, s.loadStep(ctx, oturumTaslak, t)
}

func (s *service) save(ctx context.Context, t *taslak) error { return s.Store.SaveDraft(ctx, t.id, t) }

// taslakKey names the draft that a form was opened for, in the address that it is posted to.
const taslakKey = "taslak"

// owns tells whether the form that r posts was opened for t.
func (t *taslak) owns(r *http.Request) bool {
	id := r.URL.Query().Get(taslakKey)
	return id == "" || id == t.id.String()
}

const maxKept = 256 << 10 // bytes, urlencoded, of what is kept for somebody unknown; a full form has some 150 KB

// kept keeps what was typed into a form that cannot be taken now, because its session has ended or its citizen has begun to
// identify themselves anew elsewhere: it stands in the form again once they have done so (UI-03).
func (s *service) kept(next web.HandlerFunc) web.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		t, err := s.taslak(r.Context())
		ended := isNoStep(err)
		switch {
		case err != nil && !ended:
			return err
		case !ended && (t.yol() == yolKayit || t.yol() == yolTamam):
			return next(w, r)
		case ended:
			t = &taslak{id: uuid.Must(uuid.NewV7())}
		case !t.owns(r):
			s.Sessions.Flash(r.Context(), web.Banner{
				Title: "Form kaydedilmedi",
				Text:  "Bu tarayıcıda bu arada başka bir başvuru başlatıldı. Yazdıklarınıza tarayıcınızın geri düğmesiyle dönebilirsiniz.",
			})
			return web.SeeOther(w, r, t.yol())
		}
		typed, err := web.ReadUpload(r, noFile) // what was refused is told once the person is back
		if len(typed) == 0 {
			if err != nil {
				return err
			}
			return web.SeeOther(w, r, t.yol())
		}
		if err := s.keep(r, t, basvuruform.Known(typed), ended); err != nil {
			return err
		}
		return web.SeeOther(w, r, t.yol())
	}
}

// keep keeps the form f in t. Nobody has proved anything yet, so it is bounded in size and number.
func (s *service) keep(r *http.Request, t *taslak, f url.Values, ended bool) error {
	ctx := r.Context()
	if len(f.Encode()) > maxKept {
		return &http.MaxBytesError{Limit: maxKept}
	}
	if err := s.Store.CountAttempt(ctx, store.Deneme{Konu: "taslak", IP: web.ClientIP(r)}); err != nil {
		return err
	}
	t.Form = f
	if err := s.save(ctx, t); err != nil {
		return err
	}
	title := "Kimliğinizi yeniden doğrulamanız gerekiyor"
	if ended {
		title = "Oturumunuzun süresi doldu"
		s.Sessions.Put(ctx, oturumTaslak, t.id.String())
	}
	s.Sessions.Flash(ctx, web.Banner{
		Title: title,
		Text:  "Yazdıklarınız saklandı. Kimliğinizi yeniden doğruladığınızda formda yerinde olacak; dosyaları yeniden eklemeniz gerekir.",
	})
	return nil
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

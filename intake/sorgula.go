package intake

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// sorgu is an inquiry on its way, kept as a draft.
type sorgu struct {
	id   uuid.UUID
	No   int64
	TCKN basvuru.TCKN
	dogrulama
}

func (q *sorgu) setID(id uuid.UUID) { q.id = id }

func (q *sorgu) yol() string {
	if q.Onayli {
		return yolSorguSonuc
	}
	return yolSorguKod
}

func (s *service) sorgu(ctx context.Context) (*sorgu, error) {
	q := &sorgu{}
	return q, s.loadStep(ctx, oturumSorgu, q)
}

func (s *service) sorgulaPage(w http.ResponseWriter, r *http.Request) error {
	return s.sorgulaForm(w, r, nil, nil)
}

// sorgula sends a code to the phone on the application (VS-01).
func (s *service) sorgula(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.lookup(r, typed)
	}
	if err != nil {
		return s.sorgulaForm(w, r, typed, err)
	}
	return web.SeeOther(w, r, yolSorguKod)
}

func (s *service) lookup(r *http.Request, typed url.Values) error {
	ctx := r.Context()
	tckn, errTCKN := basvuru.ParseTCKN(typed.Get("tckn"))
	no, errNo := strconv.ParseInt(web.Field(typed, "basvuru_no"), 10, 64)
	if errNo != nil || no <= 0 {
		errNo = &kural.Error{Kind: kural.Invalid, Field: "basvuru_no", Message: "Başvuru takip numaranızı rakamlarla giriniz.", Err: errNo}
	}
	if err := errors.Join(errNo, kural.At("tckn", errTCKN)); err != nil {
		return err
	}
	if err := s.Store.CountAttempt(ctx, store.Deneme{Konu: "sorgu", TCKN: tckn, IP: web.ClientIP(r)}); err != nil {
		return err
	}
	cep, err := s.Store.Lookup(ctx, no, tckn)
	switch {
	case kural.KindOf(err) == kural.NotFound: // a wrong pair and an unknown number alike
		return &kural.Error{Kind: kural.Invalid, Message: "Bu bilgilerle eşleşen bir başvuru bulunamadı. Lütfen kontrol ederek yeniden deneyiniz.", Err: err}
	case err != nil:
		return err
	case cep == "": // VB-07
		return &kural.Error{Kind: kural.Invalid, Message: "Bu başvuruda cep telefonu bulunmadığı için onay kodu gönderilemez. Başvurunuzun durumunu Açık Kapı biriminden öğrenebilirsiniz."}
	}
	q := &sorgu{No: no, TCKN: tckn, dogrulama: dogrulama{Cep: cep}}
	if err := s.sendCode(r, sorguKodu(), tckn, &q.dogrulama); err != nil {
		return err
	}
	id, err := s.Store.NewDraft(ctx, q)
	if err != nil {
		return err
	}
	s.Sessions.Put(ctx, oturumSorgu, id.String())
	return nil
}

type sorgulaView struct {
	web.Page
	No, TCKN web.Input
}

func (s *service) sorgulaForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, status, err := formOf(w, typed, failed)
	if err != nil {
		return err
	}
	return s.Web.Render(w, r, status, "intake/sorgula", &sorgulaView{
		Page: web.Page{
			Title: "Başvuru Sorgulama", Back: web.Link{URL: yolAna}, Errors: f.Errors,
			Help: []string{"Size verilen “Başvuru No” takip numarasını ve “T.C. Kimlik No” bilgisini girip “Sorgula” düğmesine tıklayınız. Cep telefonunuza onay kodu gönderilir; kodu belirtilen sürede girip “Tamam” düğmesine tıkladığınızda başvurunuzun içeriği ve durumu gösterilir."},
		},
		No:   f.Input(web.Input{Name: "basvuru_no", Label: "Başvuru No", Numeric: true, MaxLength: 19, Width: 10}),
		TCKN: f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Numeric: true, MaxLength: 14, Width: 20}),
	})
}

func (s *service) sorguKodPage(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	return s.kodForm(w, r, sorguKodu(), q.dogrulama, nil)
}

func (s *service) sorguKod(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	if err := s.takeCode(r, sorguKodu(), &q.dogrulama); err != nil {
		return s.kodForm(w, r, sorguKodu(), q.dogrulama, err)
	}
	if err := s.Store.SaveDraft(r.Context(), q.id, q); err != nil {
		return err
	}
	return web.SeeOther(w, r, yolSorguSonuc)
}

func (s *service) sorguKodYeni(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	return s.anotherCode(w, r, sorguKodu(), q.TCKN, &q.dogrulama, func() error { return s.Store.SaveDraft(r.Context(), q.id, q) })
}

func (s *service) sorguKodDurum(w http.ResponseWriter, r *http.Request, q *sorgu) error {
	return s.smsLine(w, r, sorguKodu(), q.Kod)
}

package intake

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// sendCode asks for a code to t's phone, and remembers which one in the session.
func (s *service) sendCode(r *http.Request, t *taslak) error {
	k, err := s.Store.RequestCode(r.Context(), store.KodIstek{
		Amac: store.KodBasvuru, TCKN: t.Kisi.TCKN, Telefon: t.Cep, IP: web.ClientIP(r, s.TrustProxy),
	})
	if err != nil {
		return err
	}
	s.Sessions.Put(r.Context(), oturumKod, k.ID.String())
	return nil
}

func (s *service) codeID(r *http.Request) uuid.UUID {
	id, err := uuid.Parse(s.Sessions.GetString(r.Context(), oturumKod))
	if err != nil {
		return uuid.Nil // no such code: CheckCode says so
	}
	return id
}

func (s *service) kodPage(w http.ResponseWriter, r *http.Request, t *taslak) error {
	return s.kodForm(w, r, t, nil)
}

// kod checks the code (VB-04); from here on the session is the applicant's, under a new token (SC-03).
func (s *service) kod(w http.ResponseWriter, r *http.Request, t *taslak) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.Store.CheckCode(r.Context(), s.codeID(r), store.KodBasvuru, typed.Get("kod"))
	}
	if err != nil {
		return s.kodForm(w, r, t, err)
	}
	if err := s.Sessions.SignIn(r.Context()); err != nil {
		return err
	}
	s.Sessions.Remove(r.Context(), oturumKod)
	t.Onayli = true
	if err := s.save(r.Context(), t); err != nil {
		return err
	}
	return web.SeeOther(w, r, yolKayit)
}

// kodYeni sends another code, once the one before is of no use any more (VB-04).
func (s *service) kodYeni(w http.ResponseWriter, r *http.Request, t *taslak) error {
	d, err := s.Store.CodeStatus(r.Context(), s.codeID(r))
	switch {
	case err == nil && !d.Gecersiz:
		err = kural.InvalidField("kod", "Gönderilen kodun süresi henüz dolmadı. Süre dolduğunda yeni kod isteyebilirsiniz.")
	case err == nil, kural.KindOf(err) == kural.NotFound:
		err = s.sendCode(r, t)
	}
	if err != nil {
		return s.kodForm(w, r, t, err)
	}
	s.Sessions.Flash(r.Context(), web.Banner{Kind: "basari", Title: "Tamam", Text: "Yeni onay kodu gönderildi."})
	return web.SeeOther(w, r, yolKod)
}

type kodView struct {
	web.Page
	Kod      web.Input
	Telefon  string // masked
	Kalan    int    // seconds
	Bitis    string // time of day, for readers without JavaScript
	Gecersiz bool   // only a new code helps
	SMS      smsDurum
}

// smsDurum is the line that says how far the SMS is; it asks again by itself while the code is good.
type smsDurum struct {
	Text string
	Ask  bool
}

func (s *service) kodForm(w http.ResponseWriter, r *http.Request, t *taslak, failed error) error {
	f, status, err := formOf(w, url.Values{}, failed)
	if err != nil {
		return err
	}
	d, err := s.Store.CodeStatus(r.Context(), s.codeID(r))
	if kural.KindOf(err) == kural.NotFound {
		d, err = store.KodDurum{Gecersiz: true}, nil
	}
	if err != nil {
		return err
	}
	v := &kodView{
		Page: web.Page{
			Title: "Başvuru Doğrulama Kodu", Back: web.Link{URL: yolGiris}, Errors: f.Errors,
			Help: []string{
				"Cep telefonunuza SMS ile gelen onay kodunu girip “Tamam” düğmesine tıkladığınızda Başvuru Kayıt ekranı açılır. İşlem “Vazgeç” düğmesine tıklanarak iptal edilebilir.",
				"Kod 3 dakika geçerlidir ve bir kez kullanılabilir. Süre dolduğunda yeni kod isteyebilirsiniz.",
			},
		},
		Kod:     f.Input(web.Input{Name: "kod", Label: "Onay Kodu", Hint: "6 rakam", Code: true, Numeric: true, MaxLength: 8, Width: 10, Autocomplete: "one-time-code"}),
		Telefon: telefon.Numara(t.Cep).Masked(), Gecersiz: d.Gecersiz, SMS: smsDurum{d.SMS, !d.Gecersiz},
	}
	if left := time.Until(d.Bitis); left > 0 && !d.Gecersiz {
		v.Kalan, v.Bitis = int(left.Seconds()), d.Bitis.In(store.Istanbul()).Format("15:04:05")
	}
	return s.Web.Render(w, r, status, "intake/kod", v)
}

// kodDurum is the line of kodView.SMS alone, for the page that shows it already (SC-02).
func (s *service) kodDurum(w http.ResponseWriter, r *http.Request, _ *taslak) error {
	d, err := s.Store.CodeStatus(r.Context(), s.codeID(r))
	if err != nil {
		return err
	}
	html, err := s.Web.Fragment("intake/kod", "sms-durum", smsDurum{d.SMS, !d.Gecersiz})
	if err != nil {
		return fmt.Errorf("sms line: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(html)) // the reader may have gone
	return nil
}

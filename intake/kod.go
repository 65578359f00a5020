package intake

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kodAdim is the code step of one way: the same page, rules and words for an application (VB-04) and a follow-up (VS-01).
type kodAdim struct {
	amac        store.KodAmac
	baslik, yol string
	begin       string // the page before
	sonra       string // what “Tamam” opens, for the help
	vazgec      string // what “Vazgeç” posts to
}

func basvuruKodu() kodAdim {
	return kodAdim{store.KodBasvuru, "Başvuru Doğrulama Kodu", yolKod, yolGiris, "Başvuru Kayıt ekranı", yolVazgec}
}

func sorguKodu() kodAdim {
	return kodAdim{store.KodSorgu, "Başvuru Sorgulama Onay Kodu", yolSorguKod, yolSorgula, "Başvuru Sorgu sayfası", yolSorguBitir}
}

// dogrulama is the proof that a draft waits for. The number and the code that went to it stand in one draft and change
// together: a code that another number got, before or at the same time, opens nothing.
type dogrulama struct {
	Cep    string    // E.164
	Kod    uuid.UUID // sent to Cep
	Onayli bool      // it came back right
}

// sendCode sends a code to d.Cep; the caller keeps the draft that d is part of.
func (s *service) sendCode(r *http.Request, k kodAdim, tckn basvuru.TCKN, d *dogrulama) error {
	c, err := s.Store.RequestCode(r.Context(), store.KodIstek{Amac: k.amac, TCKN: tckn, Telefon: d.Cep, IP: web.ClientIP(r), Onceki: d.Kod})
	if err != nil {
		return err
	}
	d.Kod, d.Onayli = c.ID, false
	return nil
}

// takeCode checks what was typed. When it is right, the session is the citizen's from here on, under a new token (SC-03); the
// caller keeps the draft.
func (s *service) takeCode(r *http.Request, k kodAdim, d *dogrulama) error {
	typed, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if err := s.Store.CheckCode(r.Context(), d.Kod, k.amac, typed.Get("kod")); err != nil {
		return err
	}
	d.Onayli = true
	return s.Sessions.SignIn(r.Context())
}

// anotherCode sends another code, once the one before is of no use any more (VB-04); save keeps the draft that d is part of.
func (s *service) anotherCode(w http.ResponseWriter, r *http.Request, k kodAdim, tckn basvuru.TCKN, d *dogrulama, save func() error) error {
	old, err := s.Store.CodeStatus(r.Context(), d.Kod)
	switch {
	case err == nil && !old.Gecersiz:
		err = kural.InvalidField("kod", "Gönderilen kodun süresi henüz dolmadı. Süre dolduğunda yeni kod isteyebilirsiniz.")
	case err == nil, kural.KindOf(err) == kural.NotFound:
		err = s.sendCode(r, k, tckn, d)
	}
	if err == nil {
		err = save()
	}
	if err != nil {
		return s.kodForm(w, r, k, *d, err)
	}
	s.Sessions.Flash(r.Context(), web.Banner{Kind: "basari", Title: "Tamam", Text: "Yeni onay kodu gönderildi."})
	return web.SeeOther(w, r, k.yol)
}

type kodView struct {
	web.Page
	Kod      web.Input
	Yol      string
	Vazgec   string
	Telefon  string // masked
	Kalan    int    // seconds
	Bitis    string // time of day, for readers without JavaScript
	Gecersiz bool   // only a new code helps
	SMS      smsDurum
}

// smsDurum is the line that says how far the SMS is; it asks again by itself while the code is good (SC-02).
type smsDurum struct {
	Text string
	Ask  string // address, "" = no more
}

func (s *service) kodForm(w http.ResponseWriter, r *http.Request, k kodAdim, sent dogrulama, failed error) error {
	f, status, err := formOf(w, url.Values{}, failed)
	if err != nil {
		return err
	}
	d, err := s.Store.CodeStatus(r.Context(), sent.Kod)
	if kural.KindOf(err) == kural.NotFound {
		d, err = store.KodDurum{Gecersiz: true}, nil
	}
	if err != nil {
		return err
	}
	v := &kodView{
		Page: web.Page{
			Title: k.baslik, Back: web.Link{URL: k.begin}, Errors: f.Errors,
			Help: []string{
				"Cep telefonunuza SMS ile gelen onay kodunu girip “Tamam” düğmesine tıkladığınızda " + k.sonra + " açılır. İşlem “Vazgeç” düğmesine tıklanarak iptal edilebilir.",
				"Kod 3 dakika geçerlidir ve bir kez kullanılabilir. Süre dolduğunda yeni kod isteyebilirsiniz.",
			},
		},
		Kod: f.Input(web.Input{Name: "kod", Label: "Onay Kodu", Hint: "6 rakam", Code: true, Numeric: true, MaxLength: 8, Width: 10, Autocomplete: "one-time-code"}),
		Yol: k.yol, Vazgec: k.vazgec, Telefon: telefon.Numara(sent.Cep).Masked(), Gecersiz: d.Gecersiz, SMS: k.sms(d),
	}
	if d.Kalan > 0 && !d.Gecersiz {
		v.Kalan, v.Bitis = int(d.Kalan.Seconds()), d.Bitis.In(store.Istanbul()).Format("15:04:05")
	}
	return s.Web.Render(w, r, status, "intake/kod", v)
}

func (k kodAdim) sms(d store.KodDurum) smsDurum {
	if d.Gecersiz {
		return smsDurum{Text: d.SMS}
	}
	return smsDurum{Text: d.SMS, Ask: k.yol + "/durum"}
}

// smsLine answers with the line of kodView.SMS alone, for the page that shows it already.
func (s *service) smsLine(w http.ResponseWriter, r *http.Request, k kodAdim, kod uuid.UUID) error {
	d, err := s.Store.CodeStatus(r.Context(), kod)
	if err != nil {
		return err
	}
	html, err := s.Web.Fragment("intake/kod", "sms-durum", k.sms(d))
	if err != nil {
		return err
	}
	return writeFragment(w, html)
}

func writeFragment(w http.ResponseWriter, html string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(html)) // the reader may have gone
	return nil
}

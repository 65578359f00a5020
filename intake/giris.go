package intake

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"unicode"

	"acikkapi/basvuru"
	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// kimlik is what step 1 asks for (VB-02).
type kimlik struct {
	TCKN       basvuru.TCKN
	Ad, Soyad  string
	AnneSoyadi string // first and last letter of her maiden surname
	Cep        telefon.Numara
}

// errKimlik is the one warning for whatever does not match KPS (VB-03): it does not say which, and nobody learns from it
// whom KPS knows (SC-09).
var errKimlik = &kural.Error{
	Kind:    kural.Invalid,
	Message: "Girdiğiniz bilgiler kimlik kayıtlarıyla eşleşmedi. Lütfen bilgilerinizi kontrol ederek yeniden deneyiniz.",
}

const maxAd = 100 // letters of a name

// readKimlik checks the form of what was typed, before any service is asked (G-03, G-04).
func readKimlik(tckn, ad, soyad, anne, cep string) (kimlik, error) {
	var k kimlik
	var errTCKN, errCep error
	k.TCKN, errTCKN = basvuru.ParseTCKN(tckn)
	k.Cep, errCep = telefon.ParseCep(cep)
	k.Ad, k.Soyad, k.AnneSoyadi = ad, soyad, anne
	return k, errors.Join(
		kural.At("tckn", errTCKN),
		kural.Text("ad", "Adınızı", ad, maxAd),
		kural.Text("soyad", "Soyadınızı", soyad, maxAd),
		twoLetters(anne),
		kural.At("cep", errCep),
	)
}

func twoLetters(s string) error {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	if n != 2 {
		return kural.InvalidField("anne_kizlik_soyadi", "Anne kızlık soyadının yalnızca ilk ve son harfini giriniz. Örnek: KAYA için KA.")
	}
	return nil
}

// check asks KPS for the person and compares (VB-03). Errors: errKimlik, Unavailable.
func (s *service) check(ctx context.Context, k kimlik) (kps.Kisi, error) {
	kisi, err := s.KPS.Kisi(ctx, k.TCKN)
	switch {
	case kural.KindOf(err) == kural.NotFound:
		return kisi, errKimlik
	case err != nil:
		return kisi, err
	case !kisi.Matches(k.Ad, k.Soyad, k.AnneSoyadi):
		return kisi, errKimlik
	}
	return kisi, nil
}

func (s *service) girisPage(w http.ResponseWriter, r *http.Request) error {
	return s.girisForm(w, r, nil, nil)
}

// giris checks who is applying and sends the code (VB-03, VB-04).
func (s *service) giris(w http.ResponseWriter, r *http.Request) error {
	typed, err := web.ReadForm(r)
	if err == nil {
		err = s.identify(r, typed)
	}
	if err != nil {
		return s.girisForm(w, r, typed, err)
	}
	return web.SeeOther(w, r, yolKod)
}

func (s *service) identify(r *http.Request, typed url.Values) error {
	ctx, field := r.Context(), func(name string) string { return web.Field(typed, name) }
	k, err := readKimlik(field("tckn"), field("ad"), field("soyad"), field("anne_kizlik_soyadi"), field("cep"))
	if err != nil {
		return err
	}
	try := store.Deneme{Konu: "kimlik", TCKN: k.TCKN, Telefon: string(k.Cep), IP: web.ClientIP(r)}
	if err := s.Store.CountAttempt(ctx, try); err != nil {
		return err
	}
	kisi, err := s.check(ctx, k)
	if kural.KindOf(err) == kural.Unavailable { // else an outage would lock out whoever tries again
		return errors.Join(err, s.Store.TakeBackAttempt(ctx, try))
	}
	if err != nil {
		return err
	}
	t, err := s.person(ctx, kisi.Basvuran(), kisi.Adres.IlKodu, string(k.Cep))
	if err != nil {
		return err
	}
	if err := s.sendCode(r, basvuruKodu(), t.Kisi.TCKN, &t.dogrulama); err != nil {
		return err
	}
	if err := s.save(ctx, t); err != nil {
		return err
	}
	s.Sessions.Put(ctx, oturumTaslak, t.id.String())
	return nil
}

type girisView struct {
	web.Page
	TCKN, Ad, Soyad, Anne, Cep web.Input
}

func (s *service) girisForm(w http.ResponseWriter, r *http.Request, typed url.Values, failed error) error {
	f, status, err := formOf(w, typed, failed)
	if err != nil {
		return err
	}
	return s.Web.Render(w, r, status, "intake/giris", &girisView{
		Page: web.Page{
			Title: "Vatandaş Başvuru Giriş", Back: web.Link{URL: yolAna}, Errors: f.Errors,
			Help: []string{
				"T.C. Kimlik No, adınız, soyadınız, anne kızlık soyadı (ilk ve son harfi) ve cep telefonu bilgilerini girip “Onay Kodu Gönder” düğmesine tıklayınız. Bilgilerin kontrolü sistem tarafından yapılır.",
				"Bilgiler doğruysa cep telefonunuza onay kodu gönderilir. Cep telefonunuz yoksa valilik ve kaymakamlıklardaki Açık Kapı birimlerinden başvurabilirsiniz.",
			},
		},
		TCKN:  f.Input(web.Input{Name: "tckn", Label: "T.C. Kimlik No", Numeric: true, MaxLength: 14, Width: 20}),
		Ad:    f.Input(web.Input{Name: "ad", Label: "Adınız", Autocomplete: "given-name", MaxLength: maxAd}),
		Soyad: f.Input(web.Input{Name: "soyad", Label: "Soyadınız", Autocomplete: "family-name", MaxLength: maxAd}),
		Anne:  f.Input(web.Input{Name: "anne_kizlik_soyadi", Label: "Anne Kızlık Soyadı (ilk ve son harfi)", Hint: "Örnek: KAYA için KA", MaxLength: 8, Width: 5}),
		Cep:   f.Input(web.Input{Name: "cep", Label: "Cep Telefonu", Hint: "Onay kodu bu numaraya gönderilir. Örnek: 0 5XX XXX XX XX", Type: "tel", Autocomplete: "tel", MaxLength: 20, Width: 20}),
	})
}

// formOf is web.NewForm, but for an outage the form stands again with what was typed, as a 503.
func formOf(w http.ResponseWriter, typed url.Values, failed error) (web.Form, int, error) {
	f, err := web.NewForm(typed, failed)
	if err == nil {
		return f, f.Status(), nil
	}
	away := kural.All(err)
	if kural.KindOf(err) != kural.Unavailable || len(away) == 0 {
		return f, 0, err
	}
	w.Header().Set("Retry-After", "30")
	return web.Form{Typed: typed, Errors: web.Errors{{Message: away[0].Message}}}, http.StatusServiceUnavailable, nil
}

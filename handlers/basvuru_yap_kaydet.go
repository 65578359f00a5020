package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/basvuruform"
	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// oldest is the earliest day that can be meant: one before it is mistyped.
var oldest = time.Date(2000, 1, 1, 0, 0, 0, 0, store.Istanbul())

const sameSubject = "Bu kişinin son 24 saat içinde aynı konuda %d numaralı başvurusu alınmıştır. Yine de yeni bir başvuru kaydetmek istiyorsanız kutuyu işaretleyip yeniden “Kaydet”e tıklayınız."

// kaydet files the application (AK-01). However often it is pressed, one form becomes one application (VB-13). changed: the
// number is not the one searched for before.
func (s *Service) kaydet(r *http.Request, a *adina, changed bool) error {
	ctx := r.Context()
	y, err := s.readAdina(r, a, changed)
	if err != nil {
		return err
	}
	if err := s.form.WarnSame(ctx, a.Form, y.Kisi.TCKN, a.id, sameSubject); err != nil {
		return err
	}
	res, err := s.store.Do(ctx, who(r).actor, 0, basvuru.Submit{Yeni: y}, store.WithKey(store.DraftScope, a.id.String(), a.id[:]))
	if err != nil {
		return err
	}
	*a = adina{id: a.id, Alindi: alindi{
		No: res.No, Kim: y.Kimlik.Basvuran(y.Kisi.Ad, y.Kisi.Soyad), Il: y.Il, Ilce: y.Ilce, Cepsiz: y.Iletisim.Cep == "", Kimlik: y.Kimlik,
	}}
	return nil
}

// readAdina turns what was typed into an application; all wrong fields come back at once.
func (s *Service) readAdina(r *http.Request, a *adina, changed bool) (basvuru.Yeni, error) {
	y := basvuru.Yeni{Kanal: basvuru.KanalAKS, Yukleyen: a.owner()}
	var errs [4]error
	y.Kimlik, errs[0] = s.identify(r, a, changed)
	y.Iletisim.Cep, errs[1] = readCep(a.Form)
	y.GelisTarihi, errs[2] = s.readGelis(a.Form)
	errs[3] = s.form.AddForgotten(r.Context(), a.Form)
	for _, err := range errs {
		if err != nil && kural.KindOf(err) != kural.Invalid {
			return y, err
		}
	}
	if y.Kisi = a.Kisi; y.Kimlik == basvuru.KimlikBekliyor {
		y.Kisi.TCKN, _ = a.tckn()
	}
	err := s.form.Read(r.Context(), a.Form, &y, errors.Join(errs[:]...))
	return y, err
}

// readCep reads the mobile, which people may do without (VB-07); what is none stays as it was typed, so that it is wrong and not
// missing.
func readCep(typed url.Values) (string, error) {
	raw := web.Field(typed, "cep")
	if raw == "" {
		return "", nil
	}
	n, err := telefon.ParseCep(raw)
	if err != nil {
		return raw, kural.At("cep", err)
	}
	return string(n), nil
}

// readGelis reads “Başvuru Geliş Tarihi”.
func (s *Service) readGelis(typed url.Values) (time.Time, error) {
	day, err := s.web.ParseTarih(typed, "gelis_tarihi")
	if err == nil && !day.IsZero() && day.Before(oldest) {
		err = kural.InvalidField("gelis_tarihi", "Başvuru geliş tarihinin yılını kontrol ediniz.")
	}
	return day, err
}

func readKnown(r *http.Request) (url.Values, error) {
	typed, err := web.ReadForm(r)
	return basvuruform.Known(typed, adinaFields...), err
}

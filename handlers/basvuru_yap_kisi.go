package handlers

import (
	"errors"
	"net/http"

	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// kpsAway is KPS that cannot be asked, as against a database that cannot.
type kpsAway struct{ err *kural.Error }

func (e kpsAway) Error() string { return e.err.Error() }
func (e kpsAway) Unwrap() error { return e.err }

// mesajAra is what “Ara” says then, at the number.
const mesajAra = "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor. Biraz sonra yeniden “Ara”ya tıklayınız; beklemeden kaydederseniz kimlik ve ikametgâh bilgileri KPS'den sonradan alınır."

// lookup asks KPS on behalf of the user: bounded in number, and on record with who asked for whom (SC-05). An outage does not
// count. Errors: NotFound, Invalid where there were too many, kpsAway, Unavailable.
func (s *Service) lookup(r *http.Request, tckn basvuru.TCKN) (kps.Kisi, error) {
	ctx, k := r.Context(), who(r)
	try := store.Deneme{Konu: "kps", Kullanici: k.ID}
	if err := s.store.CountAttempt(ctx, try); err != nil {
		return kps.Kisi{}, err
	}
	if err := s.store.RecordErisim(ctx, k.actor, store.Erisim{Islem: "KPS'de kimlik sorgulandı", Ayrinti: tckn.Masked()}); err != nil {
		return kps.Kisi{}, err
	}
	kisi, err := s.kps.Kisi(ctx, tckn)
	if err == nil || kural.KindOf(err) == kural.NotFound {
		return kisi, err
	}
	zerolog.Ctx(ctx).Warn().Err(err).Msg("KPS cannot be asked by the desk")
	if err := s.store.TakeBackAttempt(ctx, try); err != nil {
		return kisi, err
	}
	return kisi, kpsAway{&kural.Error{Kind: kural.Unavailable, Field: "tckn", Message: mesajAra, Err: err}}
}

// findKisi is “Ara” (AK-01).
func (s *Service) findKisi(r *http.Request, a *adina) error {
	tckn, err := a.tckn()
	if err != nil {
		return err
	}
	return s.setKisi(r, a, tckn)
}

// setKisi brings the person of the number into a, and the residence into the address where it is the same.
func (s *Service) setKisi(r *http.Request, a *adina, tckn basvuru.TCKN) error {
	kisi, err := s.lookup(r, tckn)
	if kural.KindOf(err) == kural.NotFound {
		return kural.InvalidField("tckn", "Bu T.C. Kimlik No ile kayıtlı kişi bulunamadı.")
	}
	if err != nil {
		return err
	}
	a.Kisi, a.IlKodu = kisi.Basvuran(), kisi.Adres.IlKodu
	return s.form.FillResidence(r.Context(), a.Form, a.home())
}

// identify makes sure whom “Kaydet” files for: searched before, else asked now (AK-01). KPS being away is no obstacle: then only the
// number is known, KimlikBekliyor. Errors: Invalid at the number, or at “aynı mı?”; Unavailable.
func (s *Service) identify(r *http.Request, a *adina, changed bool) (basvuru.KimlikDurum, error) {
	tckn, err := a.tckn()
	if err != nil {
		return "", err
	}
	if a.Kisi.TCKN == tckn {
		return basvuru.KimlikTamam, nil
	}
	err = s.setKisi(r, a, tckn)
	_, away := errors.AsType[kpsAway](err)
	switch {
	case err != nil && !away:
		return "", err
	case changed && away:
		return "", kural.InvalidField("tckn", "T.C. Kimlik No aramadan sonra değişti ve KPS'ye şu anda ulaşılamadığından kimin olduğu gösterilemiyor. Numarayı ve diğer bilgileri kontrol edip yeniden “Kaydet”e tıklayınız.")
	case changed:
		return "", kural.InvalidField("tckn", "T.C. Kimlik No aramadan sonra değişti: "+a.Kisi.Ad+" "+a.Kisi.Soyad+" adlı kişiye aittir. Bilgileri kontrol edip yeniden “Kaydet”e tıklayınız.")
	case away && a.Form.Get("ayni") != "":
		return "", kural.InvalidField("ayni", "İkametgâh adresi KPS'den şu anda alınamıyor. İşareti kaldırıp başvuruya konu olan adresi yazınız.")
	case away:
		return basvuru.KimlikBekliyor, nil
	}
	return basvuru.KimlikTamam, nil
}

// adinaAdres answers “aynı mı?” with the address fields alone, for readers with JavaScript. Nothing is kept yet, and nobody is
// searched for.
func (s *Service) adinaAdres(w http.ResponseWriter, r *http.Request) error {
	a, err := s.adinaOf(r)
	if err != nil {
		return err
	}
	f, err := readKnown(r)
	if err == nil && a.Kisi.TCKN != "" {
		err = s.form.FillResidence(r.Context(), f, a.home())
	}
	if err != nil {
		return err
	}
	return s.form.WriteAdres(w, r, f)
}

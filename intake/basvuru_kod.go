package intake

import (
	"net/http"

	"acikkapi/internal/web"
)

func (s *service) kodPage(w http.ResponseWriter, r *http.Request, t *taslak) error {
	return s.kodForm(w, r, basvuruKodu(), t.dogrulama, nil)
}

// kod opens “Başvuru Kayıt” to whoever has the code (VB-04).
func (s *service) kod(w http.ResponseWriter, r *http.Request, t *taslak) error {
	if err := s.takeCode(r, basvuruKodu(), &t.dogrulama); err != nil {
		return s.kodForm(w, r, basvuruKodu(), t.dogrulama, err)
	}
	if err := s.save(r.Context(), t); err != nil {
		return err
	}
	return web.SeeOther(w, r, yolKayit)
}

func (s *service) kodYeni(w http.ResponseWriter, r *http.Request, t *taslak) error {
	return s.anotherCode(w, r, basvuruKodu(), t.Kisi.TCKN, &t.dogrulama, func() error { return s.save(r.Context(), t) })
}

func (s *service) kodDurum(w http.ResponseWriter, r *http.Request, t *taslak) error {
	return s.smsLine(w, r, basvuruKodu(), t.Kod)
}

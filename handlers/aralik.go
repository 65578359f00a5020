package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

const (
	maxAralik    = 366 // days of a range
	olaganAralik = 30  // days of the range that is shown where none is asked for
)

// bugun is the present day, at midnight in Istanbul.
func (s *Service) bugun() time.Time {
	y, m, d := s.now().In(store.Istanbul()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, store.Istanbul())
}

// readGun reads a day of a query that is not in the future; otherwise where none is given. Errors: Invalid at the field.
func (s *Service) readGun(q url.Values, name string, otherwise time.Time) (time.Time, error) {
	t, err := s.web.ParseTarih(q, name)
	switch {
	case err != nil:
		return otherwise, err
	case t.IsZero():
		return otherwise, nil
	case t.After(s.bugun()):
		return otherwise, kural.InvalidField(name, "Bugünden sonraki bir gün seçilemez.")
	}
	return t, nil
}

// readAralik reads the first and the last day of a report; the last thirty days where none are given. Errors: Invalid at the fields.
func (s *Service) readAralik(q url.Values) (ilk, son time.Time, err error) {
	bugun := s.bugun()
	ilk, errIlk := s.readGun(q, "ilk", bugun.AddDate(0, 0, 1-olaganAralik))
	son, errSon := s.readGun(q, "son", bugun)
	switch err = errors.Join(errIlk, errSon); {
	case err != nil:
	case son.Before(ilk):
		err = kural.InvalidField("son", "Son gün, ilk günden önce olamaz.")
	case !ilk.AddDate(0, 0, maxAralik).After(son):
		err = kural.InvalidField("ilk", fmt.Sprintf("En fazla %d günlük bir aralık seçiniz.", maxAralik))
	}
	return ilk, son, err
}

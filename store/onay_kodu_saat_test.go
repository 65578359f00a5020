package store_test

import (
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// SC-02, PL-07: a code lasts for three minutes of the database's clock, which the processes share; its SMS ends at the same moment.
func TestCodesGoByTheDatabasesClock(t *testing.T) {
	s := dbtest.New(t)
	k, code := requestCode(t, s)
	d, err := s.CodeStatus(t.Context(), k.ID)
	if err != nil || d.Gecersiz || d.Kalan <= 0 || d.Kalan > store.KodSuresi {
		t.Errorf("a fresh code's status: %+v, %v", d, err)
	}
	var three, same bool
	err = s.Pool().QueryRow(t.Context(), `SELECT k.bitis - k.olusturma = interval '3 minutes', k.bitis = m.gecerlilik
		FROM onay_kodu k JOIN sms m ON m.id = k.sms_id WHERE k.id = $1`, k.ID).Scan(&three, &same)
	if err != nil || !three || !same {
		t.Errorf("lasts three minutes %v, the SMS as long %v: %v", three, same, err)
	}
	// over now, by the database
	if _, err := s.Pool().Exec(t.Context(), `UPDATE onay_kodu SET bitis = now() WHERE id = $1`, k.ID); err != nil {
		t.Fatal(err)
	}
	wantMessage(t, s.CheckCode(t.Context(), k.ID, store.KodBasvuru, code), "süresi doldu")
	if d, err := s.CodeStatus(t.Context(), k.ID); err != nil || !d.Gecersiz || d.Kalan != 0 {
		t.Errorf("an expired code's status: %+v, %v", d, err)
	}
}

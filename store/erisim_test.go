package store_test

import (
	"strings"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// SC-05: what was read or taken away is on record with who, what, which and how much, and nobody changes it afterwards.
func TestErisimIsAppendOnly(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	err := s.RecordErisim(t.Context(), dbtest.AKS, store.Erisim{Islem: "Excel raporu alındı", Ayrinti: "06 - ANKARA", Satir: 12})
	if err != nil {
		t.Fatal(err)
	}
	err = s.RecordErisim(t.Context(), dbtest.MIA, store.Erisim{Islem: "Başvuru raporu indirildi", BasvuruNo: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var rol, ad, islem, ayrinti string
	var satir, no *int64
	err = s.Pool().QueryRow(t.Context(), `SELECT yapan_rol, yapan_ad, islem, ayrinti, satir, basvuru_no FROM erisim WHERE yapan_id = $1`, dbtest.AKS.ID).
		Scan(&rol, &ad, &islem, &ayrinti, &satir, &no)
	if err != nil || rol != "aks" || ad != dbtest.AKS.Ad || islem != "Excel raporu alındı" || ayrinti != "06 - ANKARA" || satir == nil || *satir != 12 || no != nil {
		t.Errorf("recorded %q %q %q %q %v %v, %v", rol, ad, islem, ayrinti, satir, no, err)
	}
	for _, sql := range []string{`UPDATE erisim SET satir = 0`, `DELETE FROM erisim`, `TRUNCATE erisim`} {
		if _, err := s.Pool().Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v, want it refused", sql, err)
		}
	}
}

package store_test

import (
	"strings"
	"testing"
	"time"

	"acikkapi/basvuru"
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

// SC-05: what is seen again counts as the opening before it for OkumaSuresi, by the same person, of the same application; after that, and
// for anybody and anything else, it is one of its own.
func TestOkumaIsRecordedOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	e := store.Erisim{Islem: "Başvuru detayı görüntülendi", BasvuruNo: 1000}
	see := func(a basvuru.Actor, e store.Erisim, want int) {
		t.Helper()
		for range 2 {
			if err := s.RecordOkuma(t.Context(), a, e); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, s, `SELECT count(*) FROM erisim`); n != want {
			t.Errorf("%d lines, want %d", n, want)
		}
	}
	insert := `INSERT INTO erisim (id, zaman, yapan_rol, yapan_id, yapan_ad, islem, basvuru_no, ayrinti) VALUES (gen_random_uuid(), $1, 'aks', $2, 'x', 'x', 1000, '')`
	if _, err := s.Pool().Exec(t.Context(), insert, time.Now().Add(-store.OkumaSuresi-time.Minute), dbtest.AKS.ID); err != nil {
		t.Fatal(err)
	}
	see(dbtest.AKS, e, 2)
	see(dbtest.MIA, e, 3)
	e.BasvuruNo++
	see(dbtest.AKS, e, 4)
}

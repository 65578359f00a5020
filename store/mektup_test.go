package store_test

import (
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/mektup"
	"acikkapi/internal/metin"
)

// AK-06, OP-07: a letter has the same lines in every process, from the moment on at which somebody has changed them in another.
func TestLetterIsTheSameInEveryProcess(t *testing.T) {
	t.Parallel()
	address := dbtest.URL(t)
	one, other := dbtest.Open(t, address), dbtest.Open(t, address)
	no := dbtest.File(t, one, 1)
	letter := func() string {
		d, err := other.Detay(t.Context(), dbtest.AKS, no)
		if err != nil {
			t.Fatal(err)
		}
		return mektup.Of(d, "Cevap").Kapanis
	}
	before := letter() // and what it was made of stays in memory for a while
	ad := metin.Sablonlar()
	for i := range ad {
		if !ad[i].SMS && ad[i].Ozgun == before {
			if err := one.SetMetin(t.Context(), yonetici, ad[i].Ad, "Sağlıklı günler dileriz.", 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	if after := letter(); after != "Sağlıklı günler dileriz." {
		t.Errorf("another process writes %q", after)
	}
}

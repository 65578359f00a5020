package store_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-01, PL-04: messages that are applied together leave what they would have left one by one: both routings of one application
// delivered, its history whole, each message once however often it comes. With one among them that cannot be, nothing is done.
func TestDoAll(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	var nos []int64
	for i := range 2 {
		res, err := submit(t, s, dbtest.Yeni(i))
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, dbtest.AKS, res.No, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
		nos = append(nos, res.No)
	}
	var all []store.Is
	for _, no := range []int64{nos[1], nos[0]} {
		for sira := 1; sira <= 2; sira++ {
			all = append(all, store.Is{MesajID: uuid.New(), No: no, Cmd: basvuru.Deliver{Sira: sira}})
		}
	}
	apply := func(all []store.Is) error { return s.DoAll(t.Context(), kural.Pipeline("birim"), "birim", all) }
	delivered := func() int { return scan[int](t, s, `SELECT count(*) FROM yonlendirme WHERE durum = 'teslim'`) }

	bad := append(slices.Clone(all), store.Is{MesajID: uuid.New(), No: 999_999, Cmd: basvuru.Deliver{Sira: 1}})
	refused(t, apply(bad), kural.NotFound)
	if n := delivered(); n != 0 {
		t.Errorf("%d routings are delivered by messages that were refused together", n)
	}
	for _, again := range [][]store.Is{append(slices.Clone(all), all[0]), all} {
		if err := apply(again); err != nil {
			t.Fatal(err)
		}
		if n, events := delivered(), scan[int](t, s, `SELECT count(*) FROM olay WHERE tip = $1`, basvuru.BirimeTeslimEdildi); n != 4 || events != 4 {
			t.Errorf("%d routings are delivered, %d events tell of it; want 4 and 4", n, events)
		}
	}
	for _, no := range nos {
		if n := scan[int](t, s, `SELECT count(*) FROM olay o JOIN olay v ON v.konu = o.konu AND v.konu_no = o.konu_no AND v.sira = o.sira - 1
			WHERE o.konu_no = $1 AND o.onceki_ozet = v.ozet`, no); n != 3 {
			t.Errorf("%d events of application %d follow the one before, want 3 (SC-05)", n, no)
		}
	}
}

package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// G-02: short lists are counted each time; the total of a long one is at most a minute old, the rank of a page beyond the
// first thousand is its address's, and what a page says of itself fits together.
func TestLongList(t *testing.T) {
	url := dbtest.URL(t)
	var now atomic.Pointer[time.Time]
	start := time.Now()
	now.Store(&start)
	s, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, Now: func() time.Time { return *now.Load() }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	fillListe(t, s, 2499) // 2,500 with the one that is copied
	page := func(f store.Suzgec, at store.Imlec, size, ilk, toplam int) *store.Sayfa[store.ListeSatir] {
		t.Helper()
		p, err := s.Liste(t.Context(), dbtest.AKS, f, at, size)
		if err != nil {
			t.Fatal(err)
		}
		if p.Ilk != ilk || p.Toplam != toplam {
			t.Errorf("%+v at %+v: from %d of %d, want %d of %d", f, at, p.Ilk, p.Toplam, ilk, toplam)
		}
		return p
	}
	none := store.Suzgec{}
	first := page(none, store.Imlec{}, 1200, 1, 2500)
	last := first.Satirs[1199].No
	next := page(none, store.Imlec{Sonra: last, Sira: 1200}, 100, 1201, 2500)
	page(none, store.Imlec{Sonra: last}, 100, 1201, 2500) // a link of before
	page(none, store.Imlec{Once: next.Satirs[0].No, Sira: 1201}, 100, 1101, 2500)
	page(none, store.Imlec{Once: next.Satirs[0].No, Sira: 1201}, 1300, 1, 2500)
	end := page(none, store.Imlec{Sonra: last, Sira: 1200}, 1300, 1201, 2500)
	if end.Sonraki() || len(end.Satirs) != 1300 {
		t.Errorf("after the last page comes another: %d lines", len(end.Satirs))
	}
	page(store.Suzgec{No: last}, store.Imlec{Sonra: first.Satirs[0].No, Sira: 99999}, 20, 1, 1) // an address that lies
	dbtest.File(t, s, 7)
	page(none, store.Imlec{}, 20, 1, 2500)
	page(store.Suzgec{Nos: []int64{last, next.Satirs[0].No, first.Satirs[0].No}}, store.Imlec{}, 2, 1, 3) // chosen ones are a list of their own
	page(store.Suzgec{TCKN: dbtest.Yeni(7).Kisi.TCKN}, store.Imlec{}, 20, 1, 1)
	page(store.Suzgec{Durums: []basvuru.Durum{basvuru.Havuzda}}, store.Imlec{}, 20, 1, 2501) // another filter
	later := start.Add(time.Minute)
	now.Store(&later)
	page(none, store.Imlec{}, 20, 1, 2501)
}

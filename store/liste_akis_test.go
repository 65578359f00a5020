package store_test

import (
	"errors"
	"slices"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// AK-04: the whole filtered list, in the order and with the content of its pages; what is out of scope stays out (AK-03).
func TestListeAkis(t *testing.T) {
	s := dbtest.New(t)
	scopeApplications(t, s)
	fillListe(t, s, 2500) // more than two batches
	f := store.Suzgec{Durums: []basvuru.Durum{basvuru.Havuzda, basvuru.Yonlendirildi}}
	var want []store.ListeSatir
	for at := (store.Imlec{}); ; {
		p, err := s.Liste(t.Context(), dbtest.AKS, f, at, 300)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, p.Satirs...)
		if !p.Sonraki() {
			break
		}
		at.Sonra = p.Satirs[len(p.Satirs)-1].No
	}
	var got []store.ListeSatir
	err := s.ListeAkis(t.Context(), dbtest.AKS, f, func(l *store.ListeSatir) error {
		got = append(got, *l)
		return nil
	})
	if err != nil || len(got) < 2500 || len(got) != len(want) {
		t.Fatalf("streamed %d, %d on the pages: %v", len(got), len(want), err)
	}
	for i := range got {
		if got[i].No != want[i].No || got[i].TCKN != want[i].TCKN || !slices.Equal(got[i].Hizmetler, want[i].Hizmetler) ||
			!slices.Equal(got[i].Yonlendirmes, want[i].Yonlendirmes) {
			t.Fatalf("line %d: %+v, on the page %+v", i, got[i], want[i])
		}
	}
	stop, n := errors.New("disk full"), 0
	if err := s.ListeAkis(t.Context(), dbtest.AKS, f, func(*store.ListeSatir) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("goes on after an error: %d lines, %v", n, err)
	}
}

// AK-04: counting stops at the limit.
func TestListeSay(t *testing.T) {
	s := dbtest.New(t)
	scopeApplications(t, s)
	for _, c := range []struct {
		f           store.Suzgec
		limit, want int
	}{
		{store.Suzgec{}, 100, 5},
		{store.Suzgec{}, 5, 5},
		{store.Suzgec{}, 3, 3},
		{store.Suzgec{Durums: []basvuru.Durum{basvuru.Yonlendirildi}}, 100, 1},
		{store.Suzgec{Ad: "yok"}, 100, 0},
	} {
		if n, err := s.ListeSay(t.Context(), dbtest.AKS, c.f, c.limit); err != nil || n != c.want {
			t.Errorf("%+v up to %d: %d %v, want %d", c.f, c.limit, n, err, c.want)
		}
	}
}

// fillListe copies one application n times, within the database: filing each would take a minute.
func fillListe(t *testing.T, s *store.Store, n int) {
	t.Helper()
	no := dbtest.File(t, s, 99)
	for _, table := range []string{"basvuru", "basvuru_hizmet"} {
		key := map[string]string{"basvuru": "no", "basvuru_hizmet": "basvuru_no"}[table]
		_, err := s.Pool().Exec(t.Context(), `INSERT INTO `+table+` SELECT (jsonb_populate_record(x, jsonb_build_object('`+key+`', 100000 + g))).*
			FROM `+table+` x, generate_series(1, $2::int) g WHERE x.`+key+` = $1`, no, n)
		if err != nil {
			t.Fatal(err)
		}
	}
}

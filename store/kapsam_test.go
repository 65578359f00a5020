package store_test

import (
	"fmt"
	"slices"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// AK-03, YT-02, MI-02: the SQL of the lists and basvuru.InScope say the same of every actor and application.
func TestScopeInSQLAsInGo(t *testing.T) {
	s := dbtest.New(t)
	apps := scopeApplications(t, s)
	birims := []string{dbtest.BirimMEM.No, dbtest.BirimSaglik.No}
	actors := []basvuru.Actor{
		{Rol: kural.Vatandas, Kendi: apps[:2]},
		{Rol: kural.Vatandas},
		{Rol: kural.AKS, Il: 6},
		{Rol: kural.AKS, Il: 6, Ilces: []int{6007}},
		{Rol: kural.AKS, Il: 6, Ilces: []int{6007, 6017}},
		{Rol: kural.AKS, Il: 34},
		{Rol: kural.AKS},
		{Rol: kural.MIA, Il: 6},
		{Rol: kural.MIA, Il: 34},
		{Rol: kural.Vali, Il: 6},
		{Rol: kural.Yetkili, Il: 6, Birims: birims[:1]},
		{Rol: kural.Yetkili, Il: 6, Birims: birims},
		{Rol: kural.Yetkili, Il: 6},
		{Rol: kural.Yetkili, Birims: []string{"90600125"}},
		{Rol: kural.Personel, Il: 6},
		{Rol: kural.Isletmen, Il: 6},
		{Rol: kural.DisSistem},
		{Rol: kural.KimlikBurosu, Il: 6},
		{},
		kural.Pipeline("test"),
	}
	seen := 0
	for _, a := range actors {
		page, err := s.Liste(t.Context(), a, store.Suzgec{}, store.Imlec{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		var listed []int64
		for _, l := range page.Satirs {
			listed = append(listed, l.No)
		}
		for _, no := range apps {
			inGo := s.InScope(t.Context(), a, no) == nil
			if inSQL := slices.Contains(listed, no); inSQL != inGo {
				t.Errorf("%s il %d ilçe %v birim %v: application %d listed %v, in scope %v", a.Rol, a.Il, a.Ilces, a.Birims, no, inSQL, inGo)
			} else if inGo {
				seen++
			}
		}
		if page.Toplam != len(listed) {
			t.Errorf("%s: %d listed, %d counted", a.Rol, len(listed), page.Toplam)
		}
	}
	if seen < len(apps) {
		t.Errorf("only %d pairs are in anybody's scope", seen)
	}
}

// scopeApplications are in two il and two ilçe, not routed, routed, withdrawn, and reset.
func scopeApplications(t *testing.T, s *store.Store) []int64 {
	t.Helper()
	place := func(n, il, ilce int) int64 {
		y := dbtest.Yeni(n)
		y.Il, y.Ilce = il, ilce
		y.Yerlesim = scan[int](t, s, `SELECT min(id) FROM yerlesim WHERE ilce_id = $1`, ilce)
		return do(t, s, citizen, 0, basvuru.Submit{Yeni: y}).No
	}
	apps := []int64{place(1, 6, 6017), place(2, 6, 6007), place(3, 34, scan[int](t, s, `SELECT min(id) FROM ilce WHERE il_kodu = 34`)), routed(t, s, 4)}
	withdrawn := dbtest.File(t, s, 5)
	do(t, s, dbtest.AKS, withdrawn, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	do(t, s, dbtest.AKS, withdrawn, basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim"})
	reset := routed(t, s, 6)
	do(t, s, dbtest.AKS, reset, basvuru.SendToMIA{})
	do(t, s, dbtest.MIA, reset, basvuru.Reset{Aciklama: "Baştan"})
	return append(apps, withdrawn, reset)
}

// G-02: pages begin after an entry; ranks stay right while new ones come in, and both directions meet.
func TestListPages(t *testing.T) {
	s := dbtest.New(t)
	var nos []int64
	for n := range 7 {
		nos = append(nos, dbtest.File(t, s, n))
	}
	list := func(at store.Imlec) string {
		t.Helper()
		p, err := s.Liste(t.Context(), dbtest.AKS, store.Suzgec{}, at, 3)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, l := range p.Satirs {
			got += fmt.Sprint(slices.Index(nos, l.No))
		}
		return fmt.Sprintf("%s: %d of %d %v %v", got, p.Ilk, p.Toplam, p.Onceki(), p.Sonraki())
	}
	for _, c := range []struct {
		at   store.Imlec
		want string
	}{
		{store.Imlec{}, "654: 1 of 7 false true"},
		{store.Imlec{Sonra: nos[4]}, "321: 4 of 7 true true"},
		{store.Imlec{Sonra: nos[1]}, "0: 7 of 7 true false"},
		{store.Imlec{Once: nos[0]}, "321: 4 of 7 true true"},
		{store.Imlec{Once: nos[3]}, "654: 1 of 7 false true"},
	} {
		if got := list(c.at); got != c.want {
			t.Errorf("%+v: %s, want %s", c.at, got, c.want)
		}
	}
	nos = append(nos, dbtest.File(t, s, 8))
	if got, want := list(store.Imlec{Sonra: nos[4]}), "321: 5 of 8 true true"; got != want {
		t.Errorf("after a new one: %s, want %s", got, want)
	}
}

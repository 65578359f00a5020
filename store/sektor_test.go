package store_test

import (
	"fmt"
	"slices"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

func sprint(v any) string { return fmt.Sprint(v) }

// offered tells whether the application form offers a sector of that name, and where.
func offered(t *testing.T, s *store.Store, ad string) int {
	t.Helper()
	l, err := s.Listeler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return slices.IndexFunc(l.Sektors, func(o store.Secenek) bool { return o.Ad == ad })
}

// SE-01, SE-02: a sector added stands at its place in the form at once; one in use is withdrawn, not erased, and may come back.
func TestSektor(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	if offered(t, s, "Arıcılık") >= 0 {
		t.Fatal("there already")
	}
	id, err := s.AddSektor(ctx, vali, store.Sektor{Ad: " Arıcılık ", Sira: 1})
	if err != nil {
		t.Fatal(err)
	}
	if at := offered(t, s, "Arıcılık"); at < 0 || at > 1 {
		t.Errorf("stands at place %d of the form", at)
	}
	if _, err := s.AddSektor(ctx, vali, store.Sektor{Ad: "Arıcılık", Sira: 3}); kural.KindOf(err) != kural.Invalid {
		t.Errorf("added twice: %v", err)
	}
	k, err := s.Sektor(ctx, vali, id)
	if err != nil {
		t.Fatal(err)
	}
	k.Ad, k.Sira = "Arıcılık ve Bal", 40
	if err := s.UpdateSektor(ctx, vali, k); err != nil {
		t.Fatal(err)
	}
	if err := s.UpdateSektor(ctx, vali, k); kural.KindOf(err) != kural.Conflict {
		t.Errorf("from an old page: %v", err)
	}
	if erased, err := s.DropSektor(ctx, vali, id, 2); err != nil || !erased || offered(t, s, "Arıcılık ve Bal") >= 0 {
		t.Errorf("unused: erased %v, %v", erased, err)
	}
	dbtest.File(t, s, 1) // names sector 1
	used, err := s.Sektor(ctx, vali, 1)
	if err != nil {
		t.Fatal(err)
	}
	if erased, err := s.DropSektor(ctx, vali, 1, used.Surum); err != nil || erased || offered(t, s, used.Ad) >= 0 {
		t.Errorf("in use: erased %v, %v", erased, err)
	}
	if again, err := s.AddSektor(ctx, vali, store.Sektor{Ad: used.Ad, Sira: 1}); err != nil || again != 1 || offered(t, s, used.Ad) < 0 {
		t.Errorf("brought back as %d, %v", again, err)
	}
	for _, wrong := range []store.Sektor{{Sira: 1}, {Ad: "X", Sira: 0}, {Ad: "X", Sira: 100000}} {
		if _, err := s.AddSektor(ctx, vali, wrong); kural.KindOf(err) != kural.Invalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	for _, rol := range []kural.Rol{kural.AKS, kural.Yetkili, kural.MIA} {
		if _, err := s.Sektors(ctx, kural.Actor{Rol: rol, Il: 6}); kural.KindOf(err) != kural.Forbidden {
			t.Errorf("%s: %v", rol, err)
		}
	}
}

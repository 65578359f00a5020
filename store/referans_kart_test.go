package store_test

import (
	"sync"
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

func kalems(t *testing.T, s *store.Store, l store.Liste) []store.Kalem {
	t.Helper()
	list, err := s.Kalems(t.Context(), yonetici, l, 0)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// OP-07: the two lists of reasons to refuse are apart, in their lines, names and records; a line that nothing names is erased.
func TestReasonsToRefuse(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	kart := add(t, s, store.KartRetListesi, store.Kalem{Ad: "  Yüz görünmüyor ", Sira: 1})
	iptal := add(t, s, store.IptalRetListesi, store.Kalem{Ad: "Yüz görünmüyor", Sira: 1}) // the same words in the other list
	if got := kalem(t, s, store.KartRetListesi, kart); got.Ad != "Yüz görünmüyor" || !got.Aktif || got.Surum != 1 {
		t.Errorf("added as %+v", got)
	}
	for l, other := range map[store.Liste]int{store.KartRetListesi: iptal, store.IptalRetListesi: kart} {
		if len(kalems(t, s, l)) < 2 {
			t.Errorf("%s starts with nothing to choose", l)
		}
		if _, err := s.Kalem(ctx, yonetici, l, other); kural.KindOf(err) != kural.NotFound {
			t.Errorf("%s shows a line of the other list: %v", l, err)
		}
		if _, err := s.AddKalem(ctx, yonetici, l, store.Kalem{Ad: "Yüz görünmüyor", Sira: 2}); kural.KindOf(err) != kural.Invalid {
			t.Errorf("%s has one name twice: %v", l, err)
		}
		lines, err := s.TabloDegisiklikleri(ctx, yonetici, string(l), 10)
		if err != nil || len(lines) != 1 || lines[0].Islem != "Eklendi" {
			t.Errorf("%s: changes %+v, %v", l, lines, err)
		}
	}
	k := kalem(t, s, store.IptalRetListesi, iptal)
	k.Ad, k.Sira = "Belge okunmuyor", 3
	if err := s.UpdateKalem(ctx, yonetici, store.IptalRetListesi, k); err != nil {
		t.Fatal(err)
	}
	if err := s.UpdateKalem(ctx, yonetici, store.IptalRetListesi, k); kural.KindOf(err) != kural.Conflict {
		t.Errorf("changed from an old version: %v", err)
	}
	if erased, err := s.DropKalem(ctx, yonetici, store.IptalRetListesi, iptal, 2); err != nil || !erased {
		t.Errorf("a reason that nothing names: erased %v, %v", erased, err)
	}
	if got := kalem(t, s, store.KartRetListesi, kart); got.Ad != "Yüz görünmüyor" {
		t.Errorf("the other list's line became %+v", got)
	}
}

// KI-01, KI-02, OP-07: a reason to cancel can be added and goes again; the one that wants papers can be renamed, never withdrawn.
func TestReasonsToCancel(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx, l := t.Context(), store.IptalNedenListesi
	all := kalems(t, s, l)
	if len(all) != 4 || all[0].Ad != "Kayıp/Çalıntı" || !all[0].Evrak {
		t.Fatalf("starts as %+v", all)
	}
	for range 2 { // each gets a code of its own
		id := add(t, s, l, store.Kalem{Ad: "Kart kırıldı", Sira: 5})
		if k := kalem(t, s, l, id); k.Evrak {
			t.Errorf("a new reason wants papers: %+v", k)
		}
		if erased, err := s.DropKalem(ctx, yonetici, l, id, 1); err != nil || !erased {
			t.Errorf("a reason that nothing names: erased %v, %v", erased, err)
		}
	}
	lost := all[0]
	lost.Ad = "Kayıp veya çalıntı"
	if err := s.UpdateKalem(ctx, yonetici, l, lost); err != nil {
		t.Error(err)
	}
	lost.Surum++
	lost.Aktif = false
	err := s.UpdateKalem(ctx, yonetici, l, lost)
	if fields := kural.All(err); kural.KindOf(err) != kural.Invalid || len(fields) != 1 || fields[0].Field != "aktif" {
		t.Errorf("withdrawn: %v", err)
	}
	if _, err := s.DropKalem(ctx, yonetici, l, lost.ID, lost.Surum); kural.KindOf(err) != kural.Conflict {
		t.Errorf("erased: %v", err)
	}
	if k := kalem(t, s, l, lost.ID); !k.Aktif || !k.Evrak || k.Ad != "Kayıp veya çalıntı" {
		t.Errorf("it is now %+v", k)
	}
}

// OP-07: two people withdraw all the reasons of a list at once, each in another order: one is left, and somebody is told.
func TestSomethingIsLeftToChoose(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	for _, l := range []store.Liste{store.KartRetListesi, store.IptalRetListesi} {
		all := kalems(t, s, l)
		errs := make([]error, len(all))
		var wg sync.WaitGroup
		for i, k := range all {
			wg.Go(func() {
				k.Aktif = false
				errs[i] = s.UpdateKalem(t.Context(), yonetici, l, k)
			})
		}
		wg.Wait()
		told := 0
		for _, err := range errs {
			if kural.KindOf(err) == kural.Conflict {
				told++
			} else if err != nil {
				t.Errorf("%s: %v", l, err)
			}
		}
		if now := kalems(t, s, l); told != 1 || !now[0].Aktif || now[1].Aktif {
			t.Errorf("%s: %d of %d were told, left is %+v", l, told, len(all), now)
		}
	}
}

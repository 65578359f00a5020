package store_test

import (
	"testing"

	"acikkapi/store"
)

// SC-06: a list from which everything was taken out before two people could agree does not stand in the way of what is due later: it begins anew, after the time between two lists.
func TestEmptiedDisposalListBeginsAnew(t *testing.T) {
	t.Parallel()
	d := newDisposal(t)
	s, ctx := d.s, t.Context()
	turn := func(want int) {
		t.Helper()
		if n, err := s.ImhaTuru(ctx); err != nil || n != want {
			t.Fatalf("a list of %d items, want %d: %v", n, want, err)
		}
	}
	held := closedOne(t, s, 1)
	d.age(6, held)
	turn(1)
	l := d.newest()
	if err := s.ProposeImha(ctx, d.a, l.No, l.Surum); err != nil {
		t.Fatal(err)
	}
	if err := s.HoldYasal(ctx, d.b, "basvuru", held, "2026/12 esas"); err != nil {
		t.Fatal(err)
	}
	d.age(6, closedOne(t, s, 2))
	turn(0) // the time between two lists is not over
	d.exec(`UPDATE imha_liste SET zaman = zaman - interval '7 months'`)
	y, err := s.YasalSaklamalar(ctx, d.b, 9)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.LiftYasal(ctx, d.b, y[0].ID, "Karar kesinleşti."); err != nil {
		t.Fatal(err)
	}
	turn(2)
	if again := d.newest(); again.No != l.No || again.Durum != store.ImhaInceleniyor || again.Oneren != "" || again.Bekleyen != 2 || again.Cikarilan != 0 {
		t.Errorf("the list: %+v", again)
	}
	turn(0)
}

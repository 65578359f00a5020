package store_test

import (
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// G-02: whoever reads a list's last page when its entries go elsewhere sees the first page, not an empty one with a total.
func TestPageThatHasEmptied(t *testing.T) {
	s := dbtest.New(t)
	nos := []int64{routed(t, s, 1), routed(t, s, 2), routed(t, s, 3)}
	for _, no := range nos {
		ms, err := s.BirimMesajlari(t.Context(), no, []int{1})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DeliverBirim(t.Context(), &ms[0], []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	first, err := s.Kutu(t.Context(), dbtest.YetkiliMEM, store.KutuSuzgec{}, store.KutuImlec{}, store.KutuImlec{}, 2)
	if err != nil || len(first.Satirs) != 2 {
		t.Fatal(first, err)
	}
	do(t, s, dbtest.AKS, nos[0], basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim"}) // the only one of the second page
	second, err := s.Kutu(t.Context(), dbtest.YetkiliMEM, store.KutuSuzgec{}, first.Satirs[1].Imlec(), store.KutuImlec{}, 2)
	if err != nil || len(second.Satirs) != 2 || second.Ilk != 1 || second.Toplam != 2 {
		t.Errorf("the inbox: %+v %v", second, err)
	}
	for _, at := range []store.Imlec{{Sonra: nos[0]}, {Once: nos[2]}} {
		page, err := s.Liste(t.Context(), dbtest.AKS, store.Suzgec{Durums: []basvuru.Durum{basvuru.Yonlendirildi}}, at, 2)
		if err != nil || len(page.Satirs) != 2 || page.Ilk != 1 || page.Toplam != 3 {
			t.Errorf("the list at %+v: %+v %v", at, page, err)
		}
	}
}

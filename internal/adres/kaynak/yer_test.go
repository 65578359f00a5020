package main

import (
	"testing"

	"acikkapi/internal/adres"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, tur, ad string }{
		{"Kalaba Mah", adres.TurMahalle, "KALABA MAH."},
		{"50.yıl Mah", adres.TurMahalle, "50.YIL MAH."},
		{"Fevzipaşa Mah (tanoba Beldesi)", adres.TurMahalle, "FEVZİPAŞA MAH. (TANOBA BELDESİ)"},
		{"Köylü Köyü Mah", adres.TurMahalle, "KÖYLÜ KÖYÜ MAH."},
		{"Söğütlü  Mah (ovacık Mah)", adres.TurMahalle, "SÖĞÜTLÜ MAH. (OVACIK MAH.)"},
		{"Başpınar Mah (organize Mah)osb", adres.TurMahalle, "BAŞPINAR MAH. (ORGANİZE MAH.) OSB"},
		{"Aşağısütlü Köyü", adres.TurKoy, "AŞAĞISÜTLÜ KÖYÜ"},
		{"Kaleönü Köyü Yaylaları", adres.TurKoy, "KALEÖNÜ KÖYÜ YAYLALARI"},
		{"Nanedere Mah (düzdağ Köyü)", adres.TurKoy, "DÜZDAĞ KÖYÜ / NANEDERE MAH."},
		{"Acekise Mh. (ilecik Köyü)", adres.TurKoy, "İLECİK KÖYÜ / ACEKİSE MAH."},
		{"Yuvacık   Mah ( Mantagara Mah) (esenyaka Köyü)", adres.TurKoy, "ESENYAKA KÖYÜ / YUVACIK MAH. (MANTAGARA MAH.)"},
	} {
		if got := parse(c.in); got != (yer{c.tur, c.ad}) {
			t.Errorf("%q: got %v, want %s %q", c.in, got, c.tur, c.ad)
		}
	}
}

// A new edition keeps the numbers of places that stay, and gives new ones numbers nobody had.
func TestAssignKeepsNumbers(t *testing.T) {
	known := numbers{6007: {yer{adres.TurMahalle, "B MAH."}: 6007001, yer{adres.TurMahalle, "GONE MAH."}: 6007002}}
	got := known.assign(6007, []yer{{adres.TurMahalle, "A MAH."}, {adres.TurMahalle, "B MAH."}, {adres.TurMahalle, "A MAH."}})
	want := []numbered{
		{yer{adres.TurMahalle, "B MAH."}, 6007001},
		{yer{adres.TurMahalle, "A MAH."}, 6007003},
		{yer{adres.TurMahalle, "A MAH. (2)"}, 6007004},
	}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%d: got %v, want %v", i, got[i], want[i])
		}
	}
}

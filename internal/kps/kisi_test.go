package kps

import "testing"

// VB-03: names by Turkish casing, the mother's maiden surname by its first and last letter.
func TestMatches(t *testing.T) {
	ilgaz := Kisi{Ad: "ILGAZ IŞIL", Soyad: "İNCİ", AnneKizlikSoyadi: "ŞAHİN"}
	for _, c := range []struct {
		name, ad, soyad, anne string
		want                  bool
	}{
		{"as KPS writes it", "ILGAZ IŞIL", "İNCİ", "ŞN", true},
		{"small letters", "ılgaz ışıl", "inci", "şn", true},
		{"mixed, spaces", "  Ilgaz   Işıl ", "İnci ", " Ş N ", true},
		{"with a dash", "ılgaz ışıl", "inci", "ş-n", true},
		{"decomposed marks", "ılgaz ıs\u0327ıl", "I\u0307nci", "S\u0327n", true},
		{"dotted for dotless", "ilgaz ışıl", "inci", "şn", false},
		{"dotless for dotted", "ılgaz ışıl", "ıncı", "şn", false},
		{"one name of two", "ılgaz", "inci", "şn", false},
		{"letters the wrong way round", "ılgaz ışıl", "inci", "nş", false},
		{"one letter", "ılgaz ışıl", "inci", "ş", false},
		{"whole surname", "ılgaz ışıl", "inci", "şahin", false},
		{"nothing", "", "", "", false},
	} {
		if got := ilgaz.Matches(c.ad, c.soyad, c.anne); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if (Kisi{}).Matches("", "", "") {
		t.Error("a person without names matches nobody")
	}
	if !(Kisi{Ad: "A", Soyad: "B", AnneKizlikSoyadi: "Ö"}).Matches("a", "b", "ÖÖ") {
		t.Error("a surname of one letter begins and ends with it")
	}
}

package basvuru_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// buttons is what stands on the page of each role, looking at routing #1 or at none (#0):
//
//	G Güncelle            Y İlgili Birime Yönlendir   W Yönlendirmeyi Geri Çek   M MİA Onayına Gönder
//	K İşlemi Kapat (×3)   C Başvuru Cevapla           I Yetkisiz Birim           c Cevapla   R İşlemleri Geri Al
//
// AK-07 (no K while a birim owes), AK-08 (nothing once closed), YT-04 (passive after the answer), MI-02
const buttons = `
role        H    HB   Y1   Y1+  Y2   Y0   C    M    M1   D    D1   K+   K-   K±   KI
aks#0       GYMK GYMK GYM  GYM  GYM  GYMK GYMK -    -    GYMK GYM  -    -    -    -
aks#1       GYMK GYMK GYWM GYWM GYWM GYMK GYMK -    -    GYMK GYWM -    -    -    -
yetkili#0   -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
yetkili#1   -    -    CI   CI   CI   -    -    -    CI   -    CI   -    -    -    -
mia#0       -    -    -    -    -    -    -    cR   cR   -    -    -    -    -    -
vatandas#0  -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
vali#0      -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
sistem#1    -    -    -    -    -    -    -    -    -    -    -    -    -    -    -
`

var buttonLetters = map[string]string{
	"Güncelle": "G", "İlgili Birime Yönlendir": "Y", "Yönlendirmeyi Geri Çek": "W", "MİA Onayına Gönder": "M",
	"İşlemi Kapat": "K", "Başvuru Cevapla": "C", "Yetkisiz Birim": "I", "Cevapla": "c", "İşlemleri Geri Al": "R",
}

func TestButtons(t *testing.T) {
	t.Parallel()
	cells, _ := grid(buttons)
	for row, want := range cells {
		rol, sira, _ := strings.Cut(row, "#")
		for _, s := range situations[1:] {
			var letters []string
			for _, m := range basvuru.Buttons(s.b, people[kural.Rol(rol)], int(sira[0]-'0')) {
				letters = append(letters, buttonLetters[m.Button])
			}
			got := strings.Join(slices.Compact(letters), "")
			if got != strings.Trim(want[s.name], "-") {
				t.Errorf("%s in %s: buttons %q, want %q", row, s.name, got, want[s.name])
			}
		}
	}
}

// YT-02: the routing of another birim of the same application shows no button, and nothing is said about it.
func TestNoButtonsForAnotherBirim(t *testing.T) {
	t.Parallel()
	b := standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.TeslimEdildi), routing(2, saglik, basvuru.TeslimEdildi))
	officer := basvuru.Actor{Rol: kural.Yetkili, Birims: []string{saglik.No}}
	if got := basvuru.Buttons(b, officer, 1); len(got) != 0 {
		t.Errorf("buttons on another birim's routing: %d", len(got))
	}
	if got := basvuru.Buttons(b, officer, 2); len(got) != 2 {
		t.Errorf("buttons on the own routing: %d, want 2", len(got))
	}
}

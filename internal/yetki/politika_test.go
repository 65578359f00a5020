package yetki_test

import (
	"testing"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// YE-01, GR-06, SE-01, OP-07, SC-01: every role asks for everything, at home and elsewhere, and gets what this table says and no more.
func TestPolicy(t *testing.T) {
	t.Parallel()
	may := map[kural.Action]map[kural.Rol]string{
		yetki.KullaniciTanimla: {kural.Vali: "il"},
		yetki.EIcisleriTanimla: {kural.ProjeYonetici: "ulke"},
		yetki.SektorDuzenle:    {kural.Vali: "ulke", kural.ProjeYonetici: "ulke"},
		yetki.ReferansDuzenle:  {kural.ProjeYonetici: "ulke"},
	}
	roles := []kural.Rol{
		kural.Vatandas, kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu, kural.Isletmen,
		kural.ProjeYonetici, kural.DisSistem, kural.Sistem, "",
	}
	for eylem, who := range may {
		for _, rol := range roles {
			for il, want := range map[int]kural.Kind{6: kural.NotFound, 34: kural.NotFound, 0: kural.NotFound} {
				switch {
				case who[rol] == "":
					want = kural.Forbidden
				case who[rol] == "ulke" || il == 6:
					want = 0
				}
				err := yetki.Check(kural.Actor{Rol: rol, Il: 6}, eylem, il)
				if (err == nil) != (want == 0) || err != nil && kural.KindOf(err) != want {
					t.Errorf("%s by %q in il %d: %v", eylem, rol, il, err)
				}
			}
		}
		if len(yetki.Roller(eylem)) != len(who) {
			t.Errorf("%s is for %v", eylem, yetki.Roller(eylem))
		}
	}
	if err := yetki.Check(kural.Actor{Rol: kural.Vali, Il: 6}, "baska", 6); kural.KindOf(err) != kural.Forbidden {
		t.Errorf("what the policy does not know is answered %v", err)
	}
}

package yetki_test

import (
	"slices"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// SC-01, YE-01, GR-06, SE-01, OP-07: every role asks for every action, at home and elsewhere, and gets what this table says and no more.
func TestPolicy(t *testing.T) {
	t.Parallel()
	may := map[kural.Action]map[kural.Rol]string{
		yetki.KullaniciTanimla: {kural.Vali: "il"},
		yetki.EIcisleriTanimla: {kural.ProjeYonetici: "ulke"},
		yetki.SektorDuzenle:    {kural.Vali: "ulke", kural.ProjeYonetici: "ulke"},
		yetki.ReferansDuzenle:  {kural.ProjeYonetici: "ulke"},
		yetki.KartBuro:         {kural.KimlikBurosu: "ulke"},
		yetki.Isletim:          {kural.Isletmen: "ulke"},
		yetki.IstatistikGor:    {kural.AKS: "ilce", kural.MIA: "il", kural.Vali: "il", kural.ProjeYonetici: "ulke", kural.Isletmen: "ulke"},
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
				case who[rol] == "ilce": // store.Istatistik's
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

// record is an application as scopes see it.
func record(no int64, il, ilce int, birims ...string) *basvuru.Basvuru {
	b := &basvuru.Basvuru{No: no, Durum: basvuru.Yonlendirildi, Il: il, Ilce: ilce}
	for i, birim := range birims {
		b.Yonlendirmes = append(b.Yonlendirmes, basvuru.Yonlendirme{Sira: i + 1, Birim: birim, Durum: basvuru.TeslimEdildi})
	}
	return b
}

// SC-01, AK-03, YT-02, MI-02: the scopes of the policy are those that basvuru.InScope keeps to, for every role and every kind of record
// in and out of scope; a role that the policy does not let see applications sees none.
func TestScopesOfApplications(t *testing.T) {
	t.Parallel()
	records := map[string]*basvuru.Basvuru{
		"own ilçe": record(1, 6, 601), "own il": record(2, 6, 602), "elsewhere": record(3, 34, 341), "own birim": record(4, 34, 341, "55481037"),
	}
	seen := map[yetki.Kapsam][]string{
		yetki.Kendi: {"own il"}, yetki.Birimde: {"own birim"}, yetki.Ilcede: {"own ilçe"}, yetki.Ilde: {"own ilçe", "own il"},
		yetki.Ulkede: {"own ilçe", "own il", "elsewhere", "own birim"},
	}
	scopes := map[kural.Rol]yetki.Kapsam{}
	for _, row := range yetki.Politika {
		if row.Eylem == yetki.BasvuruGor {
			scopes[row.Rol] = row.Kapsam
		}
	}
	tried := 0
	for _, rol := range []kural.Rol{
		kural.Vatandas, kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu, kural.Isletmen,
		kural.ProjeYonetici, kural.DisSistem, kural.Sistem, yetki.Herkes,
	} {
		actor := kural.Actor{Rol: rol, Il: 6, Ilces: []int{601}, Birims: []string{"55481037"}, Kendi: []int64{2}}
		for name, b := range records {
			tried++
			if got, want := basvuru.InScope(actor, b), slices.Contains(seen[scopes[rol]], name); got != want {
				t.Errorf("%s, a record of %s: seen %v, the policy says %v (%s)", rol, name, got, want, scopes[rol])
			}
		}
	}
	t.Logf("%d roles × records tried", tried)
}

// SC-01: whoever may act on an application by the transition table may see it by the policy; filing one needs no sight of it.
func TestActorsMaySee(t *testing.T) {
	t.Parallel()
	may := yetki.Roller(yetki.BasvuruGor)
	for _, m := range basvuru.Moves {
		for _, rol := range m.Who {
			if m.Action != basvuru.Basvur && !slices.Contains(may, rol) {
				t.Errorf("%s may %s what it may not see", rol, m.Action)
			}
		}
	}
}

// Each row stands once: two would say two scopes.
func TestPolicyHasNoTwins(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range yetki.Politika {
		key := string(row.Eylem) + " " + string(row.Rol)
		if seen[key] || row.Kapsam == "" {
			t.Errorf("%s stands twice, or without a scope", key)
		}
		seen[key] = true
	}
}

package basvuru_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// AK-07: closing is refused while a birim owes an answer, and the refusal names each of them.
func TestClosingNamesWhoOwes(t *testing.T) {
	t.Parallel()
	b, _ := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.Route{Birims: []basvuru.Birim{egitim, saglik, belediy}})
	b, _ = must(t, b, kural.Yetkili, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumlu, Metin: "Yapıldı."})
	said := refused(t, b, people[kural.AKS], commands["kapat_olumlu"], kural.Conflict)
	for _, owes := range []string{egitim.Ad, belediy.Ad} {
		if !strings.Contains(said, owes) {
			t.Errorf("%q does not name %s", said, owes)
		}
	}
	if strings.Contains(said, saglik.Ad) {
		t.Errorf("%q names %s, which has answered", said, saglik.Ad)
	}
}

// AK-07: while it is with the MİA it cannot be closed, and the sentence says where it is.
func TestNoClosingAtTheMIA(t *testing.T) {
	t.Parallel()
	b, _ := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.SendToMIA{})
	if said := refused(t, b, people[kural.AKS], commands["kapat_olumlu"], kural.Conflict); !strings.Contains(said, basvuru.MIAOnayinda.Label()) {
		t.Errorf("refusal %q", said)
	}
}

// AK-08: a closed application takes no further action; the sentence is the seed's.
func TestClosedTakesNoAction(t *testing.T) {
	t.Parallel()
	b, ch := must(t, standing(basvuru.Havuzda), kural.AKS, commands["kapat_kismen"])
	if ch.Cevap == nil || ch.Cevap.Kaynak != "kapanis" || ch.Cevap.Sonuc != basvuru.Kismen {
		t.Errorf("closing stores the answer %+v", ch.Cevap)
	}
	said := refused(t, b, people[kural.AKS], commands["yonlendir"], kural.Conflict)
	if !strings.HasPrefix(said, "Kapatılan başvuru üzerinde tekrar bir işlem yapılamaz.") || !strings.Contains(said, b.Durum.Label()) {
		t.Errorf("refusal %q", said)
	}
}

// AK-10: several birim at once, each with a routing of its own and named in the timeline; none with an open one again.
func TestRoutingToSeveral(t *testing.T) {
	t.Parallel()
	b, ch := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.Route{Birims: []basvuru.Birim{egitim, saglik}})
	if ch.Aciklama != egitim.Ad+", "+saglik.Ad || len(ch.Yonlendirmes) != 2 {
		t.Errorf("timeline %q, %d routings", ch.Aciklama, len(ch.Yonlendirmes))
	}
	if y := b.Yonlendirmes[1]; y.Sira != 2 || y.Birim != saglik.No || y.Durum != basvuru.Kuyrukta {
		t.Errorf("second routing %+v", y)
	}
	again := basvuru.Route{Birims: []basvuru.Birim{belediy, saglik}}
	if said := refused(t, b, people[kural.AKS], again, kural.Conflict); !strings.Contains(said, saglik.Ad) {
		t.Errorf("refusal %q does not name the birim", said)
	}
	b, _ = must(t, b, kural.Yetkili, basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumsuz, Metin: "Yapılamadı."})
	if b, _ = must(t, b, kural.AKS, again); b.SonYon != 4 { // answered: may be asked again
		t.Errorf("newest routing %d, want 4", b.SonYon)
	}
}

// MI-04: the application starts anew; open routings are withdrawn, the old round is never counted again.
func TestResetStartsANewRound(t *testing.T) {
	t.Parallel()
	b := standing(basvuru.MIAOnayinda, routing(1, egitim, basvuru.BirimCevapli), routing(2, saglik, basvuru.TeslimEdildi))
	b, ch := must(t, b, kural.MIA, basvuru.Reset{Aciklama: "Yanlış yönlendirme"})
	if b.Durum != basvuru.Havuzda || b.Tur != 2 || len(b.Yonlendirmes) != 0 {
		t.Fatalf("after the reset: %+v", b)
	}
	if len(ch.Yonlendirmes) != 1 || ch.Yonlendirmes[0].Sira != 2 || ch.Yonlendirmes[0].Durum != basvuru.GeriCekildi {
		t.Errorf("to be stored: %+v, want #2 withdrawn and #1 as it was", ch.Yonlendirmes)
	}
	// The birim's page that is still open gets nothing through, and its late message does nothing (PL-04).
	refused(t, b, people[kural.Yetkili], basvuru.Answer{Sira: 2, Sonuc: basvuru.Olumlu, Metin: "Geç cevap"}, kural.NotFound)
	if _, ch := must(t, b, kural.Sistem, basvuru.Deliver{Sira: 2}); !ch.Nothing() {
		t.Error("a delivery of the old round was recorded")
	}
	// #1's answer of the old round does not make the new round answered.
	b, _ = must(t, b, kural.AKS, basvuru.Route{Birims: []basvuru.Birim{egitim}})
	if y := b.Yonlendirmes[0]; y.Sira != 3 || y.Tur != 2 {
		t.Errorf("first routing of the new round: %+v", y)
	}
	if b, _ = must(t, b, kural.AKS, basvuru.Withdraw{Sira: 3, Neden: "Vazgeçildi"}); b.Durum != basvuru.Havuzda {
		t.Errorf("with the only routing withdrawn: %q", b.Durum)
	}
}

// YT-05: the second Yetkili of a birim is told who answered; a Yetkili of another birim is told nothing (YT-02).
func TestSecondAnswerIsToldWhoAnswered(t *testing.T) {
	t.Parallel()
	b, _ := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.Route{Birims: []basvuru.Birim{egitim, saglik}})
	b, _ = must(t, b, kural.Yetkili, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Yapıldı."})
	second := basvuru.Actor{Rol: kural.Yetkili, ID: 33, Ad: "Murat Koç", Birims: []string{egitim.No}}
	answer := basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumsuz, Metin: "Yapılamaz."}
	if said := refused(t, b, second, answer, kural.Conflict); !strings.Contains(said, "Fatma Demir") {
		t.Errorf("refusal %q does not name who answered", said)
	}
	stranger := basvuru.Actor{Rol: kural.Yetkili, ID: 34, Ad: "Sibel Er", Birims: []string{saglik.No}}
	if said := refused(t, b, stranger, answer, kural.NotFound); strings.Contains(said, "Fatma Demir") {
		t.Errorf("another birim learns: %q", said)
	}
}

// YT-08: a return counts as answered, and the timeline says who returned it and why.
func TestReturnCountsAsAnswered(t *testing.T) {
	t.Parallel()
	b, _ := must(t, standing(basvuru.Havuzda), kural.AKS, basvuru.Route{Birims: []basvuru.Birim{egitim}})
	b, ch := must(t, b, kural.Yetkili, basvuru.Return{Sira: 1, Neden: "Belediyenin görevidir."})
	if ch.Aciklama != egitim.Ad+": Belediyenin görevidir." || ch.Cevap.Sonuc != "" || ch.Cevap.Metin != "Belediyenin görevidir." {
		t.Errorf("timeline %q, answer %+v", ch.Aciklama, ch.Cevap)
	}
	if b, _ = must(t, b, kural.Sistem, basvuru.Collect{}); b.Durum != basvuru.Cevaplandi { // PL-03
		t.Errorf("collected: %q", b.Durum)
	}
	b, _ = must(t, b, kural.AKS, basvuru.Route{Birims: []basvuru.Birim{belediy}}) // the AKS routes on
	b, _ = must(t, b, kural.AKS, basvuru.Withdraw{Sira: 2, Neden: "Vazgeçildi"})
	if b.Durum != basvuru.Cevaplandi { // the earlier birim's return still stands
		t.Errorf("withdrawn beside a return: %q", b.Durum)
	}
}

// VS-02: citizens read “İşlem Görüyor” until it is closed, and then how.
func TestCitizensWords(t *testing.T) {
	t.Parallel()
	for _, d := range basvuru.Durums {
		want := "İşlem Görüyor"
		if slices.Contains([]basvuru.Durum{basvuru.KapaliOlumlu, basvuru.KapaliOlumsuz, basvuru.KapaliKismen}, d) {
			want = d.Label()
		}
		if d.Citizen() != want || d.Label() == "" {
			t.Errorf("%s: %q, label %q", d, d.Citizen(), d.Label())
		}
	}
}

// AK-03, GR-02, MI-02, YT-02: outside the scope an application does not exist, for any command.
func TestScope(t *testing.T) {
	t.Parallel()
	b := standing(basvuru.Yonlendirildi, routing(1, egitim, basvuru.TeslimEdildi))
	for name, c := range map[string]struct {
		actor basvuru.Actor
		sees  bool
	}{
		"AKS of the whole il":        {basvuru.Actor{Rol: kural.AKS, Il: ankara}, true},
		"AKS of the ilçe":            {basvuru.Actor{Rol: kural.AKS, Il: ankara, Ilces: []int{602, cankaya}}, true},
		"AKS of another ilçe":        {basvuru.Actor{Rol: kural.AKS, Il: ankara, Ilces: []int{602}}, false},
		"AKS of another il":          {basvuru.Actor{Rol: kural.AKS, Il: 34}, false},
		"MİA of another il":          {basvuru.Actor{Rol: kural.MIA, Il: 34}, false},
		"Yetkili of the birim":       {basvuru.Actor{Rol: kural.Yetkili, Birims: []string{egitim.No}}, true},
		"Yetkili of another birim":   {basvuru.Actor{Rol: kural.Yetkili, Birims: []string{saglik.No}}, false},
		"Yetkili without birim":      {basvuru.Actor{Rol: kural.Yetkili}, false},
		"citizen with the code":      {basvuru.Actor{Rol: kural.Vatandas, Kendi: []int64{7, takipNo}}, true},
		"citizen of another one":     {basvuru.Actor{Rol: kural.Vatandas, Kendi: []int64{7}}, false},
		"machine that filed":         {basvuru.Actor{Rol: kural.DisSistem, Il: ankara}, false},
		"Kimlik Bürosu":              {basvuru.Actor{Rol: kural.KimlikBurosu, Il: ankara}, false},
		"somebody without any role":  {basvuru.Actor{Il: ankara}, false},
		"Vali, to look at their own": {basvuru.Actor{Rol: kural.Vali, Il: ankara}, true},
	} {
		if got := basvuru.InScope(c.actor, b); got != c.sees {
			t.Errorf("%s sees it: %v", name, got)
		}
		if !c.sees {
			refused(t, b, c.actor, commands["kapat_olumlu"], kural.NotFound)
		}
	}
}

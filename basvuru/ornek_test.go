package basvuru_test

import (
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// The applications and people that the tests of this package speak of.

const (
	takipNo = 1000
	ankara  = 6
	cankaya = 601
)

var (
	simdi   = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	egitim  = basvuru.Birim{No: "55481037", Ad: "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ"}
	saglik  = basvuru.Birim{No: "11223344", Ad: "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ"}
	belediy = basvuru.Birim{No: "22334455", Ad: "ÇANKAYA BELEDİYE BAŞKANLIĞI"}
)

// people has somebody of every role, all of them with the widest scope over the applications below.
var people = map[kural.Rol]basvuru.Actor{
	kural.Vatandas:      {Rol: kural.Vatandas, Ad: "Ayşe Yılmaz", Kendi: []int64{takipNo}},
	kural.AKS:           {Rol: kural.AKS, ID: 2, Ad: "Ali Kaya", Il: ankara},
	kural.Yetkili:       {Rol: kural.Yetkili, ID: 3, Ad: "Fatma Demir", Birims: []string{egitim.No, saglik.No, belediy.No}},
	kural.MIA:           {Rol: kural.MIA, ID: 4, Ad: "Mehmet Çelik", Il: ankara},
	kural.Vali:          {Rol: kural.Vali, ID: 5, Ad: "Zeynep Şahin", Il: ankara},
	kural.Personel:      {Rol: kural.Personel, ID: 6, Ad: "Hasan Öz", Il: ankara},
	kural.KimlikBurosu:  {Rol: kural.KimlikBurosu, ID: 7, Ad: "Elif Ak", Il: ankara},
	kural.Isletmen:      {Rol: kural.Isletmen, ID: 8, Ad: "Can Işık", Il: ankara},
	kural.ProjeYonetici: {Rol: kural.ProjeYonetici, ID: 9, Ad: "Nur Ünal", Il: ankara},
	kural.DisSistem:     {Rol: kural.DisSistem, ID: 10, Ad: "Belediye portalı", Il: ankara},
	kural.Sistem:        kural.Pipeline("birim"),
}

func routing(sira int, to basvuru.Birim, d basvuru.YonlendirmeDurum) basvuru.Yonlendirme {
	y := basvuru.Yonlendirme{Sira: sira, Tur: 1, Birim: to.No, Ad: to.Ad, Durum: d}
	if d == basvuru.BirimCevapli || d == basvuru.IadeEdildi {
		y.Cevaplayan = "Fatma Demir"
	}
	return y
}

func standing(d basvuru.Durum, ys ...basvuru.Yonlendirme) *basvuru.Basvuru {
	if d == basvuru.Yok {
		return &basvuru.Basvuru{}
	}
	return &basvuru.Basvuru{No: takipNo, Durum: d, Tur: 1, Il: ankara, Ilce: cankaya, SonYon: len(ys), Yonlendirmes: ys}
}

// must runs a command that has to succeed and returns the application after it.
func must(t *testing.T, b *basvuru.Basvuru, rol kural.Rol, cmd basvuru.Command) (*basvuru.Basvuru, *basvuru.Change) {
	t.Helper()
	ch, err := basvuru.Decide(b, people[rol], cmd, simdi)
	if err != nil {
		t.Fatalf("%s by %s at %q: %v", cmd.Action(), rol, b.Durum, err)
	}
	return &ch.After, ch
}

// refused runs a command that has to be refused with this kind and returns the sentence that people see.
func refused(t *testing.T, b *basvuru.Basvuru, actor basvuru.Actor, cmd basvuru.Command, kind kural.Kind) string {
	t.Helper()
	_, err := basvuru.Decide(b, actor, cmd, simdi)
	if err == nil || kural.KindOf(err) != kind {
		t.Fatalf("%s by %s at %q: error %v, want kind %v", cmd.Action(), actor.Rol, b.Durum, err, kind)
	}
	return kural.All(err)[0].Message
}

// awaited is b while KPS has still to say who the applicant is.
func awaited(b *basvuru.Basvuru) *basvuru.Basvuru {
	b.Kimlik = basvuru.KimlikBekliyor
	return b
}

func disposed(b *basvuru.Basvuru) *basvuru.Basvuru {
	b.Kimlik = basvuru.KimlikImha
	return b
}

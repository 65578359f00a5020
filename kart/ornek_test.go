package kart_test

import (
	"slices"
	"testing"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

const hasan = 6 // the staff member

var (
	simdi  = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	people = map[kural.Rol]kural.Actor{
		kural.Personel:     {Rol: kural.Personel, ID: hasan, Ad: "Hasan Öz"},
		kural.KimlikBurosu: {Rol: kural.KimlikBurosu, ID: 7, Ad: "Elif Ak"},
	}
	photo   = kart.Fotograf{Dosya: "f1", Tur: "image/jpeg", Genislik: 600, Yukseklik: 800, DPI: 300, Boyut: 1 << 20}
	receipt = kart.Dekont{Dosya: "d1", Tur: "application/pdf"}
	ret     = kart.Ret{Sebep: 2, Aciklama: "Fotoğraf uygun değil."}
)

// person is somebody of role rol, with the widest scope that the role can have here.
func person(rol kural.Rol) kural.Actor {
	if a, ok := people[rol]; ok {
		return a
	}
	return kural.Actor{Rol: rol, ID: 8, Il: 6, Kendi: []int64{1}}
}

// of is the spouse's card in state d, cancelled or to be cancelled for this reason.
func of(d kart.Durum, neden kart.IptalNeden, arrived bool) *kart.Kart {
	return &kart.Kart{
		No: 1, Durum: d, Personel: hasan, Yakin: kart.Yakin{Yakinlik: kart.Es, Guncel: true}, Talep: 1, IptalNedeni: neden, TeslimAlindi: arrived,
	}
}

// atPrinter is of with the card of request 1 at step b of printing.
func atPrinter(d kart.Durum, b kart.BasimDurum) *kart.Kart {
	k := of(d, kart.KayipCalinti, false)
	k.Basim, k.BasimTalep = b, 1
	return k
}

// notLost is a cancellation for which the card itself is wanted, with the card at step b of printing (KI-03).
func notLost(b kart.BasimDurum) *kart.Kart {
	k := of(kart.IptalBekliyor, kart.Diger, false)
	k.Basim, k.BasimTalep = b, 1
	return k
}

// leaver makes k the card of a staff member who has left; recorder has recorded that it does not come back.
func leaver(k *kart.Kart, recorder int64) *kart.Kart {
	k.Ayrildi, k.GeriAlinamadi = true, recorder
	return k
}

func must(t *testing.T, k *kart.Kart, rol kural.Rol, cmd kart.Command) (*kart.Kart, *kart.Change) {
	t.Helper()
	ch, err := kart.Decide(k, person(rol), cmd, simdi)
	if err != nil {
		t.Fatalf("%s by %s at %q: %v", cmd.Action(), rol, k.Durum, err)
	}
	return &ch.After, ch
}

// refused runs a command that has to be refused with this kind and returns the sentence that people see.
func refused(t *testing.T, k *kart.Kart, actor kural.Actor, cmd kart.Command, kind kural.Kind) string {
	t.Helper()
	_, err := kart.Decide(k, actor, cmd, simdi)
	if err == nil || kural.KindOf(err) != kind {
		t.Fatalf("%s by %s at %q: error %v, want kind %v", cmd.Action(), actor.Rol, k.Durum, err, kind)
	}
	return kural.All(err)[0].Message
}

// fields lists what an error tells people, as “field: message”.
func fields(err error) []string {
	said := make([]string, 0, 4)
	for _, e := range kural.All(err) {
		said = append(said, e.Field+": "+e.Message)
	}
	slices.Sort(said)
	return said
}

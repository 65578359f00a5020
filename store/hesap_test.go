package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/store"
)

var komut = kural.Actor{Rol: kural.ProjeYonetici, Ad: "komut satırı"}

func hesap(n int, tip string) yetki.Hesap {
	t := yetki.HesapTipOf(tip)
	h := yetki.Hesap{
		Tip: tip, TCKN: basvuru.MakeTCKN(fmt.Sprintf("4%08d", n)), Ad: "ayşe", Soyad: "ışık", KullaniciAdi: fmt.Sprintf("kullanici.%d", n), Moduls: t.Moduls[:1],
	}
	if t.Il {
		h.Il = 6
	}
	return h
}

func defineHesap(t *testing.T, s *store.Store, h yetki.Hesap) (int64, kural.Actor) {
	t.Helper()
	id, err := s.DefineHesap(t.Context(), komut, h, "hash")
	if err != nil {
		t.Fatal(err)
	}
	return id, kural.Actor{Rol: kural.ProjeYonetici, ID: id, Ad: "AYŞE IŞIK"}
}

// GR-06: a person has a kind once, a user name is somebody's once; a deleted user stands in nobody's way.
func TestHesapOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id, _ := defineHesap(t, s, hesap(1, "mia"))
	again, taken := hesap(1, "mia"), hesap(2, "mia")
	again.KullaniciAdi, taken.KullaniciAdi = "baska", "kullanici.1"
	for field, h := range map[string]yetki.Hesap{"tckn": again, "kullanici_adi": taken} {
		_, err := s.DefineHesap(t.Context(), komut, h, "hash")
		if kind, at := kindAt(err); kind != kural.Conflict || at != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	unit := hesap(3, "mia")
	unit.Birim = "00000000"
	_, err := s.DefineHesap(t.Context(), komut, unit, "hash")
	if kind, at := kindAt(err); kind != kural.Invalid || at != "birim" {
		t.Error(err)
	}
	if n := count(t, s, `SELECT count(*) FROM kullanici WHERE tip = 'mia'`); n != 1 {
		t.Errorf("%d users are there: something was half-saved", n)
	}
	if err := s.DeleteHesap(t.Context(), komut, id); err != nil {
		t.Fatal(err)
	}
	defineHesap(t, s, hesap(1, "mia"))
}

// GR-06, SC-01: nobody but the Proje Yöneticisi.
func TestHesapPolicy(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id, _ := defineHesap(t, s, hesap(1, "mia"))
	for _, rol := range []kural.Rol{kural.AKS, kural.Yetkili, kural.MIA, kural.Vali, kural.Personel, kural.KimlikBurosu, kural.Isletmen, kural.Sistem, ""} {
		a := kural.Actor{Rol: rol, ID: id, Il: 6}
		_, err1 := s.Hesap(t.Context(), a, id)
		_, err2 := s.DefineHesap(t.Context(), a, hesap(2, "mia"), "hash")
		_, err3 := s.Hesaplar(t.Context(), a, store.HesapSuzgec{}, store.Imlec{}, 20)
		_, err4 := s.HesapGecmisi(t.Context(), a, id, 5)
		for i, err := range []error{
			err1, err2, err3, err4, s.UpdateHesap(t.Context(), a, id, 1, hesap(1, "mia")), s.ResetParola(t.Context(), a, id, 1, "x"), s.DeleteHesap(t.Context(), a, id),
		} {
			if kural.KindOf(err) != kural.Forbidden {
				t.Errorf("%s, act %d: %v", rol, i, err)
			}
		}
	}
}

// GR-06: the last Proje Yöneticisi stays, and nobody removes themselves; each way out is closed.
func TestLastYonetici(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	one := hesap(1, yetki.ProjeYoneticisi)
	id, self := defineHesap(t, s, one)
	demoted, robbed := hesap(1, "isletmen"), one
	robbed.Moduls = nil
	tries := func(a kural.Actor) []error {
		return []error{s.DeleteHesap(t.Context(), a, id), s.UpdateHesap(t.Context(), a, id, 0, demoted), s.UpdateHesap(t.Context(), a, id, 0, robbed)}
	}
	for i, err := range append(tries(komut), tries(self)...) {
		if kural.KindOf(err) != kural.Conflict {
			t.Errorf("way %d: %v", i, err)
		}
	}
	_, other := defineHesap(t, s, hesap(2, yetki.ProjeYoneticisi))
	for i, err := range tries(self) { // not even with another one there
		if kural.KindOf(err) != kural.Conflict || !strings.Contains(err.Error(), "Kendi") {
			t.Errorf("self %d: %v", i, err)
		}
	}
	if err := s.DeleteHesap(t.Context(), other, id); err != nil {
		t.Error(err)
	}
}

// GR-06: two who remove each other at the same time: one wins, the other is told, and one is left.
func TestYoneticisRemoveEachOther(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	a, actorA := defineHesap(t, s, hesap(1, yetki.ProjeYoneticisi))
	b, actorB := defineHesap(t, s, hesap(2, yetki.ProjeYoneticisi))
	var wg sync.WaitGroup
	var errA, errB error
	wg.Go(func() { errA = s.DeleteHesap(t.Context(), actorA, b) })
	wg.Go(func() { errB = s.DeleteHesap(t.Context(), actorB, a) })
	wg.Wait()
	if (errA == nil) == (errB == nil) || kural.KindOf(errors.Join(errA, errB)) != kural.Forbidden {
		t.Errorf("%v, %v", errA, errB)
	}
	if n := count(t, s, `SELECT count(*) FROM kullanici WHERE tip = 'proje_yoneticisi' AND aktif`); n != 1 {
		t.Errorf("%d are left", n)
	}
}

// GR-06: two people at one user: the second overwrites nothing; the record tells who changed what, masked, without a password.
func TestHesapChangedMeanwhile(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id, _ := defineHesap(t, s, hesap(1, "mia"))
	h := hesap(1, "mia")
	h.Ad, h.Il, h.Birim, h.Cep, h.Moduls = "fatma", 34, dbtest.BirimMEM.No, "+905321112233", []yetki.Modul{yetki.ModulKart, yetki.ModulAcikKapi}
	if err := s.UpdateHesap(t.Context(), komut, id, 1, h); err != nil {
		t.Fatal(err)
	}
	if err := s.UpdateHesap(t.Context(), komut, id, 1, hesap(1, "mia")); kural.KindOf(err) != kural.Conflict {
		t.Error(err)
	}
	if err := s.ResetParola(t.Context(), komut, id, 1, "geheim"); kural.KindOf(err) != kural.Conflict {
		t.Error(err)
	}
	d, err := s.Hesap(t.Context(), komut, id)
	if err != nil || d.Ad != "FATMA" || d.Il != 34 || d.BirimAd != dbtest.BirimMEM.Ad || len(d.Moduls) != 2 || d.Surum != 2 || !d.Gecici {
		t.Errorf("%+v %v", d, err)
	}
	if err := s.ResetParola(t.Context(), komut, id, 2, "geheim"); err != nil {
		t.Fatal(err)
	}
	list, err := s.HesapGecmisi(t.Context(), komut, id, 10)
	if err != nil || len(list) != 3 || list[1].Onceki.Ad != "AYŞE" || list[1].Sonraki.Cep != "…33" || list[2].Onceki != nil || list[0].YapanAd != komut.Ad {
		t.Errorf("%+v %v", list, err)
	}
	if n := count(t, s, `SELECT count(*) FROM degisiklik WHERE (onceki::text || sonraki::text) ~ ('geheim|' || $1 || '|5321112233')`, string(h.TCKN)); n != 0 {
		t.Error("the record holds a password, a number or a phone")
	}
}

// GR-04: one opening page at most, only one's own; a module taken away is none any more.
func TestAcilis(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	h := hesap(1, "mia")
	h.Moduls = []yetki.Modul{yetki.ModulAcikKapi, yetki.ModulKart}
	id, a := defineHesap(t, s, h)
	for _, m := range h.Moduls {
		if err := s.SetAcilis(t.Context(), a, m); err != nil {
			t.Fatal(err)
		}
	}
	if _, at := kindAt(s.SetAcilis(t.Context(), a, yetki.ModulTanim)); at != "modul" {
		t.Error("somebody else's module was taken")
	}
	if n := count(t, s, `SELECT count(*) FROM kullanici_modul WHERE acilis AND modul = 'kart'`); n != 1 {
		t.Errorf("%d opening pages", n)
	}
	if err := s.UpdateHesap(t.Context(), komut, id, 0, hesap(1, "mia")); err != nil {
		t.Fatal(err)
	}
	u, err := s.Kullanici(t.Context(), id)
	if err != nil || len(u.Moduls) != 1 || u.Moduls[0].Acilis {
		t.Errorf("%+v %v", u.Moduls, err)
	}
}

package yetki_test

import (
	"slices"
	"strings"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

func hesap() yetki.Hesap {
	return yetki.Hesap{
		Tip: "mia", TCKN: basvuru.MakeTCKN("123450000"), Ad: "AYŞE", Soyad: "IŞIK", Il: 6, KullaniciAdi: "ayse.isik",
		Moduls: []yetki.Modul{yetki.ModulAcikKapi},
	}
}

// GR-06, G-06: each wrong field by itself, and all at once.
func TestHesapFields(t *testing.T) {
	t.Parallel()
	good := hesap()
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	all := yetki.Hesap{Cep: "x", Birim: "x"}
	for field, spoil := range map[string]func(*yetki.Hesap){
		"tip":           func(h *yetki.Hesap) { h.Tip = "sorumlu" },
		"tckn":          func(h *yetki.Hesap) { h.TCKN = "12345678901" },
		"ad":            func(h *yetki.Hesap) { h.Ad = " " },
		"soyad":         func(h *yetki.Hesap) { h.Soyad = strings.Repeat("A", 101) },
		"cep":           func(h *yetki.Hesap) { h.Cep = "+903121112233" },
		"il":            func(h *yetki.Hesap) { h.Il = 82 },
		"birim":         func(h *yetki.Hesap) { h.Birim = "123" },
		"kullanici_adi": func(h *yetki.Hesap) { h.KullaniciAdi = "Ayşe" },
		"modul":         func(h *yetki.Hesap) { h.Moduls = []yetki.Modul{yetki.ModulTanim} },
	} {
		h := hesap()
		spoil(&h)
		if errs := kural.All(h.Validate()); len(errs) != 1 || errs[0].Field != field || errs[0].Kind != kural.Invalid {
			t.Errorf("%s: %v", field, errs)
		}
		if told := kural.All(all.Validate()); field != "il" && field != "modul" && !slices.ContainsFunc(told, func(e *kural.Error) bool { return e.Field == field }) {
			t.Errorf("all wrong, but nothing at %s: %v", field, told)
		}
	}
	for _, tip := range yetki.HesapTips { // il: mandatory for some, none for the others
		h := hesap()
		h.Tip, h.Moduls = tip.Tip, tip.Moduls
		if err := h.Validate(); (err == nil) != tip.Il {
			t.Errorf("%s in an il: %v", tip.Tip, err)
		}
		h.Il = 0
		if err := h.Validate(); (err == nil) == tip.Il {
			t.Errorf("%s without an il: %v", tip.Tip, err)
		}
	}
}

// GR-06: what a password must be.
func TestParolaRules(t *testing.T) {
	t.Parallel()
	for parola, says := range map[string]string{
		"": "giriniz", "onbirharfli": "en az 12", "uzun ayse.isik uzun": "kullanıcı adını", "uzun AYSE.IŞIK uzun": "kullanıcı adını", "PAROLA123456": "kolay tahmin",
		"AcikKapi.Demo.2026": "kolay tahmin", "aaaaaaaaaaaaa": "kolay tahmin", strings.Repeat("ab ", 100): "çok uzun", "\xff123456789012": "okunamayan", "üç deve dağda": "",
	} {
		err := yetki.CheckParola("parola", parola, "ayse.isik")
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says) || kural.All(err)[0].Field != "parola") {
			t.Errorf("%q: %v", parola, err)
		}
	}
	if err := yetki.CheckYeniParola("üç deve dağda", "üç deve dağdan", "x"); kural.All(err)[0].Field != "parola_tekrar" {
		t.Error(err)
	}
}

// GR-04: a page that nobody has thought of belongs to the kind's own module.
func TestModulOfPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tip, path string
		want      yetki.Modul
	}{
		{"mia", "/mia", yetki.ModulAcikKapi},
		{"mia", "/canli/mia/basvuru", yetki.ModulAcikKapi},
		{"vali", "/yetki/kullanici", yetki.ModulAcikKapi},
		{"mia", "/dosya/{id}", yetki.ModulAcikKapi},
		{"isletmen", "/yeni-sayfa", yetki.ModulIsletim},
		{"vali", "/kart/talep", yetki.ModulKart},
		{"vali", "/kartlar", yetki.ModulAcikKapi},
		{"proje_yoneticisi", "/yetki/sektor", yetki.ModulTanim},
		{"mia", "/e-icisleri/anasayfa", ""},
		{"mia", "/cikis", ""},
		{"sorumlu", "/aks", ""},
	} {
		if got := yetki.ModulOf(c.tip, c.path); got != c.want {
			t.Errorf("%s for %s: %q", c.path, c.tip, got)
		}
	}
}

package yetki

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/turkce"
)

// HesapTip is a kind of e-İçişleri user (GR-06), as the table kullanici names it. Moduls are those that it may be given, its own first.
type HesapTip struct {
	Tip, Ad string
	Il      bool // works for one il
	Moduls  []Modul
}

// ProjeYoneticisi is the kind of those who define the others.
const ProjeYoneticisi = "proje_yoneticisi"

// HesapTips are the kinds in the order of the form. The card is for the ministry's staff, whatever their office.
var HesapTips = []HesapTip{
	{"mia", "MİA", true, []Modul{ModulAcikKapi, ModulKart}},
	{"vali", "Vali", true, []Modul{ModulAcikKapi, ModulKart}},
	{"vali_yardimcisi", "Vali Yardımcısı", true, []Modul{ModulAcikKapi, ModulKart}},
	{"personel", "Personel", true, []Modul{ModulKart}},
	{"kimlik_burosu", "Kimlik Bürosu", false, []Modul{ModulKimlikBurosu, ModulKart}},
	{"isletmen", "İşletmen", false, []Modul{ModulIsletim, ModulKart}},
	{ProjeYoneticisi, "Proje Yöneticisi", false, []Modul{ModulTanim, ModulKart}},
}

// HesapTipOf finds a kind; the zero HesapTip, without a name, for one that there is not.
func HesapTipOf(tip string) HesapTip {
	if i := slices.IndexFunc(HesapTips, func(t HesapTip) bool { return t.Tip == tip }); i >= 0 {
		return HesapTips[i]
	}
	return HesapTip{}
}

// Hesap is a user of e-İçişleri as the Proje Yöneticisi defines one (GR-06).
type Hesap struct {
	Tip          string
	TCKN         basvuru.TCKN
	Ad, Soyad    string
	Cep          string // E.164, "" = none
	Il           int    // 0 for kinds that work for the whole country
	Birim        string // DETSİS number, "" = none
	KullaniciAdi string
	Moduls       []Modul
}

var (
	kullaniciAdiPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{2,49}$`)
	detsisPattern       = regexp.MustCompile(`^[0-9]{8}$`)
)

// Normalize writes the names in capitals, as KPS has them.
func (h *Hesap) Normalize() {
	h.Ad, h.Soyad = turkce.Upper(strings.Join(strings.Fields(h.Ad), " ")), turkce.Upper(strings.Join(strings.Fields(h.Soyad), " "))
	h.Moduls = slices.Compact(slices.Sorted(slices.Values(h.Moduls)))
}

// Validate checks what was typed; all wrong fields come back at once. Errors: Invalid.
func (h *Hesap) Validate() error {
	t := HesapTipOf(h.Tip)
	var errs []error
	wrong := func(bad bool, field, message string) {
		if bad {
			errs = append(errs, kural.InvalidField(field, message))
		}
	}
	wrong(t.Tip == "", "tip", "Kullanıcı tipini seçiniz.")
	_, err := basvuru.ParseTCKN(string(h.TCKN))
	wrong(err != nil, "tckn", "T.C. Kimlik No hatalı; lütfen 11 rakamı kontrol ediniz.")
	errs = append(errs, kural.Text("ad", "Adını", h.Ad, MaxAd), kural.Text("soyad", "Soyadını", h.Soyad, MaxAd))
	wrong(h.Cep != "" && (!strings.HasPrefix(h.Cep, "+905") || len(h.Cep) != 13), "cep", "Cep telefonu 5 ile başlayan 10 rakamdan oluşmalıdır.")
	wrong(t.Il && (h.Il < 1 || h.Il > 81), "il", t.Ad+" için il seçiniz.")
	wrong(t.Tip != "" && !t.Il && h.Il != 0, "il", t.Ad+" tüm ülke için görev yapar; il seçmeyiniz.")
	wrong(h.Birim != "" && !detsisPattern.MatchString(h.Birim), "birim", "Detsis No sekiz rakamdan oluşur.")
	wrong(!kullaniciAdiPattern.MatchString(h.KullaniciAdi), "kullanici_adi",
		"Kullanıcı adı 3 ile 50 karakter arasında olmalı; Türkçe karakter içermeyen küçük harf, rakam, nokta, tire ve alt çizgiden oluşmalıdır.")
	return errors.Join(append(errs, t.allows(h.Moduls))...)
}

// allows checks the modules that somebody of this kind shall have; none is right too.
func (t HesapTip) allows(moduls []Modul) error {
	if t.Tip == "" {
		return nil // that is said at the kind
	}
	for _, m := range moduls {
		switch {
		case ModulAd[m] == "":
			return kural.InvalidField("modul", "Modülleri listeden seçiniz.")
		case !slices.Contains(t.Moduls, m):
			return kural.InvalidField("modul", "“"+ModulAd[m]+"” modülü "+t.Ad+" tipindeki kullanıcıya verilemez.")
		}
	}
	return nil
}

package yetki

import (
	"slices"
	"strings"

	"acikkapi/internal/kural"
)

// Modul is a group of pages of e-İçişleri that a user is given or not (GR-04).
type Modul string

// The modules, as the table kullanici_modul names them.
const (
	ModulAcikKapi     Modul = "acikkapi"
	ModulKart         Modul = "kart"
	ModulKimlikBurosu Modul = "kimlik_burosu"
	ModulIsletim      Modul = "isletim"
	ModulTanim        Modul = "tanim"
)

// Moduls are all modules in the order of pages.
var Moduls = []Modul{ModulAcikKapi, ModulKart, ModulKimlikBurosu, ModulIsletim, ModulTanim}

// ModulAd are their names on pages.
var ModulAd = map[Modul]string{
	ModulAcikKapi: "Açık Kapı", ModulKart: "Personel Yakını Kart Talep", ModulKimlikBurosu: "Kimlik Bürosu",
	ModulIsletim: "İşletim", ModulTanim: "Kullanıcı ve Tanım İşlemleri",
}

// ModulOf is the module that the page at path belongs to for somebody of kind tip, "" for pages that need none: signing in and out, the
// list of modules, the own password, and everything of people who do not work in e-İçişleri. What is not listed here belongs to the
// kind's own module, so that a new page is never open by an omission.
func ModulOf(tip, path string) Modul {
	t := HesapTipOf(tip)
	path = strings.TrimPrefix(path, "/canli")
	switch {
	case t.Tip == "" || path == "/cikis" || under(path, "/e-icisleri"):
		return ""
	case under(path, "/kart"):
		return ModulKart
	}
	return t.Moduls[0]
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// CheckModul is Forbidden, in words, where the page at path belongs to a module that is not among those which a user of kind tip has.
func CheckModul(tip, path string, has []Modul) error {
	m := ModulOf(tip, path)
	if m == "" || slices.Contains(has, m) {
		return nil
	}
	return &kural.Error{
		Kind:    kural.Forbidden,
		Message: "“" + ModulAd[m] + "” modülü için yetkiniz bulunmuyor. Yetki için biriminizin e-İçişleri Proje Yöneticisine başvurunuz.",
	}
}

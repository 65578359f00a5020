package handlers

import (
	"net/http"
	"slices"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/internal/yetki"
)

// moduls are the modules that the user has now.
func (k *kimlik) moduls() []yetki.Modul {
	list := make([]yetki.Modul, len(k.Moduls))
	for i, h := range k.Moduls {
		list[i] = h.Modul
	}
	return list
}

// mustChange tells whether the user came in by a password that somebody else gave them: nothing opens before they have changed it (GR-06).
// Whoever came by certificate has not used it.
func (k *kimlik) mustChange() bool { return k.ParolaGecici && !k.sertifika }

// passes refuses, or leads elsewhere, who may not see the page of rt though their role may: done tells that it has answered.
func (k *kimlik) passes(w http.ResponseWriter, r *http.Request, rt route) (done bool, err error) {
	if !k.mustChange() {
		return false, yetki.CheckModul(k.Tip, rt.path, k.moduls())
	}
	switch {
	case rt.path == yolSifre || rt.path == "/cikis":
		return false, nil
	case strings.HasPrefix(rt.path, "/canli/"):
		w.Header().Set("HX-Redirect", yolSifre)
		w.WriteHeader(http.StatusForbidden)
		return true, nil
	}
	return true, web.SeeOther(w, r, yolSifre)
}

// dress puts into the header and the menu what depends on the user's password and modules.
func (k *kimlik) dress(c web.Chrome) web.Chrome {
	if k.KullaniciAdi != "" && yetki.HesapTipOf(k.Tip).Tip != "" {
		c.User.Links = append(c.User.Links, web.Link{URL: yolSifre, Text: "Şifre Değiştir"})
	}
	if k.mustChange() {
		c.Nav, c.Home = nil, yolSifre
		return c
	}
	if k.Rol() == kural.ProjeYonetici {
		c.Nav = slices.Insert(c.Nav, 1, web.NavItem{URL: yolHesap, Text: "Kullanıcılar"})
	}
	if yetki.HesapTipOf(k.Tip).Tip != "" {
		c.Nav = append(c.Nav, web.NavItem{URL: yolKart, Text: yetki.ModulAd[yetki.ModulKart]})
	}
	c.Nav = slices.DeleteFunc(c.Nav, func(n web.NavItem) bool { return yetki.CheckModul(k.Tip, n.URL, k.moduls()) != nil })
	return c
}

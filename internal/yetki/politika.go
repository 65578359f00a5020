// Package yetki is the one policy: who may do what, where, as data. What may be done with an application in which state stands in
// basvuru.Moves; the functions behind the scopes of applications are basvuru.InScope's.
package yetki

import (
	"fmt"

	"acikkapi/internal/kural"
)

// The actions, as audit and pages name them.
const (
	Acik       kural.Action = "acik"        // pages for everybody, before anyone is signed in
	Oturum     kural.Action = "oturum"      // one's own session
	RolSec     kural.Action = "rol_sec"     // choose between being AKS and Yetkili
	Moduller   kural.Action = "moduller"    // what everybody of e-İçişleri has (GR-04)
	Masa       kural.Action = "masa"        // the desk's pages, lists, exports and streams (AK-03)
	Kutu       kural.Action = "kutu"        // a birim's (YT-02)
	Makam      kural.Action = "makam"       // the MİA's (MI-01, MI-02)
	BasvuruOku kural.Action = "basvuru_oku" // files and exports that desk, birim and MİA share
	Aktarim    kural.Action = "aktarim"     // one's own Excel reports (PL-10)
	BasvuruGor kural.Action = "basvuru_gor" // which applications somebody may see at all: basvuru.InScope

	KullaniciTanimla kural.Action = "kullanici_tanimla" // define AKS and Yetkili (YE-01)
	EIcisleriTanimla kural.Action = "eicisleri_tanimla" // define the users of e-İçişleri (GR-06)
	SektorDuzenle    kural.Action = "sektor_duzenle"    // the list of sectors (SE-01)
	ReferansDuzenle  kural.Action = "referans_duzenle"  // the other lists of the forms, letters, holidays (OP-07)

	KartIste kural.Action = "kart_iste" // ask for relatives' cards, or to cancel them (KT-01): whoever works at the ministry
	KartBuro kural.Action = "kart_buro" // review the requests, print the cards (KB-01)
	Isletim  kural.Action = "isletim"   // queues, parked messages, jobs, units' own systems (OP-04)

	IstatistikGor kural.Action = "istatistik_gor" // the reports on numbers (PL-09)

	ImhaYonet kural.Action = "imha_yonet" // disposal lists, legal holds, how long personal data are kept (SC-06)
)

// Herkes is the “role” of people who are not signed in.
const Herkes kural.Rol = "herkes"

// Kapsam is how far a role's right reaches.
type Kapsam string

// The scopes.
const (
	Kendi   Kapsam = "kendi" // one's own session, account or application
	Birimde Kapsam = "birim" // what was routed to the own birim
	Ilcede  Kapsam = "ilce"  // records of the own il, and there of the own ilçe where one has any
	Ilde    Kapsam = "il"    // records of the own il
	Ulkede  Kapsam = "ulke"  // records of the whole country
)

// Satir is one row of the policy.
type Satir struct {
	Eylem  kural.Action
	Rol    kural.Rol
	Kapsam Kapsam
}

// Politika is the policy: role × action × scope (SC-01). What is not in it is forbidden. Every route of the staff's pages, lists,
// files, exports and streams names its action here; tests walk all of it, and hold it against basvuru.InScope and basvuru.Moves.
var Politika = []Satir{
	{Acik, Herkes, Ulkede},
	{Oturum, kural.AKS, Kendi},
	{Oturum, kural.Yetkili, Kendi},
	{Oturum, kural.MIA, Kendi},
	{Oturum, kural.Vali, Kendi},
	{Oturum, kural.Personel, Kendi},
	{Oturum, kural.KimlikBurosu, Kendi},
	{Oturum, kural.Isletmen, Kendi},
	{Oturum, kural.ProjeYonetici, Kendi},
	{RolSec, kural.AKS, Kendi},
	{RolSec, kural.Yetkili, Kendi},
	{Moduller, kural.MIA, Kendi},
	{Moduller, kural.Vali, Kendi},
	{Moduller, kural.Personel, Kendi},
	{Moduller, kural.KimlikBurosu, Kendi},
	{Moduller, kural.Isletmen, Kendi},
	{Moduller, kural.ProjeYonetici, Kendi},

	{Masa, kural.AKS, Ilcede},
	{Kutu, kural.Yetkili, Birimde},
	{Makam, kural.MIA, Ilde},
	{BasvuruOku, kural.AKS, Ilcede},
	{BasvuruOku, kural.Yetkili, Birimde},
	{BasvuruOku, kural.MIA, Ilde},
	{Aktarim, kural.AKS, Kendi},
	{Aktarim, kural.Yetkili, Kendi}, // the MİA's are pages of Makam: other ways lead there
	{BasvuruGor, kural.Vatandas, Kendi},
	{BasvuruGor, kural.AKS, Ilcede},
	{BasvuruGor, kural.Yetkili, Birimde},
	{BasvuruGor, kural.MIA, Ilde},
	{BasvuruGor, kural.Vali, Ilde},
	{BasvuruGor, kural.Sistem, Ulkede},

	{KullaniciTanimla, kural.Vali, Ilde},
	{EIcisleriTanimla, kural.ProjeYonetici, Ulkede},
	{SektorDuzenle, kural.Vali, Ulkede}, // the guide gives it to whoever defines the users (§6.3)
	{SektorDuzenle, kural.ProjeYonetici, Ulkede},
	{ReferansDuzenle, kural.ProjeYonetici, Ulkede},
	{ImhaYonet, kural.ProjeYonetici, Ulkede}, // that two of them must agree is store.ApproveImha's

	{KartIste, kural.MIA, Kendi},
	{KartIste, kural.Vali, Kendi},
	{KartIste, kural.Personel, Kendi},
	{KartIste, kural.KimlikBurosu, Kendi},
	{KartIste, kural.Isletmen, Kendi},
	{KartIste, kural.ProjeYonetici, Kendi},
	{KartBuro, kural.KimlikBurosu, Ulkede},
	{Isletim, kural.Isletmen, Ulkede},

	{IstatistikGor, kural.AKS, Ilcede},
	{IstatistikGor, kural.MIA, Ilde},
	{IstatistikGor, kural.Vali, Ilde},
	{IstatistikGor, kural.ProjeYonetici, Ulkede},
	{IstatistikGor, kural.Isletmen, Ulkede},
}

// Roller lists who may do eylem at all.
func Roller(eylem kural.Action) []kural.Rol {
	var roller []kural.Rol
	for _, s := range Politika {
		if s.Eylem == eylem {
			roller = append(roller, s.Rol)
		}
	}
	return roller
}

// KapsamOf is how far rol's right to eylem reaches, "" for not at all.
func KapsamOf(eylem kural.Action, rol kural.Rol) Kapsam {
	for _, s := range Politika {
		if s.Eylem == eylem && s.Rol == rol {
			return s.Kapsam
		}
	}
	return ""
}

// Check is nil where actor may do eylem to a record of il (0: of no il). Errors: Forbidden for the role; NotFound for another il's
// record, as if there were none.
func Check(actor kural.Actor, eylem kural.Action, il int) error {
	for _, s := range Politika {
		if s.Eylem != eylem || s.Rol != actor.Rol {
			continue
		}
		if s.Kapsam == Ulkede || s.Kapsam == Ilde && il != 0 && il == actor.Il {
			return nil
		}
		return &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı."} // narrower scopes are not this function's
	}
	return &kural.Error{Kind: kural.Forbidden, Message: fmt.Sprintf("Bu işlem %s yetkisiyle yapılamaz.", actor.Rol.Label())}
}

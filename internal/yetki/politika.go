// Package yetki is the one policy for what is no move of an application: who may do what, where. What may be done with an application
// itself stands in basvuru.Moves, with the scopes of basvuru.InScope.
package yetki

import (
	"fmt"

	"acikkapi/internal/kural"
)

// The actions, as audit and pages name them.
const (
	KullaniciTanimla kural.Action = "kullanici_tanimla" // define AKS and Yetkili (YE-01)
	EIcisleriTanimla kural.Action = "eicisleri_tanimla" // define the users of e-İçişleri (GR-06)
	SektorDuzenle    kural.Action = "sektor_duzenle"    // the list of sectors (SE-01)
	ReferansDuzenle  kural.Action = "referans_duzenle"  // the other lists of the forms, letters, holidays (OP-07)
)

// Kapsam is how far a role's right reaches.
type Kapsam string

// The scopes of this policy.
const (
	Ilde   Kapsam = "il"   // records of the own il
	Ulkede Kapsam = "ulke" // records of the whole country
)

// Satir is one row of the policy.
type Satir struct {
	Eylem  kural.Action
	Rol    kural.Rol
	Kapsam Kapsam
}

// Politika is the policy; what is not in it is forbidden. Pages, lists and exports ask it, and a test walks all of it.
var Politika = []Satir{
	{KullaniciTanimla, kural.Vali, Ilde},
	{EIcisleriTanimla, kural.ProjeYonetici, Ulkede},
	{SektorDuzenle, kural.Vali, Ulkede}, // the guide gives it to whoever defines the users (§6.3)
	{SektorDuzenle, kural.ProjeYonetici, Ulkede},
	{ReferansDuzenle, kural.ProjeYonetici, Ulkede},
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

// Check is nil where actor may do eylem to a record of il (0: of no il). Errors: Forbidden for the role; NotFound for another il's
// record, as if there were none.
func Check(actor kural.Actor, eylem kural.Action, il int) error {
	for _, s := range Politika {
		if s.Eylem != eylem || s.Rol != actor.Rol {
			continue
		}
		if s.Kapsam == Ilde && (il == 0 || il != actor.Il) {
			return &kural.Error{Kind: kural.NotFound, Message: "Aradığınız kayıt bulunamadı."}
		}
		return nil
	}
	return &kural.Error{Kind: kural.Forbidden, Message: fmt.Sprintf("Bu işlem %s yetkisiyle yapılamaz.", actor.Rol.Label())}
}

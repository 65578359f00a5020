package kart

import "acikkapi/internal/kural"

// The actions, as forms, API and history name them.
const (
	TalepEt      kural.Action = "talep_et"
	Onayla       kural.Action = "onayla"
	Reddet       kural.Action = "reddet"
	IptalTalepEt kural.Action = "iptal_talep_et"
	TeslimAl     kural.Action = "teslim_al"
	IptalOnayla  kural.Action = "iptal_onayla"
	IptalReddet  kural.Action = "iptal_reddet"
)

// Move is a row of Moves.
type Move = kural.Move[Durum, Facts]

var (
	staff  = []kural.Rol{kural.Personel}
	bureau = []kural.Rol{kural.KimlikBurosu}
)

// Moves is the transition table of a card: KT-07's six states, and what may follow what. It draws the buttons and
// is written out in docs/durum.md.
var Moves = kural.Table[Durum, Facts]{
	{
		Action: TalepEt, From: []Durum{Yok, TalepReddedildi, IptalOnayli}, To: TalepBekliyor, Who: staff, Guard: eligible,
		Event: TalepEdildi, Label: TalepBekliyor.Label(), Button: "Kart Talebinde Bulun", Next: kural.KimlikBurosu,
	},
	{
		Action: Onayla, From: []Durum{TalepBekliyor}, To: TalepOnayli, Who: bureau,
		Event: Onaylandi, Label: TalepOnayli.Label(), Button: "Onayla", Next: kural.Personel,
	},
	{
		Action: Reddet, From: []Durum{TalepBekliyor}, To: TalepReddedildi, Who: bureau,
		Event: Reddedildi, Label: TalepReddedildi.Label(), Button: "Reddet", Next: kural.Personel,
	},

	{
		Action: IptalTalepEt, From: []Durum{TalepOnayli, IptalReddedildi}, To: IptalBekliyor, Who: staff,
		Event: IptalTalepEdildi, Label: IptalBekliyor.Label(), Button: "İptal Talebinde Bulun", Next: kural.KimlikBurosu,
	},
	{
		Action: TeslimAl, From: []Durum{IptalBekliyor}, Who: bureau, Guard: cardAwaited,
		Event: TeslimAlindi, Label: "Kart Teslim Alındı", Button: "Kart Teslim Alındı",
	},
	{
		Action: IptalOnayla, From: []Durum{IptalBekliyor}, To: IptalOnayli, Who: bureau, Guard: cardArrived,
		Event: IptalEdildi, Label: IptalOnayli.Label(), Button: "Onayla", Next: kural.Personel,
	},
	{
		Action: IptalReddet, From: []Durum{IptalBekliyor}, To: IptalReddedildi, Who: bureau,
		Event: IptalTalebiReddedildi, Label: IptalReddedildi.Label(), Button: "Reddet", Next: kural.Personel,
	},
}

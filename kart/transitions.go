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
	BasimaAl     kural.Action = "basima_al"
	Bas          kural.Action = "basildi"
	Gonder       kural.Action = "gonderildi"

	AyrilanIptal  kural.Action = "ayrilan_iptal"
	GeriAlinamadi kural.Action = "geri_alinamadi"

	BasimGeriAl    kural.Action = "basildi_geri_al"
	GonderimGeriAl kural.Action = "gonderildi_geri_al"
	YenidenBas     kural.Action = "yeniden_bas"
	YenidenGonder  kural.Action = "yeniden_gonder"
)

// Move is a row of Moves.
type Move = kural.Move[Durum, Facts]

var (
	staff  = []kural.Rol{kural.Personel}
	bureau = []kural.Rol{kural.KimlikBurosu}
	valid  = []Durum{TalepOnayli, IptalBekliyor, IptalReddedildi} // the states of a valid card
	calm   = []Durum{TalepOnayli, IptalReddedildi}                // … whose cancellation is not being looked at
)

// Moves is the transition table of a card: KT-07's six states, and what may follow what. It draws the buttons and
// is written out in docs/durum.md.
var Moves = kural.Table[Durum, Facts]{
	{
		Action: TalepEt, From: []Durum{Yok, TalepReddedildi, IptalOnayli}, To: TalepBekliyor, Who: staff, Guard: eligible,
		Event: TalepEdildi, Label: TalepBekliyor.Label(), Button: "Kart Talebinde Bulun", Next: kural.KimlikBurosu,
	},
	{
		Action: Onayla, From: []Durum{TalepBekliyor}, To: TalepOnayli, Who: bureau, Guard: both(notOwn, notLeft),
		Event: Onaylandi, Label: TalepOnayli.Label(), Button: "Onayla", Next: kural.Personel,
	},
	{
		Action: Reddet, From: []Durum{TalepBekliyor}, To: TalepReddedildi, Who: bureau, Guard: notOwn,
		Event: Reddedildi, Label: TalepReddedildi.Label(), Button: "Reddet", Next: kural.Personel,
	},

	{
		Action: IptalTalepEt, From: []Durum{TalepOnayli, IptalReddedildi}, To: IptalBekliyor, Who: staff,
		Event: IptalTalepEdildi, Label: IptalBekliyor.Label(), Button: "İptal Talebinde Bulun", Next: kural.KimlikBurosu,
	},
	{
		Action: AyrilanIptal, From: calm, To: IptalBekliyor, Who: bureau, Guard: both(notOwn, left),
		Event: AyrilanIptaliBasladi, Label: IptalBekliyor.Label(), Button: "İptal İşlemini Başlat", Next: kural.KimlikBurosu,
	},
	{
		Action: TeslimAl, From: []Durum{IptalBekliyor}, Who: bureau, Guard: both(notOwn, cardAwaited),
		Event: TeslimAlindi, Label: "Kart Teslim Alındı", Button: "Kart Teslim Alındı",
	},
	{
		Action: GeriAlinamadi, From: []Durum{IptalBekliyor}, Who: bureau, Guard: both(both(notOwn, left), cardStillAwaited),
		Event: KartGeriAlinamadi, Label: "Kart Geri Alınamadı", Button: "Kart Geri Alınamadı",
	},
	{
		Action: IptalOnayla, From: []Durum{IptalBekliyor}, To: IptalOnayli, Who: bureau, Guard: both(both(notOwn, stillLeft), both(cardArrived, secondPerson)),
		Event: IptalEdildi, Label: IptalOnayli.Label(), Button: "Onayla", Next: kural.Personel,
	},
	{
		Action: IptalReddet, From: []Durum{IptalBekliyor}, To: IptalReddedildi, Who: bureau, Guard: notOwn,
		Event: IptalTalebiReddedildi, Label: IptalReddedildi.Label(), Button: "Reddet", Next: kural.Personel,
	},

	{
		Action: BasimaAl, From: calm, Who: bureau, Guard: both(notPrintedForLeaver, atPrinter(BasimBekliyor)),
		Event: BasimaAlindi, Label: "Kart Basıma Alındı",
	},
	{
		Action: Bas, From: valid, Who: bureau, Guard: atPrinter(BasimPartide),
		Event: Basildi, Label: "Kart Basıldı",
	},
	{
		Action: Gonder, From: valid, Who: bureau, Guard: both(atPrinter(BasimBasildi), notInHand),
		Event: Gonderildi, Label: "Kart Gönderildi",
	},

	{
		Action: BasimGeriAl, From: calm, Who: bureau, Guard: atPrinter(BasimBasildi),
		Event: BasimGeriAlindi, Label: "“Kart Basıldı” Kaydı Geri Alındı",
	},
	{
		Action: GonderimGeriAl, From: calm, Who: bureau, Guard: atPrinter(BasimGonderildi),
		Event: GonderimGeriAlindi, Label: "“Kart Gönderildi” Kaydı Geri Alındı",
	},
	{
		Action: YenidenBas, From: calm, Who: bureau, Guard: both(notOwnCard, atPrinter(BasimBasildi)),
		Event: BasimBozuldu, Label: "Kart Yeniden Basılacak",
	},
	{
		Action: YenidenGonder, From: calm, Who: bureau, Guard: both(notOwnCard, atPrinter(BasimGonderildi)),
		Event: YenidenGonderilecek, Label: "Kart Yeniden Basılıp Gönderilecek",
	},
}

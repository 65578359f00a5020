package kart

import (
	"acikkapi/internal/kural"
)

// What the bureau does about the card of a staff member who has left. The right to the card ends with the service, and nobody else can ask
// to cancel it; as long as it is valid the other parent, who works here too, cannot ask for one (KT-08). See docs/adr/0009.

// StartCancel starts to cancel the card of a staff member who has left: the bureau's own request, which is decided like any other (KI-03,
// KI-04). Talep is the newest request that was seen; Aciklama says how the bureau knows.
type StartCancel struct {
	Talep    int
	Aciklama string
}

// RecordUnreturned records that the card of a staff member who has left will not come back: Neden says how it was asked for. Then it can
// be cancelled without it, by a second person (KI-03).
type RecordUnreturned struct {
	Talep int
	Neden string
}

func (c StartCancel) seen() int              { return c.Talep }
func (c RecordUnreturned) seen() int         { return c.Talep }
func (StartCancel) subject(k *Kart) int      { return k.Talep }
func (RecordUnreturned) subject(k *Kart) int { return k.Talep }

// Action names the table's row.
func (StartCancel) Action() kural.Action      { return AyrilanIptal }
func (RecordUnreturned) Action() kural.Action { return GeriAlinamadi }

func (c StartCancel) check() error {
	return kural.Text("ayrilis", "Ayrılış bilgisini", c.Aciklama, MaxAciklama)
}

func (c RecordUnreturned) check() error {
	return kural.Text("geri_neden", "Kartın neden geri alınamadığını", c.Neden, MaxAciklama)
}

func (c StartCancel) apply(ch *Change) {
	ch.After.Talep++
	ch.After.IptalNedeni, ch.After.TeslimAlindi, ch.After.GeriAlinamadi = PersonelAyrildi, false, 0
	ch.Aciklama = PersonelAyrildi.Label() + ": " + c.Aciklama
	ch.Veri = TalepVeri{Talep: ch.After.Talep, Yakinlik: ch.After.Yakin.Yakinlik, IptalNedeni: PersonelAyrildi}
}

func (c RecordUnreturned) apply(ch *Change) {
	ch.After.GeriAlinamadi = ch.Actor.ID
	ch.decide(nil)
	ch.Aciklama = c.Neden
}

// left: the bureau cancels of itself only what nobody is there to cancel any more.
var left = &guard{Name: "personel ayrıldı", Check: func(f Facts) *kural.Error {
	if !f.K.Ayrildi {
		return kural.Conflictf("Kartı alan personelin etkin bir kullanıcısı var; kartın iptalini kendisi ister.")
	}
	return nil
}}

// notLeft: no new card is made for the family of somebody who has left; an open request is refused.
var notLeft = &guard{Name: "personel ayrılmadı", Check: func(f Facts) *kural.Error {
	if f.K.Ayrildi {
		return kural.Conflictf("Talep eden personel ayrılmış; yakınına kart verilmez. Talebi reddediniz.")
	}
	return nil
}}

// notPrintedForLeaver is notLeft for a card that was approved before.
var notPrintedForLeaver = &guard{Name: notLeft.Name, Check: func(f Facts) *kural.Error {
	if f.K.Ayrildi {
		return kural.Conflictf("Kartı alan personel ayrılmış; kart basılmaz.")
	}
	return nil
}}

// stillLeft: what the bureau started because somebody had left is not finished once they are back.
var stillLeft = &guard{Name: "büronun başlattığı iptalde personel hâlâ ayrılmış", Check: func(f Facts) *kural.Error {
	if f.K.IptalNedeni == PersonelAyrildi && !f.K.Ayrildi {
		return kural.Conflictf("Personel yeniden kullanıcı olarak tanımlanmış; bu iptal onaylanamaz. İptal talebini reddediniz, kart geçerli kalır.")
	}
	return nil
}}

// secondPerson: that a card need not come back is not decided by the one who says so.
var secondPerson = &guard{Name: "“geri alınamadı” diyen başkası", Check: func(f Facts) *kural.Error {
	if f.K.GeriAlinamadi != 0 && f.K.GeriAlinamadi == f.Actor.ID && !f.K.TeslimAlindi {
		return kural.Conflictf("Kartın geri alınamadığını siz kaydettiniz; iptali başka bir görevli onaylar.")
	}
	return nil
}}

package kart

// BasimDurum is how far the printing of an approved card has come (KB-03); the values are what the database stores.
type BasimDurum string

// The steps; a card that is cancelled, or asked for anew, is at none.
const (
	BasimYok        BasimDurum = ""           // nothing to print
	BasimBekliyor   BasimDurum = "bekliyor"   // approved, waits for a batch
	BasimPartide    BasimDurum = "partide"    // in a batch
	BasimBasildi    BasimDurum = "basildi"    // printed
	BasimGonderildi BasimDurum = "gonderildi" // on its way to the staff member
)

// BasimDurums lists them in order.
var BasimDurums = []BasimDurum{BasimYok, BasimBekliyor, BasimPartide, BasimBasildi, BasimGonderildi}

var basimLabels = map[BasimDurum]string{
	BasimYok: "Basım yok", BasimBekliyor: "Basım bekliyor", BasimPartide: "Basıma alındı",
	BasimBasildi: "Basıldı", BasimGonderildi: "Gönderildi",
}

// Unprinted: the card is approved, but there is none that could be handed in: it waits for the printer, be it for the first time or because
// the earlier print is spoilt or lost.
func (b BasimDurum) Unprinted() bool { return b == BasimBekliyor || b == BasimPartide }

// Label is the step on pages.
func (b BasimDurum) Label() string { return basimLabels[b] }

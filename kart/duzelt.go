package kart

import (
	"errors"

	"acikkapi/internal/kural"
)

// What the bureau does about a record of printing that is wrong, or a print that is spoilt (KB-03).

// UndoPrint takes the last step of printing back: Asama, BasimBasildi or BasimGonderildi, is the step that was seen and is to be undone, so
// that of two who undo at once the second does not undo the step before.
type UndoPrint struct {
	Talep int
	Asama BasimDurum
	Neden string // for the history; the staff member reads it, too
}

// PrintAgain lets a card that was printed wait for the printer once more: the print is spoilt, or was lost on its way. Asama is as in
// UndoPrint.
type PrintAgain struct {
	Talep int
	Asama BasimDurum
	Neden string
}

// duzeltme are the actions on a step that was recorded, and the step that undoing it leads back to.
var duzeltme = map[BasimDurum]struct {
	geri, yeniden kural.Action
	onceki        BasimDurum
}{
	BasimBasildi:    {BasimGeriAl, YenidenBas, BasimPartide},
	BasimGonderildi: {GonderimGeriAl, YenidenGonder, BasimBasildi},
}

// Undoable tells whether b is a step that can be undone, and after which a card can be printed again.
func (b BasimDurum) Undoable() bool { return duzeltme[b].geri != "" }

// Previous is the step that undoing b leads back to; "" where b cannot be undone.
func (b BasimDurum) Previous() BasimDurum { return duzeltme[b].onceki }

// Action names the table's row, by the step that was seen.
func (c UndoPrint) Action() kural.Action  { return duzeltme[c.Asama].geri }
func (c PrintAgain) Action() kural.Action { return duzeltme[c.Asama].yeniden }

func (c UndoPrint) seen() int          { return c.Talep }
func (c PrintAgain) seen() int         { return c.Talep }
func (UndoPrint) subject(k *Kart) int  { return k.BasimTalep }
func (PrintAgain) subject(k *Kart) int { return k.BasimTalep }
func (c UndoPrint) check() error       { return checkDuzeltme(c.Asama, c.Neden) }
func (c PrintAgain) check() error      { return checkDuzeltme(c.Asama, c.Neden) }
func (c UndoPrint) apply(ch *Change)   { ch.correct(c.Asama.Previous(), c.Neden) }
func (c PrintAgain) apply(ch *Change)  { ch.correct(BasimBekliyor, c.Neden) }

func checkDuzeltme(asama BasimDurum, neden string) error {
	var step error
	if !asama.Undoable() {
		step = kural.InvalidField("duzeltme", "Yapılacak işlemi seçiniz.")
	}
	return errors.Join(step, kural.Text("neden", "Nedeni", neden, MaxAciklama))
}

func (ch *Change) correct(to BasimDurum, neden string) {
	ch.print(to)
	ch.Aciklama = neden
}

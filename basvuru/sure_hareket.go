package basvuru

import (
	"slices"
	"strings"
	"time"

	"acikkapi/internal/kural"
)

// SureOlay is what the clock says of a date that somebody owes an answer by (PL-08).
type SureOlay string

// The three, each said once of one date.
const (
	Hatirlatma SureOlay = "hatirlatma" // it comes near
	SureGecti  SureOlay = "gecti"      // it has passed
	Yukseltme  SureOlay = "yukseltme"  // it has passed for some days: the MİA is told
)

// NoteDeadline says what the clock says of the date of routing Sira, or of the law's date where Sira is 0. SonTarih is the date that
// was meant: one that has moved meanwhile, or for which nobody is waited any more, makes it nothing to do.
type NoteDeadline struct {
	Olay     SureOlay
	Sira     int
	SonTarih time.Time
}

// MoveDeadlines gives the open dates anew after the calendar has changed (PL-08). A birim's date that comes nearer does not become one
// that is over: nobody is late by a calendar that they could not know. The law's date is what the law says. The store fills all fields,
// under the lock.
type MoveDeadlines struct {
	Takvim Takvim
	Gelis  time.Time // the day on which the application came in
	Genel  int       // working days of a routing of before they were kept with it
	Simdi  time.Time
}

// Action is the table's name for it.
func (c NoteDeadline) Action() kural.Action {
	switch c.Olay {
	case SureGecti:
		return SureGectiNotu
	case Yukseltme:
		return MIAyaBildir
	case Hatirlatma:
	}
	return Hatirlat
}

// Action is the table's name for it.
func (MoveDeadlines) Action() kural.Action { return TarihTasi }

func (NoteDeadline) check() error  { return nil }
func (MoveDeadlines) check() error { return nil }

func (c NoteDeadline) facts() Facts  { return Facts{Sira: c.Sira, SonTarih: c.SonTarih} }
func (c MoveDeadlines) facts() Facts { return Facts{Tarihler: &c} }

func (c NoteDeadline) apply(ch *Change) {
	veri := SureVeri{Sira: c.Sira, SonTarih: c.SonTarih}
	if y := ch.After.yonlendirme(c.Sira); y != nil {
		ch.Aciklama, veri.Birim = y.Ad+": "+gunYaz(c.SonTarih), y.Birim
	} else {
		ch.Aciklama = "Yasal süre: " + gunYaz(c.SonTarih)
	}
	ch.Veri = veri
	ch.Yukseltildi = c.Olay == Yukseltme
}

func (c MoveDeadlines) apply(ch *Change) {
	var lines []string
	veri := YonlendirmeVeri{Yonlendirmes: []YonlendirmeOzet{}}
	yasal, moved := c.moved(&ch.After)
	if !yasal.Equal(ch.After.YasalSon) {
		lines = append(lines, "Yasal süre: "+gunYaz(ch.After.YasalSon)+" → "+gunYaz(yasal))
		ch.After.YasalSon, ch.YasalSon = yasal, yasal
	}
	for _, y := range moved {
		lines = append(lines, y.Ad+": "+gunYaz(ch.After.yonlendirme(y.Sira).SonTarih)+" → "+gunYaz(y.SonTarih))
		ch.set(y)
		veri.Yonlendirmes = append(veri.Yonlendirmes, ozetOf(y))
	}
	ch.Aciklama, ch.Veri = "Tatil takvimi değişti. "+strings.Join(lines, "; "), veri
}

// Moves tells whether a date of b would be another now. It may say so in vain where Genel is needed and not known, 0.
func (c MoveDeadlines) Moves(b *Basvuru) bool {
	yasal, moved := c.moved(b)
	return !yasal.Equal(b.YasalSon) || len(moved) > 0 ||
		c.Genel == 0 && slices.ContainsFunc(b.Open(), func(y Yonlendirme) bool { return y.SureGun == 0 })
}

// moved is the law's date and the open routings by today's calendar; of the routings only those whose date is another now.
func (c *MoveDeadlines) moved(b *Basvuru) (time.Time, []Yonlendirme) {
	yasal := YasalSon(c.Takvim, c.Gelis)
	var changed []Yonlendirme
	for _, y := range b.Open() {
		gun := y.SureGun
		if gun == 0 {
			gun = c.Genel
		}
		son := SonTarih(c.Takvim, y.Gonderim, gun, yasal)
		if today := c.Takvim.OnOrAfter(c.Simdi); son.Before(today) && son.Before(y.SonTarih) {
			son = today
			if y.SonTarih.Before(today) {
				son = y.SonTarih
			}
		}
		if !son.Equal(y.SonTarih) {
			y.SonTarih = son
			changed = append(changed, y)
		}
	}
	return yasal, changed
}

func gunYaz(t time.Time) string { return t.In(turkiye).Format("02.01.2006") }

// turkiye is Europe/Istanbul as the law has it since 2016, without the zone database.
var turkiye = time.FixedZone("Europe/Istanbul", 3*60*60)

var dateStands = &guard{Name: "tarih değişmedi, cevap bekleniyor", Check: func(f Facts) *Error {
	if f.Sira == 0 {
		if f.B.YasalSon.Equal(f.SonTarih) {
			return nil
		}
		return refuse("Yasal süre değişmiştir.")
	}
	if y := f.B.yonlendirme(f.Sira); y == nil || !y.Durum.Open() || !y.SonTarih.Equal(f.SonTarih) {
		return refuse("Bu tarih için cevap beklenmiyor.")
	}
	return nil
}}

var dateMoves = &guard{Name: "takvim bir tarihi değiştirir", Check: func(f Facts) *Error {
	if f.Tarihler == nil || f.Tarihler.Takvim == nil {
		return refuse("Takvim yok.")
	}
	if !f.Tarihler.Moves(f.B) {
		return refuse("Takvim bu başvurunun tarihlerini değiştirmez.")
	}
	return nil
}}

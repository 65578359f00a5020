package basvuru

import "time"

// The time that people have for an answer (PL-08).
const (
	SureGun  = 15 // working days of a birim, where its heading says nothing else: law 4982
	YasalGun = 30 // calendar days of the whole application: law 3071 art. 7
)

// Takvim counts working days; internal/takvim has it from the holidays. A deadline is the last second of a day in Istanbul,
// or of the morning where the day ends at 13:00.
type Takvim interface {
	// AddWorkdays is the end of the n-th working day after the day of t, which itself does not count.
	AddWorkdays(t time.Time, n int) time.Time
	// OnOrAfter is the end of the day of t, or of the next working day where nobody works on it.
	OnOrAfter(t time.Time) time.Time
}

// isTakvimi measures what has been worked; internal/takvim does.
type isTakvimi interface {
	// Left is the number of working half days after the day of from, up to the day of to.
	Left(from, to time.Time) int
}

// YasalSon is the day by which an application that came in on gelis must be answered: a 30th day on which nobody works
// is put off to the next working day.
func YasalSon(cal Takvim, gelis time.Time) time.Time {
	return cal.OnOrAfter(gelis.AddDate(0, 0, YasalGun))
}

// SonTarih is the day by which a birim must answer what was sent to it at gonderim: gun working days, but not after
// the law's yasal; a routing made when that has come near or has passed leaves one working day.
func SonTarih(cal Takvim, gonderim time.Time, gun int, yasal time.Time) time.Time {
	son := cal.AddWorkdays(gonderim, gun)
	if yasal.Before(son) {
		son = yasal
	}
	if least := cal.AddWorkdays(gonderim, 1); son.Before(least) {
		son = least
	}
	return son
}

// SonCevap is the date that counts now, “Son Cevap Verme Tarihi”: the earliest of the routings that wait for an answer, else the
// law's; zero once b is closed.
func (b *Basvuru) SonCevap() time.Time {
	if b.Durum.Closed() {
		return time.Time{}
	}
	son := time.Time{}
	for _, y := range b.Open() {
		if son.IsZero() || (!y.SonTarih.IsZero() && y.SonTarih.Before(son)) {
			son = y.SonTarih
		}
	}
	if son.IsZero() {
		return b.YasalSon
	}
	return son
}

package takvim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

const gunBicimi = "02.01.2006"

// Sayim tells how the days between two dates were counted, so that a date can be explained (PL-08). Its String is for people.
type Sayim struct {
	Yarimlar    int     // what was worked, in half days: 30 are 15 iş günü
	HaftaSonu   int     // Saturdays and Sundays passed over
	Tatiller    []Tatil // holidays between Monday and Friday, in order: their whole days were not counted, their half days half
	Bilinmeyen  []int   // years whose holidays the calendar does not know
	haftaSonlar int     // weekends that these days belong to
}

// Explain counts the days after the day of from, up to that of to with it. A day to that is not after from has nothing to count.
func (t *Takvim) Explain(from, to time.Time) Sayim {
	return t.sum(t.date(from).AddDate(0, 0, 1), t.date(to))
}

// OffDays lists the days on which nobody works, from the day of from until the next working day: why OnOrAfter has moved a date.
func (t *Takvim) OffDays(from time.Time) Sayim {
	return t.sum(t.date(from), t.date(t.OnOrAfter(from)).AddDate(0, 0, -1))
}

// sum counts the days from first to last, both with it.
func (t *Takvim) sum(first, last time.Time) Sayim {
	var s Sayim
	for day := first; !day.After(last); day = day.AddDate(0, 0, 1) {
		s.Yarimlar += t.halves(day)
		if year := day.Year(); !t.knows(year) && !slices.Contains(s.Bilinmeyen, year) {
			s.Bilinmeyen = append(s.Bilinmeyen, year)
		}
		h, holiday := t.tatiller[day]
		switch {
		case weekend(day):
			if s.HaftaSonu++; day.Weekday() == time.Saturday || day.Equal(first) {
				s.haftaSonlar++
			}
		case holiday:
			s.Tatiller = append(s.Tatiller, h)
		}
	}
	return s
}

// String is the sum in words: “15 iş günü; sayılmayan günler: 3 hafta sonu (6 gün), 27.05.2026 Kurban Bayramı 1. gün”.
func (s Sayim) String() string {
	line := IsGunu(s.Yarimlar)
	if off := s.Off(); off != "" {
		line += "; sayılmayan günler: " + off
	}
	return line
}

// Off is the days that were not counted, or half, in words; "" for none.
func (s Sayim) Off() string {
	var parts []string
	if s.HaftaSonu > 0 {
		parts = append(parts, fmt.Sprintf("%d hafta sonu (%d gün)", s.haftaSonlar, s.HaftaSonu))
	}
	for _, h := range s.Tatiller {
		one := h.Gun.Format(gunBicimi) + " " + h.Ad
		if h.Yarim {
			one += " (yarım gün sayıldı)"
		}
		parts = append(parts, one)
	}
	return strings.Join(parts, ", ")
}

// IsGunu writes a number of half days as working days: 3 is “1,5 iş günü”.
func IsGunu(halves int) string {
	n := strconv.Itoa(halves / 2)
	if halves%2 != 0 {
		n += ",5"
	}
	return n + " iş günü"
}

// Left is how many half days of work are between now and son, today not counted; 0 on the last day and afterwards.
func (t *Takvim) Left(now, son time.Time) int { return t.Explain(now, son).Yarimlar }

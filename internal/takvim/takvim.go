// Package takvim counts working days: weekends, official holidays and their half days (law 2429). It implements basvuru.Takvim.
//
// It counts dates, not hours: a day is a day of the calendar's zone, so that no change of clocks can move one.
package takvim

import "time"

// Tatil is a day on which nobody works, or only until 13:00 (Yarim).
type Tatil struct {
	Gun   time.Time // any time of the day, in any zone: its date counts
	Ad    string
	Yarim bool
}

// Takvim is a calendar; it does not change once made, and is safe for concurrent use.
type Takvim struct {
	loc      *time.Location
	tatiller map[time.Time]Tatil // by date
	yillar   map[int]int         // how many holidays each year has
}

// New makes the calendar of the zone loc.
func New(loc *time.Location, tatiller []Tatil) *Takvim {
	t := &Takvim{loc: loc, tatiller: make(map[time.Time]Tatil, len(tatiller)), yillar: map[int]int{}}
	for _, one := range tatiller {
		y, m, d := one.Gun.Date()
		one.Gun = civil(y, m, d)
		if _, twice := t.tatiller[one.Gun]; !twice {
			t.yillar[y]++
		}
		t.tatiller[one.Gun] = one
	}
	return t
}

// civil is a date as the calendar counts it: midnight in UTC, where every day has its midnight.
func civil(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// date is the day of at in the calendar's zone.
func (t *Takvim) date(at time.Time) time.Time { return civil(at.In(t.loc).Date()) }

func weekend(day time.Time) bool {
	w := day.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// halves is how much of the day is worked: 2 a whole one, 1 a morning, 0 none.
func (t *Takvim) halves(day time.Time) int {
	if weekend(day) {
		return 0
	}
	h, ok := t.tatiller[day]
	switch {
	case !ok:
		return 2
	case h.Yarim:
		return 1
	}
	return 0
}

// maxOff bounds the search for a working day, in days: no country celebrates longer, a calendar filled in by mistake might.
const maxOff = 400

// AddWorkdays is the end of the n-th working day after the day of from. Two half days make a whole one; n below 1 counts as 1.
func (t *Takvim) AddWorkdays(from time.Time, n int) time.Time {
	day, left := t.date(from), 2*max(n, 1)
	for off := 0; left > 0 && off < maxOff; off++ {
		day = day.AddDate(0, 0, 1)
		if h := t.halves(day); h > 0 {
			left, off = left-h, 0
		}
	}
	return t.end(day)
}

// OnOrAfter is the end of the day of from, or of the next working day where nobody works on it.
func (t *Takvim) OnOrAfter(from time.Time) time.Time {
	day := t.date(from)
	for off := 0; t.halves(day) == 0 && off < maxOff; off++ {
		day = day.AddDate(0, 0, 1)
	}
	return t.end(day)
}

// end is the last second of work on day.
func (t *Takvim) end(day time.Time) time.Time {
	y, m, d := day.Date()
	if t.halves(day) == 1 {
		return time.Date(y, m, d, 12, 59, 59, 0, t.loc).UTC()
	}
	return time.Date(y, m, d, 23, 59, 59, 0, t.loc).UTC()
}

// enoughDays tells a year that the calendar knows from one in which somebody has entered a day or two: law 2429 makes seventeen,
// religious ones among them, of which some may fall together.
const enoughDays = 12

// Knows tells whether the holidays of at's year are in the calendar. In other years only weekends are counted out.
func (t *Takvim) Knows(at time.Time) bool { return t.knows(t.date(at).Year()) }

func (t *Takvim) knows(year int) bool { return t.yillar[year] >= enoughDays }

// LastYear is the last year that the calendar knows, 0 for none.
func (t *Takvim) LastYear() int {
	last := 0
	for year := range t.yillar {
		if year > last && t.knows(year) {
			last = year
		}
	}
	return last
}

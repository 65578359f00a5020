// Package takvim counts working days: weekends, official holidays and their half days (law 2429). It implements basvuru.Takvim.
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
	tatiller map[string]Tatil // by date
}

// New makes the calendar of the zone loc.
func New(loc *time.Location, tatiller []Tatil) *Takvim {
	t := &Takvim{loc: loc, tatiller: make(map[string]Tatil, len(tatiller))}
	for _, one := range tatiller {
		t.tatiller[one.Gun.Format(time.DateOnly)] = one
	}
	return t
}

// halves is how much of the day is worked: 2 a whole one, 1 a morning, 0 none.
func (t *Takvim) halves(day time.Time) int {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return 0
	}
	h, ok := t.tatiller[day.Format(time.DateOnly)]
	switch {
	case !ok:
		return 2
	case h.Yarim:
		return 1
	}
	return 0
}

// maxSearch bounds the search for a working day, in days: no country celebrates longer.
const maxSearch = 400

// AddWorkdays is the end of the n-th working day after the day of from. Two half days make a whole one.
func (t *Takvim) AddWorkdays(from time.Time, n int) time.Time {
	day, left := t.date(from), 2*n
	for i := 0; left > 0 && i < maxSearch; i++ {
		day = day.AddDate(0, 0, 1)
		left -= t.halves(day)
	}
	return t.end(day)
}

// OnOrAfter is the end of the day of from, or of the next working day where nobody works on it.
func (t *Takvim) OnOrAfter(from time.Time) time.Time {
	day := t.date(from)
	for i := 0; t.halves(day) == 0 && i < maxSearch; i++ {
		day = day.AddDate(0, 0, 1)
	}
	return t.end(day)
}

func (t *Takvim) date(at time.Time) time.Time {
	y, m, d := at.In(t.loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.loc)
}

// end is the last second of work on day.
func (t *Takvim) end(day time.Time) time.Time {
	y, m, d := day.Date()
	if t.halves(day) == 1 {
		return time.Date(y, m, d, 12, 59, 59, 0, t.loc).UTC()
	}
	return time.Date(y, m, d, 23, 59, 59, 0, t.loc).UTC()
}

package takvim_test

import (
	"testing"
	"time"
	_ "time/tzdata" // Europe/Istanbul on machines without zone files

	"acikkapi/internal/takvim"
	"acikkapi/internal/tohum"
)

func zone(t interface{ Fatal(...any) }, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// official is the calendar that a new installation has.
func official() []takvim.Tatil {
	var all []takvim.Tatil
	for _, h := range tohum.Tatils() {
		all = append(all, takvim.Tatil(h))
	}
	return all
}

func turkiye(t interface{ Fatal(...any) }) *takvim.Takvim {
	return takvim.New(zone(t, "Europe/Istanbul"), official())
}

// at is a moment in Istanbul, “2006-01-02 15:04”.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone(t, "Europe/Istanbul"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

const minute = "2006-01-02 15:04:05"

// PL-08: dates counted by hand on the wall calendar.
func TestAddWorkdaysByHand(t *testing.T) {
	t.Parallel()
	cal, loc := turkiye(t), zone(t, "Europe/Istanbul")
	for _, c := range []struct {
		from string
		n    int
		want string
		why  string
	}{
		{"2026-11-02 09:30", 15, "2026-11-23 23:59:59", "three plain weeks"},
		{"2026-11-02 00:00", 1, "2026-11-03 23:59:59", "the day itself does not count, not even from its first minute"},
		{"2026-11-02 23:59", 1, "2026-11-03 23:59:59", "nor from its last"},
		{"2026-11-06 16:00", 1, "2026-11-09 23:59:59", "over a weekend"},
		{"2026-11-07 12:00", 1, "2026-11-09 23:59:59", "from a Saturday"},
		{"2026-11-08 23:30", 5, "2026-11-13 23:59:59", "from a Sunday"},
		{"2026-05-20 10:00", 15, "2026-06-16 23:59:59", "over Kurban Bayramı: half of the 26th, nothing on the 27th to 29th; the half left over takes the whole 16th"},
		{"2026-05-25 10:00", 1, "2026-06-01 23:59:59", "the eve is half a day: the next working day completes it"},
		{"2026-03-18 10:00", 1, "2026-03-23 23:59:59", "Ramazan Bayramı from Thursday's eve over the weekend"},
		{"2026-10-27 10:00", 1, "2026-10-30 23:59:59", "28 October until 13:00, 29 October"},
		{"2026-10-26 10:00", 2, "2026-10-30 23:59:59", "the same with a day before"},
		{"2026-10-26 10:00", 1, "2026-10-27 23:59:59", "before the holiday"},
		{"2026-12-31 10:00", 1, "2027-01-04 23:59:59", "Yılbaşı on a Friday"},
		{"2027-05-14 10:00", 1, "2027-05-20 23:59:59", "Kurban Bayramı from a weekend to the 19th, which is a holiday twice"},
		{"2026-07-14 10:00", 1, "2026-07-16 23:59:59", "15 Temmuz"},
		{"2026-11-02 10:00", 0, "2026-11-03 23:59:59", "no deadline is at once: less than a day is a day"},
	} {
		if got := cal.AddWorkdays(at(t, c.from), c.n).In(loc).Format(minute); got != c.want {
			t.Errorf("%d working days after %s end %s, want %s: %s", c.n, c.from, got, c.want, c.why)
		}
	}
}

// PL-08: a deadline may end on a morning, then at 13:00.
func TestDeadlineOnAMorning(t *testing.T) {
	t.Parallel()
	loc := zone(t, "Europe/Istanbul")
	two := append(official(), takvim.Tatil{Gun: at(t, "2026-10-26 15:00"), Ad: "İdari izin", Yarim: true})
	if got := takvim.New(loc, two).AddWorkdays(at(t, "2026-10-23 10:00"), 2).In(loc).Format(minute); got != "2026-10-28 12:59:59" {
		t.Errorf("half of Monday, Tuesday and Wednesday's morning are two days: ends %s", got)
	}
	if got := turkiye(t).OnOrAfter(at(t, "2026-10-28 20:00")).In(loc).Format(minute); got != "2026-10-28 12:59:59" {
		t.Errorf("a 30th day on 28 October ends %s", got)
	}
}

// Law 3071 art. 7: a 30th day off is put off to the next working day.
func TestOnOrAfterByHand(t *testing.T) {
	t.Parallel()
	cal, loc := turkiye(t), zone(t, "Europe/Istanbul")
	for day, want := range map[string]string{
		"2026-11-20 08:00": "2026-11-20", "2026-11-21 08:00": "2026-11-23", "2026-11-22 08:00": "2026-11-23",
		"2026-05-27 08:00": "2026-06-01", "2026-10-29 08:00": "2026-10-30", "2028-12-31 08:00": "2029-01-01",
	} {
		if got := cal.OnOrAfter(at(t, day)).In(loc).Format(time.DateOnly); got != want {
			t.Errorf("on or after %s: %s, want %s", day, got, want)
		}
	}
}

// The calendar has an edge: what lies beyond it is told from what is known (2029 begins on a Monday, Yılbaşı, which is not known).
func TestEdge(t *testing.T) {
	t.Parallel()
	cal := turkiye(t)
	for day, want := range map[string]bool{"2023-12-31 12:00": false, "2024-01-01 00:00": true, "2028-12-31 23:59": true, "2029-01-01 00:00": false} {
		if cal.Knows(at(t, day)) != want {
			t.Errorf("%s known: %v", day, !want)
		}
	}
	if cal.LastYear() != 2028 {
		t.Errorf("last year %d", cal.LastYear())
	}
	one := takvim.New(zone(t, "Europe/Istanbul"), append(official(), takvim.Tatil{Gun: at(t, "2031-01-01 00:00"), Ad: "Yılbaşı"}))
	if one.Knows(at(t, "2031-06-01 00:00")) || one.LastYear() != 2028 {
		t.Error("one day entered makes a year known")
	}
	if takvim.New(time.UTC, nil).LastYear() != 0 {
		t.Error("an empty calendar knows a year")
	}
}

// Somebody fills in a calendar without a working day: counting ends all the same.
func TestNoWorkingDayAtAll(t *testing.T) {
	t.Parallel()
	var all []takvim.Tatil
	for i := range 3000 {
		all = append(all, takvim.Tatil{Gun: at(t, "2026-01-01 00:00").AddDate(0, 0, i), Ad: "Tatil"})
	}
	cal := takvim.New(zone(t, "Europe/Istanbul"), all)
	if got := cal.AddWorkdays(at(t, "2026-01-01 12:00"), 15); got.Year() != 2027 {
		t.Errorf("ends %s", got)
	}
	if got := cal.OnOrAfter(at(t, "2026-01-01 12:00")); got.Year() != 2027 {
		t.Errorf("ends %s", got)
	}
}

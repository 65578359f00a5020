package takvim_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"acikkapi/basvuru"
	"acikkapi/internal/takvim"
)

// zones: with and without summer time, with clocks that change at midnight, far east and far west.
var zones = []string{"Europe/Istanbul", "UTC", "America/Sao_Paulo", "Africa/Cairo", "Asia/Beirut", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Havana"}

var firstDay = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

const span = 20 * 365 // days of the drawn calendars

func moment(t *rapid.T) time.Time {
	return firstDay.Add(time.Duration(rapid.Int64Range(0, span*24*3600).Draw(t, "moment")) * time.Second)
}

func holidays(t *rapid.T) []takvim.Tatil {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) takvim.Tatil {
		day := firstDay.AddDate(0, 0, rapid.IntRange(0, span+400).Draw(t, "day"))
		return takvim.Tatil{Gun: day, Ad: "Tatil", Yarim: rapid.Bool().Draw(t, "half")}
	}), 0, 400).Draw(t, "holidays")
}

func anywhere(t *rapid.T) *time.Location { return zone(t, rapid.SampledFrom(zones).Draw(t, "zone")) }

// worked is how many half days are worked on the day of end, counted without the package.
func worked(hs []takvim.Tatil, day time.Time) int {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return 0
	}
	halves := 2
	for _, h := range hs { // the last one of a date counts
		if h.Gun.Format(time.DateOnly) == day.Format(time.DateOnly) {
			if halves = 0; h.Yarim {
				halves = 1
			}
		}
	}
	return halves
}

// PL-08: one working day more is always later; no deadline ends on a day off; every one is a last second of work.
func TestAlwaysLaterNeverOff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hs, loc, from, n := holidays(t), anywhere(t), moment(t), rapid.IntRange(1, 60).Draw(t, "n")
		cal := takvim.New(loc, hs)
		one, next := cal.AddWorkdays(from, n), cal.AddWorkdays(from, n+1)
		if !next.After(one) || !one.After(from) {
			t.Fatalf("%d: %s, %d: %s, from %s", n, one, n+1, next, from)
		}
		for _, end := range []time.Time{one, next, cal.OnOrAfter(from)} {
			local := end.In(loc)
			halves, clock := worked(hs, local), local.Format("15:04:05")
			if halves == 0 || (halves == 1) != (clock == "12:59:59") || (halves == 2) != (clock == "23:59:59") {
				t.Fatalf("a deadline at %s, where %d half days are worked", local, halves)
			}
		}
		if cal.OnOrAfter(one).Sub(one) != 0 {
			t.Fatalf("%s is moved to %s", one, cal.OnOrAfter(one))
		}
	})
}

// Counting by an independent way gives the same: from the day after, until so many half days are full. Explain counts them back.
func TestCountsEveryDayOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hs, loc, from, n := holidays(t), anywhere(t), moment(t), rapid.IntRange(1, 60).Draw(t, "n")
		cal := takvim.New(loc, hs)
		y, m, d := from.In(loc).Date()
		sum, day := 0, time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		for sum < 2*n {
			day = day.AddDate(0, 0, 1)
			sum += worked(hs, day)
		}
		end := cal.AddWorkdays(from, n)
		if got := end.In(loc).Format(time.DateOnly); got != day.Format(time.DateOnly) {
			t.Fatalf("%d working days after %s: %s, counted %s", n, from.In(loc), got, day)
		}
		s := cal.Explain(from, end)
		days := int(day.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours() / 24)
		if s.Yarimlar != sum || s.HaftaSonu+len(s.Tatiller)+plain(s) != days {
			t.Fatalf("explained %+v, counted %d half days in %d days", s, sum, days)
		}
	})
}

// plain is how many days of s are no holiday and no weekend.
func plain(s takvim.Sayim) int {
	halves := s.Yarimlar
	for _, h := range s.Tatiller {
		if h.Yarim {
			halves--
		}
	}
	return halves / 2
}

// Without holidays five working days are a week, wherever and whenever clocks change.
func TestWeeksWithoutHolidays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc, from, weeks := anywhere(t), moment(t), rapid.IntRange(1, 40).Draw(t, "weeks")
		local := from.In(loc)
		if local.Weekday() == time.Saturday || local.Weekday() == time.Sunday {
			return
		}
		y, m, d := local.Date()
		want := time.Date(y, m, d+7*weeks, 23, 59, 59, 0, loc)
		if got := takvim.New(loc, nil).AddWorkdays(from, 5*weeks); !got.Equal(want) {
			t.Fatalf("%d weeks after %s: %s", weeks, local, got.In(loc))
		}
	})
}

// A holiday more never makes a deadline earlier, and the hour at which something was sent never matters.
func TestHolidayNeverShortens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hs, loc, from, n := holidays(t), anywhere(t), moment(t), rapid.IntRange(1, 60).Draw(t, "n")
		cal := takvim.New(loc, hs)
		before := cal.AddWorkdays(from, n)
		extra := takvim.Tatil{Gun: from.AddDate(0, 0, rapid.IntRange(0, 120).Draw(t, "added")), Ad: "İdari izin"}
		if after := takvim.New(loc, append(hs, extra)).AddWorkdays(from, n); after.Before(before) && !sameDay(after, before, loc) {
			t.Fatalf("with a holiday on %s the deadline moves from %s to %s", extra.Gun, before.In(loc), after.In(loc))
		}
		y, m, d := from.In(loc).Date()
		if noon := cal.AddWorkdays(time.Date(y, m, d, 12, 0, 0, 0, loc), n); !noon.Equal(before) {
			t.Fatalf("at noon of the same day: %s, not %s", noon, before)
		}
	})
}

func sameDay(a, b time.Time, loc *time.Location) bool {
	return a.In(loc).Format(time.DateOnly) == b.In(loc).Format(time.DateOnly)
}

// Two half days make a whole one: turning two working days in between into mornings costs one day, no more.
func TestTwoHalvesMakeAWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc, from, n := anywhere(t), moment(t), rapid.IntRange(3, 60).Draw(t, "n")
		plain := takvim.New(loc, nil)
		half := func(i int) takvim.Tatil {
			return takvim.Tatil{Gun: plain.AddWorkdays(from, i).In(loc), Ad: "Arife", Yarim: true}
		}
		i := rapid.IntRange(1, n-1).Draw(t, "first")
		cal := takvim.New(loc, []takvim.Tatil{half(i), half(rapid.IntRange(i+1, n).Draw(t, "second"))})
		if got, want := cal.AddWorkdays(from, n), plain.AddWorkdays(from, n+1); !got.Equal(want) {
			t.Fatalf("%d days with two mornings end %s, want %s", n, got.In(loc), want.In(loc))
		}
	})
}

// PL-08: a birim's date is a working day's end, one working day at least, and after the law's only where no more was left; more
// days never make it earlier.
func TestBirimsDateUnderTheLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hs, loc, gelis, gun := holidays(t), anywhere(t), moment(t), rapid.IntRange(1, 60).Draw(t, "gun")
		cal := takvim.New(loc, hs)
		yasal := basvuru.YasalSon(cal, gelis)
		sent := gelis.Add(time.Duration(rapid.IntRange(0, 50*24).Draw(t, "hours")) * time.Hour)
		son, least := basvuru.SonTarih(cal, sent, gun, yasal), cal.AddWorkdays(sent, 1)
		switch {
		case !cal.OnOrAfter(son).Equal(son):
			t.Fatalf("%s is no end of a working day", son.In(loc))
		case son.Before(least), son.After(cal.AddWorkdays(sent, gun)), son.After(yasal) && !son.Equal(least):
			t.Fatalf("sent %s, %d days, law's %s: %s", sent.In(loc), gun, yasal.In(loc), son.In(loc))
		case basvuru.SonTarih(cal, sent, gun+1, yasal).Before(son):
			t.Fatalf("%d days end earlier than %d", gun+1, gun)
		case yasal.Before(gelis.AddDate(0, 0, basvuru.YasalGun).Add(-24 * time.Hour)):
			t.Fatalf("the law's %s is before 30 days after %s", yasal, gelis)
		}
	})
}

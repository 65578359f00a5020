package sms

import (
	"fmt"
	"time"
)

// Sessiz are the hours in which only codes are sent (PL-07): nobody is woken up for news that can wait until the morning. The
// zero value is none.
type Sessiz struct {
	bas, son time.Duration // since midnight; over midnight where son comes first
	zone     *time.Location
}

// ParseSessiz reads “21:00-08:00”, times of zone; “-” is none.
func ParseSessiz(s string, zone *time.Location) (Sessiz, error) {
	if s == "-" {
		return Sessiz{}, nil
	}
	bad := fmt.Errorf("%q are no hours such as 21:00-08:00, nor “-” for none", s)
	if len(s) != len("21:00-08:00") || s[5] != '-' {
		return Sessiz{}, bad
	}
	bas, err1 := time.Parse("15:04", s[:5])
	son, err2 := time.Parse("15:04", s[6:])
	if err1 != nil || err2 != nil || bas.Equal(son) {
		return Sessiz{}, bad
	}
	since := func(t time.Time) time.Duration {
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return Sessiz{bas: since(bas), son: since(son), zone: zone}, nil
}

// Sonra is when a message of the moment t may be sent: at once, or when the quiet hours end.
func (q Sessiz) Sonra(t time.Time) time.Time {
	if q.zone == nil {
		return t
	}
	l := t.In(q.zone)
	clock := time.Duration(l.Hour())*time.Hour + time.Duration(l.Minute())*time.Minute + time.Duration(l.Second())*time.Second
	end := func(day int) time.Time {
		return time.Date(l.Year(), l.Month(), l.Day()+day, 0, int(q.son.Minutes()), 0, 0, q.zone) // by the clock, also where it is put forward
	}
	switch over := q.bas > q.son; {
	case over && clock >= q.bas:
		return end(1)
	case over && clock < q.son, !over && clock >= q.bas && clock < q.son:
		return end(0)
	}
	return t
}

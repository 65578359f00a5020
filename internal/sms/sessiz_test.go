package sms_test

import (
	"testing"
	"time"

	"acikkapi/internal/sms"
)

// PL-07: what is not urgent waits for the end of the quiet hours, over midnight too.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3*60*60)
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("02.01.2006 15:04:05", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct{ hours, now, want string }{
		{"21:00-08:00", "20.11.2026 20:59:59", "20.11.2026 20:59:59"},
		{"21:00-08:00", "20.11.2026 21:00:00", "21.11.2026 08:00:00"},
		{"21:00-08:00", "31.12.2026 23:59:59", "01.01.2027 08:00:00"},
		{"21:00-08:00", "21.11.2026 00:00:00", "21.11.2026 08:00:00"},
		{"21:00-08:00", "21.11.2026 07:59:59", "21.11.2026 08:00:00"},
		{"21:00-08:00", "21.11.2026 08:00:00", "21.11.2026 08:00:00"},
		{"12:00-13:30", "21.11.2026 12:15:00", "21.11.2026 13:30:00"},
		{"12:00-13:30", "21.11.2026 13:30:00", "21.11.2026 13:30:00"},
		{"-", "21.11.2026 03:00:00", "21.11.2026 03:00:00"},
	} {
		q, err := sms.ParseSessiz(c.hours, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := q.Sonra(at(c.now).UTC()); !got.Equal(at(c.want)) {
			t.Errorf("%s at %s: %s, want %s", c.hours, c.now, got.In(zone), c.want)
		}
	}
	berlin, err := time.LoadLocation("Europe/Berlin") // where the clock is put forward in the night
	if err != nil {
		t.Fatal(err)
	}
	q, err := sms.ParseSessiz("21:00-08:00", berlin)
	if err != nil {
		t.Fatal(err)
	}
	if got := q.Sonra(time.Date(2027, 3, 28, 0, 30, 0, 0, berlin)); got.In(berlin).Format("15:04") != "08:00" {
		t.Errorf("in the night of the change: until %s", got.In(berlin))
	}
	for _, bad := range []string{"", "21-08", "21:00", "25:00-08:00", "21:00-21:00", "21:00–08:00"} {
		if _, err := sms.ParseSessiz(bad, zone); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

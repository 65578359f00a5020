package takvim_test

import (
	"testing"

	"acikkapi/internal/takvim"
)

// PL-08: why a date came about, in words.
func TestExplain(t *testing.T) {
	t.Parallel()
	cal := turkiye(t)
	for _, c := range []struct{ from, to, want string }{
		{"2026-11-02 09:00", "2026-11-23 23:59", "15 iş günü; sayılmayan günler: 3 hafta sonu (6 gün)"},
		{"2026-11-02 09:00", "2026-11-06 23:59", "4 iş günü"},
		{"2026-11-07 09:00", "2026-11-09 23:59", "1 iş günü; sayılmayan günler: 1 hafta sonu (1 gün)"},
		{
			"2026-05-20 10:00", "2026-06-16 23:59",
			"15,5 iş günü; sayılmayan günler: 4 hafta sonu (8 gün), 26.05.2026 Kurban Bayramı arifesi (yarım gün sayıldı), " +
				"27.05.2026 Kurban Bayramı 1. gün, 28.05.2026 Kurban Bayramı 2. gün, 29.05.2026 Kurban Bayramı 3. gün",
		},
		{"2026-10-27 10:00", "2026-10-28 12:59", "0,5 iş günü; sayılmayan günler: 28.10.2026 Cumhuriyet Bayramı arifesi (yarım gün sayıldı)"},
		{"2026-11-02 09:00", "2026-11-02 23:59", "0 iş günü"},
		{"2026-11-02 09:00", "2026-10-01 23:59", "0 iş günü"},
	} {
		if got := cal.Explain(at(t, c.from), at(t, c.to)).String(); got != c.want {
			t.Errorf("from %s to %s:\n%s, want\n%s", c.from, c.to, got, c.want)
		}
	}
	if got := cal.OffDays(at(t, "2026-05-29 10:00")).Off(); got != "1 hafta sonu (2 gün), 29.05.2026 Kurban Bayramı 3. gün" {
		t.Errorf("29 May is moved for %s", got)
	}
	if got := cal.OffDays(at(t, "2026-11-20 10:00")).Off(); got != "" {
		t.Errorf("a working day is moved for %s", got)
	}
}

// The edge of the calendar is in the sum: a date into 2029 rests on weekends alone.
func TestExplainNamesUnknownYears(t *testing.T) {
	t.Parallel()
	cal := turkiye(t)
	if s := cal.Explain(at(t, "2028-12-15 10:00"), at(t, "2029-01-05 10:00")); len(s.Bilinmeyen) != 1 || s.Bilinmeyen[0] != 2029 {
		t.Errorf("unknown %v", s.Bilinmeyen)
	}
	if s := cal.Explain(at(t, "2028-12-01 10:00"), at(t, "2028-12-29 10:00")); len(s.Bilinmeyen) != 0 {
		t.Errorf("unknown %v", s.Bilinmeyen)
	}
}

// Remaining working days: tomorrow's is one, the last day none.
func TestLeft(t *testing.T) {
	t.Parallel()
	cal := turkiye(t)
	for _, c := range []struct{ now, want string }{
		{"2026-10-23 18:00", "2,5 iş günü"}, {"2026-10-25 18:00", "2,5 iş günü"}, {"2026-10-28 18:00", "0 iş günü"}, {"2026-10-30 08:00", "0 iş günü"},
	} {
		if got := takvim.IsGunu(cal.Left(at(t, c.now), at(t, "2026-10-29 23:59"))); got != c.want {
			t.Errorf("on %s: %s left, want %s", c.now, got, c.want)
		}
	}
}

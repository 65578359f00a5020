package tohum_test

import (
	"strings"
	"testing"
	"time"

	"acikkapi/internal/tohum"
)

// PL-08, law 2429: each year has its seventeen holidays (two may share a day), three of them half; no day twice, in order.
func TestTatils(t *testing.T) {
	t.Parallel()
	days, halves, names := map[int]int{}, map[int]int{}, map[int]int{}
	last := time.Time{}
	for _, h := range tohum.Tatils() {
		if !h.Gun.After(last) || h.Gun.Format("15:04 -0700") != "00:00 +0000" {
			t.Errorf("%s is not after %s, or is no date", h.Gun, last)
		}
		last = h.Gun
		days[h.Gun.Year()]++
		names[h.Gun.Year()] += 1 + strings.Count(h.Ad, ", ") - strings.Count(h.Ad, "Anma, ")
		if h.Yarim {
			halves[h.Gun.Year()]++
		}
		if h.Yarim != strings.HasSuffix(h.Ad, "arifesi") {
			t.Errorf("%s %s: half a day %v", h.Gun.Format(time.DateOnly), h.Ad, h.Yarim)
		}
	}
	for year := 2024; year <= 2028; year++ {
		if names[year] != 17 || halves[year] != 3 || days[year] < 16 {
			t.Errorf("%d has %d holidays on %d days, %d of them half", year, names[year], days[year], halves[year])
		}
	}
	if len(days) != 5 {
		t.Errorf("years %v", days)
	}
}

// Dates that the calendars of those years show.
func TestTatilsByHand(t *testing.T) {
	t.Parallel()
	have := map[string]string{}
	for _, h := range tohum.Tatils() {
		have[h.Gun.Format(time.DateOnly)] = h.Ad
	}
	for day, ad := range map[string]string{
		"2024-04-09": "Ramazan Bayramı arifesi", "2024-06-19": "Kurban Bayramı 4. gün",
		"2025-04-01": "Ramazan Bayramı 3. gün", "2025-06-05": "Kurban Bayramı arifesi",
		"2026-03-19": "Ramazan Bayramı arifesi", "2026-05-27": "Kurban Bayramı 1. gün", "2026-05-30": "Kurban Bayramı 4. gün",
		"2026-10-28": "Cumhuriyet Bayramı arifesi", "2026-07-15": "Demokrasi ve Millî Birlik Günü",
		"2027-05-19": "Atatürk'ü Anma, Gençlik ve Spor Bayramı, Kurban Bayramı 4. gün",
	} {
		if have[day] != ad {
			t.Errorf("%s is %q, want %q", day, have[day], ad)
		}
	}
}

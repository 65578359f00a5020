package turkce

import (
	"testing"
	"time"
)

// YT-06, G-01: a time is said as people read it.
func TestSaateKadar(t *testing.T) {
	for clock, want := range map[string]string{
		"14:35": "14:35'e kadar", "09:00": "09:00'a kadar", "14:00": "14:00'e kadar", "00:00": "00:00'a kadar", "10:06": "10:06'ya kadar",
		"23:40": "23:40'a kadar", "08:20": "08:20'ye kadar", "08:02": "08:02'ye kadar", "20:00": "20:00'ye kadar", "11:19": "11:19'a kadar", "11:50": "11:50'ye kadar",
	} {
		at, err := time.Parse("15:04", clock)
		if got := SaateKadar(at); err != nil || got != want {
			t.Errorf("%s: %q, %v", clock, got, err)
		}
	}
}

package pipeline

import (
	"testing"
	"time"
)

// PL-07: a provider is slow by the share of its slow answers within ten minutes: a few among many say nothing, neither do few answers at all,
// nor those of hours ago.
func TestSlowProvider(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	type answers struct {
		n, slow int // the slow ones last
		after   time.Duration
	}
	for name, c := range map[string]struct {
		all  []answers
		want int // times that it lost share
	}{
		"three in ten":              {[]answers{{n: 10, slow: 3}}, 1},
		"two in ten":                {[]answers{{n: 10, slow: 2}}, 0},
		"twenty in a hundred":       {[]answers{{n: 100, slow: 20}}, 0},
		"few answers, all slow":     {[]answers{{n: 9, slow: 9}}, 0},
		"one an hour, all slow":     {[]answers{{n: 1, slow: 1}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}, {1, 1, time.Hour}}, 0},
		"slow before a quiet night": {[]answers{{n: 9, slow: 9}, {20, 2, 8 * time.Hour}}, 0},
		"over two minutes":          {[]answers{{n: 5, slow: 1}, {5, 2, time.Minute}}, 1},
		"good before, bad now":      {[]answers{{n: 100}, {15, 15, 9 * time.Minute}, {20, 20, 2 * time.Minute}}, 2},
		"once for the same answers": {[]answers{{n: 10, slow: 10}, {n: 5, slow: 5}}, 1},
	} {
		y, now, lost := yavaslik{}, noon, 0
		for _, a := range c.all {
			now = now.Add(a.after)
			for i := range a.n {
				if y.add(now, i >= a.n-a.slow) {
					lost++
				}
			}
		}
		if lost != c.want {
			t.Errorf("%s: lost share %d times, want %d", name, lost, c.want)
		}
	}
}

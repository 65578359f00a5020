package pipeline

import (
	"testing"

	"pgregory.net/rapid"
)

// An ack of many that went beyond a missing tag would lose messages.
func TestTagSetFloorIsTheLastWithoutAGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tags := rapid.Permutation([]uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}).Draw(t, "tags")
		var set tagSet
		have := map[uint64]bool{}
		for _, tag := range tags {
			set.add(tag)
			have[tag] = true
			want := uint64(0)
			for have[want+1] {
				want++
			}
			if got := set.floor(); got != want {
				t.Fatalf("after %v: floor %d, want %d (%v)", have, got, want, set.runs)
			}
			for i := 1; i < len(set.runs); i++ {
				if set.runs[i].first <= set.runs[i-1].last+1 {
					t.Fatalf("runs touch: %v", set.runs)
				}
			}
		}
		if len(set.runs) != 1 {
			t.Fatalf("a set without gaps takes %d runs", len(set.runs))
		}
	})
}

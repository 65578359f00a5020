package dosya

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/kural"
)

// Files that nothing refers to are forgotten in two steps; until then they can be opened and come back when something refers to them.
func TestSweep(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	save := func(text string) string {
		d, err := s.Save(ctx, "a.pdf", strings.NewReader(pdf+text))
		if err != nil {
			t.Fatal(err)
		}
		return d.Ozet
	}
	kept, lost, late := save("1"), save("2"), save("3")
	inUse := map[string]bool{kept: true}
	asked := 0
	used := func(_ context.Context, ozets []string) (map[string]bool, error) {
		asked += len(ozets)
		return inUse, nil
	}
	sweep := func(before time.Time, want int) {
		t.Helper()
		if n, err := s.Sweep(ctx, before, used); err != nil || n != want {
			t.Errorf("%d forgotten, want %d, %v", n, want, err)
		}
	}
	readable := func(ozet string, want bool) {
		t.Helper()
		r, _, err := s.Open(ctx, ozet)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
			_ = r.Close()
		}
		if want && err != nil || !want && kural.KindOf(err) != kural.NotFound {
			t.Errorf("%.8s: %v, want readable %v", ozet, err, want)
		}
	}
	sweep(time.Now().Add(-time.Hour), 0) // all are young
	sweep(time.Now().Add(time.Hour), 0)  // two go aside
	for _, o := range []string{kept, lost, late} {
		readable(o, true)
	}
	inUse[late] = true // somebody had uploaded it at that very moment
	sweep(time.Now().Add(time.Hour), 1)
	readable(kept, true)
	readable(late, true)
	readable(lost, false)
	if ok, err := s.bucket.Exists(ctx, key(late)); !ok || err != nil {
		t.Errorf("it is not back in its place: %v", err)
	}
	if again := save("2"); again != lost {
		t.Errorf("another digest: %s", again)
	}
	readable(lost, true)
	if asked == 0 {
		t.Error("nobody was asked")
	}
}

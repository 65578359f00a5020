package store

import (
	"context"
	"sync"
	"testing"
)

// PL-05: a panic over what several ask together is a failure for each that has no answer yet, and ends neither the process nor what comes after.
func TestPanicOfWhatIsDoneTogether(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	b := &birlikte[int, int]{kol: 1}
	b.run = func(_ context.Context, all []int, answer func(int, int, error)) {
		if all[0] == 0 {
			<-hold // until others wait
		}
		for i, n := range all {
			if n < 0 {
				panic("no such thing")
			}
			answer(i, 10*n, nil)
		}
	}
	var wg sync.WaitGroup
	got, errs := map[int]int{}, map[int]error{}
	var mu sync.Mutex
	ask := func(n int) {
		c, err := b.ask(t.Context(), n)
		mu.Lock()
		defer mu.Unlock()
		got[n], errs[n] = c, err
	}
	queue := func(n int) {
		before := b.asked()
		wg.Go(func() { ask(n) })
		for b.asked() == before {
			select {
			case <-t.Context().Done():
				t.Fatal(t.Context().Err())
			default:
			}
		}
	}
	for _, n := range []int{0, 1, -1, 2} { // 0 goes by itself, the others together behind it
		queue(n)
	}
	close(hold)
	wg.Wait()
	ask(3)
	for n, wrong := range map[int]bool{0: false, 1: false, -1: true, 2: true, 3: false} {
		if (errs[n] != nil) != wrong || !wrong && got[n] != 10*n {
			t.Errorf("%d: %d, %v", n, got[n], errs[n])
		}
	}
}

// asked is how many are under way or wait.
func (b *birlikte[S, C]) asked() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.busy + len(b.waiting)
}

package handlers

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// UI-04: a page hears at once of the first change, and of the last one, however close they come.
func TestTempo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		told := map[string]int{}
		p := newTempo(time.Second)
		ring := func(topic string) {
			p.tell(topic, func() { mu.Lock(); defer mu.Unlock(); told[topic]++ })
		}
		want := func(when, topic string, n int) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if told[topic] != n {
				t.Errorf("%s: %s was told %d times, want %d", when, topic, told[topic], n)
			}
		}
		ring("birim:1")
		want("at once", "birim:1", 1)
		for range 100 {
			ring("birim:1")
		}
		ring("birim:2")
		want("within a breath", "birim:1", 1)
		want("another topic", "birim:2", 1)
		time.Sleep(1100 * time.Millisecond) //nolint:forbidigo // the clock of synctest, which takes no time
		want("after it", "birim:1", 2)
		time.Sleep(5 * time.Second) //nolint:forbidigo // the clock of synctest, which takes no time
		want("in peace", "birim:1", 2)
		ring("birim:1")
		want("later", "birim:1", 3)
		time.Sleep(2 * time.Second) //nolint:forbidigo // the clock of synctest, which takes no time
		synctest.Wait()
		if len(p.missed) != 0 {
			t.Errorf("%d topics are remembered for nothing", len(p.missed))
		}
	})
}

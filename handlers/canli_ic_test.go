package handlers

import (
	"testing"
	"time"
)

// UI-04: what rang after a page was rendered is known for a while; of what may be forgotten, or was never heard, the page is told
// to look for itself.
func TestRingsRemember(t *testing.T) {
	start := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	at := func(minutes float64) time.Time { return start.Add(time.Duration(minutes * float64(time.Minute))) }
	m := newRings()
	if !m.since(at(5), []string{"il:06"}) {
		t.Error("a deaf process says that nothing has changed")
	}
	m.begin(at(0))
	m.note([]string{"il:06"}, at(1))
	m.note([]string{"il:34"}, at(4)) // turns
	for _, c := range []struct {
		page  float64
		topic string
		may   bool
	}{
		{-1, "il:35", true}, {0.5, "il:35", false}, {0.5, "il:06", true}, {2, "il:06", false}, {2, "il:34", true}, {5, "il:34", false},
	} {
		if got := m.since(at(c.page), []string{"birim:1", c.topic}); got != c.may {
			t.Errorf("page of minute %v, %s: %v", c.page, c.topic, got)
		}
	}
	m.note([]string{"il:35"}, at(7)) // turns again: minute 1 is forgotten
	if !m.since(at(0.5), []string{"il:01"}) {
		t.Error("a page from before what is remembered is told that nothing has changed")
	}
	if m.since(at(5), []string{"il:01"}) {
		t.Error("a page from after it is told to look for nothing")
	}
}

package store

import (
	"errors"
	"testing"
	"time"
)

// OP-07: a change while the list is being read is not hidden behind what was read: the next caller reads anew.
func TestCacheForgetsWhileReading(t *testing.T) {
	t.Parallel()
	var c cache[string]
	begun, changed := make(chan struct{}), make(chan struct{})
	done := make(chan string)
	go func() {
		got, err := c.get(time.Now, func(string) (string, error) {
			close(begun)
			<-changed // the database answers as of before the change
			return "eski", nil
		})
		if err != nil {
			t.Error(err)
		}
		done <- got
	}()
	<-begun
	c.forget()
	close(changed)
	if got := <-done; got != "eski" {
		t.Errorf("who asked before the change got %q", got)
	}
	for range 2 {
		got, err := c.get(time.Now, func(string) (string, error) { return "yeni", nil })
		if got != "yeni" || err != nil {
			t.Errorf("who asks after the change gets %q, %v", got, err)
		}
	}
}

// While one caller reads a list anew the others get the old one at once; a failure leaves the old one in place.
func TestCache(t *testing.T) {
	t.Parallel()
	var c cache[string]
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	reads := 0
	get := func(value string, err error) string {
		t.Helper()
		got, e := c.get(now, func(string) (string, error) { reads++; return value, err })
		if (e != nil) != (got == "") {
			t.Errorf("%q, %v", got, e)
		}
		return got
	}
	away := errors.New("database away")
	if got := get("", away); got != "" {
		t.Errorf("from nowhere came %q", got)
	}
	for _, step := range []struct {
		after time.Duration
		read  string
		err   error
		want  string
		reads int
	}{
		{0, "eski", nil, "eski", 2},
		{referansAge - 1, "yeni", nil, "eski", 2},
		{1, "", away, "eski", 3},
		{0, "yeni", nil, "yeni", 4},
	} {
		at = at.Add(step.after)
		if got := get(step.read, step.err); got != step.want || reads != step.reads {
			t.Errorf("%v later: %q after %d reads, want %q after %d", step.after, got, reads, step.want, step.reads)
		}
	}
	at = at.Add(referansAge)
	got, err := c.get(now, func(old string) (string, error) {
		if during := get("başka", nil); during != old || reads != 4 {
			t.Errorf("a second caller got %q after %d reads", during, reads)
		}
		return old + "!", nil
	})
	if got != "yeni!" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

package store

import (
	"sync"
	"sync/atomic"
	"time"
)

const referansAge = time.Minute // how long a changed list may go unnoticed

// cache keeps a list of the database's for referansAge. While one caller reads it anew the others go on with the old one; when
// it cannot be read the old one serves too.
type cache[T any] struct {
	last    atomic.Pointer[cached[T]]
	reading sync.Mutex
	// keeping guards forgets, how often the list was forgotten: what was read before that is not kept
	keeping sync.Mutex
	forgets int
}

type cached[T any] struct {
	value T
	at    time.Time
}

// get returns the list; load reads it, given the old one or the zero value.
func (c *cache[T]) get(now func() time.Time, load func(old T) (T, error)) (T, error) {
	old := c.last.Load()
	if old != nil && (now().Sub(old.at) < referansAge || !c.reading.TryLock()) {
		return old.value, nil
	}
	if old == nil { // nothing to go on with: all wait for the first
		c.reading.Lock()
		old = c.last.Load()
	}
	defer c.reading.Unlock()
	if old == nil {
		old = &cached[T]{}
	} else if now().Sub(old.at) < referansAge {
		return old.value, nil
	}
	begun, forgets := now(), c.forgotten()
	fresh, err := load(old.value)
	switch {
	case err == nil:
		c.keep(&cached[T]{fresh, begun}, forgets)
		return fresh, nil
	case !old.at.IsZero():
		return old.value, nil
	}
	return fresh, err
}

func (c *cache[T]) forgotten() int {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	return c.forgets
}

// keep keeps what was read while the list had been forgotten forgets times; once more since, it may be of before the change.
func (c *cache[T]) keep(v *cached[T], forgets int) {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	if c.forgets == forgets {
		c.last.Store(v)
	}
}

// forget makes the next caller read the list anew; what is being read now counts as of before.
func (c *cache[T]) forget() {
	c.keeping.Lock()
	defer c.keeping.Unlock()
	c.forgets++
	c.last.Store(nil)
}

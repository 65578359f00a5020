package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// GR-03: wrong passwords lock a name at an address, for a quarter of an hour and, where somebody goes on, for the day; a stranger locks
// no one out for a day, nor ever out of a browser that its user has used.
func TestPasswordTries(t *testing.T) {
	now := time.Now()
	s, err := store.Open(t.Context(), store.Options{
		URL: dbtest.URL(t), Keys: dbtest.Keys, Limits: store.Limits{TCKN: 5, IP: 30}, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	const vali = "vali.ankara"
	// try goes on until it is refused, at most max times.
	try := func(p store.PasswordTry, most int) int {
		t.Helper()
		for n := range most {
			if err := s.CountSignIn(t.Context(), p); errors.Is(err, store.ErrTooMany) {
				return n
			} else if err != nil {
				t.Fatal(err)
			}
		}
		return most
	}
	stranger, home := store.PasswordTry{Ad: vali, IP: "203.0.113.1"}, store.PasswordTry{Ad: vali, IP: "198.51.100.7"}
	if n := try(stranger, 100); n != 10 {
		t.Errorf("a stranger has %d tries at once", n)
	}
	if n := try(home, 1); n != 1 {
		t.Error("the governor is locked out from home by one stranger")
	}
	for range 10 { // a day of patience
		now = now.Add(16 * time.Minute)
		try(stranger, 100)
	}
	if n := try(stranger, 1); n != 0 {
		t.Error("patience guesses on")
	}
	many := 0
	for i := range 20 { // many addresses at once
		many += try(store.PasswordTry{Ad: vali, IP: fmt.Sprintf("192.0.2.%d", i)}, 100)
	}
	if many > 60 {
		t.Errorf("many addresses together have %d tries", many)
	}
	if n := try(home, 1); n != 0 {
		t.Error("the name is not locked while many try it")
	}
	bilinen := home
	bilinen.Bilinen = true
	if n := try(bilinen, 1); n != 1 {
		t.Error("the governor is locked out of their own browser")
	}
	now = now.Add(16 * time.Minute)
	if n := try(home, 100); n != 10 {
		t.Errorf("a quarter of an hour later there are %d tries from home", n)
	}
	now = now.Add(16 * time.Minute)
	for range 50 { // right passwords are no tries
		if err := errors.Join(s.CountSignIn(t.Context(), home), s.ForgiveSignIn(t.Context(), home)); err != nil {
			t.Fatal(err)
		}
	}
}

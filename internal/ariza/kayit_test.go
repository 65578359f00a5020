package ariza_test

import (
	"fmt"
	"sync"
	"testing"
)

// kayit is the test of one row. It remembers the first check that fails, whoever finds it, so that the table can name it.
type kayit struct {
	*testing.T
	mu  sync.Mutex
	ilk string
}

func (k *kayit) keep(what string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ilk == "" {
		k.ilk = what
	}
}

func (k *kayit) first() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ilk
}

// Error, Errorf, Fatal and Fatalf are testing.TB's.
func (k *kayit) Error(args ...any) {
	k.Helper()
	k.keep(fmt.Sprint(args...))
	k.T.Error(args...)
}

func (k *kayit) Errorf(format string, args ...any) {
	k.Helper()
	k.keep(fmt.Sprintf(format, args...))
	k.T.Errorf(format, args...)
}

func (k *kayit) Fatal(args ...any) {
	k.Helper()
	k.keep(fmt.Sprint(args...))
	k.T.Fatal(args...)
}

func (k *kayit) Fatalf(format string, args ...any) {
	k.Helper()
	k.keep(fmt.Sprintf(format, args...))
	k.T.Fatalf(format, args...)
}

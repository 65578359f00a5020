package store_test

import (
	"testing"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// PL-07: what a provider allows to be asked in a minute holds for all replicas together, whenever the minute begins; what was not asked in a
// quiet hour is not asked afterwards.
func TestReceiptsAskedByAllReplicas(t *testing.T) {
	url := dbtest.URL(t)
	replicas := []*store.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
	later := func(ad, interval string) {
		t.Helper()
		if _, err := replicas[0].Pool().Exec(t.Context(), `UPDATE nabiz SET zaman = zaman - $2::interval WHERE ad = $1`, store.NabizMakbuz+ad, interval); err != nil {
			t.Fatal(err)
		}
	}
	for ad, perMinute := range map[string]int{"bir": 1, "iki": 2, "on": 10, "yuz": 100} {
		total := func() (n int) {
			t.Helper()
			for turn := range 6 { // of less than a minute
				if turn > 0 {
					later(ad, "10 seconds")
				}
				for _, s := range replicas {
					one, err := s.SMSSorulur(t.Context(), ad, perMinute)
					if err != nil {
						t.Fatal(err)
					}
					n += one
				}
			}
			return n
		}
		if n := total(); n > perMinute || n < perMinute/2 {
			t.Errorf("%d a minute: %d were asked", perMinute, n)
		}
		later(ad, "1 hour")
		if n := total(); n > perMinute || n < perMinute/2 {
			t.Errorf("%d a minute, after a quiet hour: %d were asked", perMinute, n)
		}
	}
	if n, err := replicas[0].SMSSorulur(t.Context(), "kapali", 0); n != 0 || err != nil {
		t.Errorf("none may be asked: %d, %v", n, err)
	}
}

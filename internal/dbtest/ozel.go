package dbtest

import (
	"testing"

	"acikkapi/internal/testenv"
)

// PrivateServer is a PostgreSQL that belongs to one test, which may restart it.
type PrivateServer struct {
	URL  string
	ozel *testenv.Ozel
}

// Private starts a PostgreSQL by scripts/postgres.sh in a folder of its own (some 3 s) and stops it after the test. With its URL as
// DATABASE_URL (t.Setenv), the databases of New and URL are on it.
func Private(t testing.TB) *PrivateServer {
	t.Helper()
	o := testenv.StartOzel(t, "postgres.sh")
	return &PrivateServer{URL: o.Do("url"), ozel: o}
}

// Restart stops the server, "fast" (connections are cut) or "immediate" (as after a power cut), and starts it again on the same port.
func (s *PrivateServer) Restart(mode string) { s.ozel.Do("restart", mode) }

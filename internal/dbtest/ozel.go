package dbtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acikkapi/internal/testenv"
)

// PrivateServer is a PostgreSQL that belongs to one test, which may restart it.
type PrivateServer struct {
	URL    string
	t      testing.TB
	script string
	run    string
}

// Private starts a PostgreSQL by scripts/postgres.sh in a folder of its own (some 3 s) and stops it after the test. With its URL as
// DATABASE_URL (t.Setenv), the databases of New and URL are on it.
func Private(t testing.TB) *PrivateServer {
	t.Helper()
	root, err := testenv.Root()
	if err != nil {
		t.Fatal(err)
	}
	run, err := os.MkdirTemp("/tmp", "dbtest-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(run, 0o755); err != nil { //nolint:gosec // the postgres user has to enter it
		t.Fatal(err)
	}
	s := &PrivateServer{t: t, script: filepath.Join(root, "scripts", "postgres.sh"), run: run}
	t.Cleanup(func() {
		if out, err := s.command("stop"); err != nil {
			t.Logf("the private PostgreSQL in %s stays behind: %v: %s", run, err, out)
			return
		}
		_ = os.RemoveAll(run)
	})
	s.must("start")
	s.URL = s.must("url")
	return s
}

// Restart stops the server, "fast" (connections are cut) or "immediate" (as after a power cut), and starts it again on the same port.
func (s *PrivateServer) Restart(mode string) { s.t.Helper(); s.must("restart", mode) }

func (s *PrivateServer) must(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...)
	if err != nil {
		s.t.Fatalf("scripts/postgres.sh %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return out
}

func (s *PrivateServer) command(args ...string) (string, error) {
	cmd := exec.Command(s.script, args...)
	cmd.Env = append(os.Environ(), "RUN="+s.run)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

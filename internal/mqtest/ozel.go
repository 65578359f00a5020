package mqtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acikkapi/internal/testenv"
)

// Server is a RabbitMQ that belongs to one test, which may kill it, start it again and change its limits.
type Server struct {
	URL        string
	Management string // of its management plugin, with user and password
	t          testing.TB
	script     string
	run        string
}

// Private starts a RabbitMQ by scripts/rabbitmq.sh in a folder of its own (some 5 s) and stops it after the
// test. The folder is made under /tmp, since t.TempDir is closed to the service user that the server runs as.
func Private(t testing.TB) *Server {
	t.Helper()
	root, err := testenv.Root()
	if err != nil {
		t.Fatal(err)
	}
	run, err := os.MkdirTemp("/tmp", "mqtest-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(run, 0o755); err != nil { //nolint:gosec // the rabbitmq user has to enter it
		t.Fatal(err)
	}
	s := &Server{t: t, script: filepath.Join(root, "scripts", "rabbitmq.sh"), run: run}
	t.Cleanup(func() {
		if out, err := s.command("stop"); err != nil {
			t.Logf("the private RabbitMQ in %s stays behind: %v: %s", run, err, out)
			return
		}
		_ = os.RemoveAll(run)
	})
	s.Start()
	s.URL, s.Management = s.must("url"), s.must("management")
	return s
}

// Start starts the server again after Kill and returns when it listens, on the same port as before.
func (s *Server) Start() { s.t.Helper(); s.must("start") }

// Kill is kill -9: no queue is closed in order.
func (s *Server) Kill() { s.t.Helper(); s.must("kill") }

// Wipe kills the server, takes away all that it has stored and starts it again: a fresh node on the same ports, with its default vhost and user.
func (s *Server) Wipe() {
	s.t.Helper()
	s.Kill()
	if err := os.RemoveAll(filepath.Join(s.run, "mq", "mnesia")); err != nil {
		s.t.Fatal(err)
	}
	s.Start()
}

// Ctl runs rabbitmqctl against the server (some 1 s a call).
func (s *Server) Ctl(args ...string) string {
	s.t.Helper()
	return s.must(append([]string{"ctl"}, args...)...)
}

func (s *Server) must(args ...string) string {
	s.t.Helper()
	out, err := s.command(args...)
	if err != nil {
		s.t.Fatalf("scripts/rabbitmq.sh %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return out
}

func (s *Server) command(args ...string) (string, error) {
	cmd := exec.Command(s.script, args...)
	cmd.Env = append(os.Environ(), "RUN="+s.run)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

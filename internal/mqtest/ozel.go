package mqtest

import (
	"os"
	"path/filepath"
	"testing"

	"acikkapi/internal/testenv"
)

// Server is a RabbitMQ that belongs to one test, which may kill it, start it again and change its limits.
type Server struct {
	URL        string
	Management string // of its management plugin, with user and password
	Name       string // of the node, in a cluster
	t          testing.TB
	ozel       *testenv.Ozel
}

// Private starts a RabbitMQ by scripts/rabbitmq.sh in a folder of its own (some 5 s) and stops it after the test.
func Private(t testing.TB) *Server {
	t.Helper()
	o := testenv.StartOzel(t, "rabbitmq.sh")
	return &Server{URL: o.Do("url"), Management: o.Do("management"), t: t, ozel: o}
}

// Start starts the server again after Kill and returns when it listens, on the same port as before.
func (s *Server) Start() { s.t.Helper(); s.ozel.Do("start") }

// Kill is kill -9: no queue is closed in order.
func (s *Server) Kill() { s.t.Helper(); s.ozel.Do("kill") }

// Wipe kills the server, takes away all that it has stored and starts it again: a fresh node on the same ports, with its default vhost and user.
func (s *Server) Wipe() {
	s.t.Helper()
	s.Kill()
	if err := os.RemoveAll(filepath.Join(s.ozel.Run, "mq", "mnesia")); err != nil {
		s.t.Fatal(err)
	}
	s.Start()
}

// Ctl runs rabbitmqctl against the server (some 1 s a call).
func (s *Server) Ctl(args ...string) string {
	s.t.Helper()
	return s.ozel.Do(append([]string{"ctl"}, args...)...)
}

package mqtest

import (
	"strings"
	"testing"

	"acikkapi/internal/testenv"
)

// Cluster starts three RabbitMQ nodes with the configuration of deploy/ (half a minute) and stops them after the test. Each may be killed and
// started again by itself.
func Cluster(t testing.TB) []*Server {
	t.Helper()
	names := []string{"mq1", "mq2", "mq3"}
	env := make([]string, len(names))
	for i, n := range names {
		env[i] = "MQ_NODE=" + n
	}
	nodes := make([]*Server, len(names))
	for i, o := range testenv.StartOzels(t, "rabbitmq.sh", env...) {
		nodes[i] = &Server{URL: o.Do("url"), Management: o.Do("management"), Name: names[i] + "@" + names[i], t: t, ozel: o}
	}
	return nodes
}

// Replicated is a quorum queue: the node that leads it, and how many nodes have it and are there.
type Replicated struct {
	Name, Leader    string
	Members, Online int
}

// Replicated lists the quorum queues of vhost (some 1 s).
func (s *Server) Replicated(vhost string) []Replicated {
	s.t.Helper()
	var all []Replicated
	for line := range strings.Lines(s.Ctl("list_queues", "-p", vhost, "--no-table-headers", "name", "leader", "members", "online")) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); len(f) == 4 {
			all = append(all, Replicated{f[0], f[1], strings.Count(f[2], "@"), strings.Count(f[3], "@")})
		}
	}
	return all
}

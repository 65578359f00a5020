// Package mqtest gives a test a RabbitMQ of its own: a fresh vhost on the server that `make up` started, or,
// for a test that kills or starves the server, a private instance.
package mqtest

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"acikkapi/internal/testenv"
)

// VHost makes a vhost that lives as long as the test and returns its AMQP URL. It needs AMQP_URL and
// AMQP_MANAGEMENT_URL, from the environment or .run/env.
func VHost(t testing.TB) string {
	t.Helper()
	amqpURL, err := url.Parse(testenv.Get(t, "AMQP_URL"))
	if err != nil {
		t.Fatal(err)
	}
	client, user := management(t)
	name := "test-" + uuid.NewString()
	if _, err := client.PutVhost(name, rabbithole.VhostSettings{Description: t.Name()}); err != nil {
		t.Fatalf("RabbitMQ's management does not answer, run `make up` first: %v", err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteVhost(name); err != nil {
			t.Logf("vhost %s stays behind: %v", name, err)
		}
	})
	if _, err := client.UpdatePermissionsIn(name, user, rabbithole.Permissions{Configure: ".*", Write: ".*", Read: ".*"}); err != nil {
		t.Fatal(err)
	}
	amqpURL.Path = "/" + name
	return amqpURL.String()
}

// CloseConnections has the server close every connection to the vhost of amqpURL, as an operator can, and
// returns how many it has closed: the management lists some that have gone already.
func CloseConnections(t testing.TB, amqpURL string) int {
	t.Helper()
	client, conns := connections(t, amqpURL)
	closed := 0
	for _, c := range conns {
		res, err := client.CloseConnection(c.Name)
		if err != nil {
			t.Logf("closing %s: %v", c.Name, err)
			continue
		}
		_ = res.Body.Close()
		closed++
	}
	return closed
}

// Connections counts the connections to the vhost of amqpURL as the management knows them, some seconds late.
func Connections(t testing.TB, amqpURL string) int {
	t.Helper()
	_, conns := connections(t, amqpURL)
	return len(conns)
}

func connections(t testing.TB, amqpURL string) (*rabbithole.Client, []rabbithole.ConnectionInfo) {
	t.Helper()
	u, err := url.Parse(amqpURL)
	if err != nil {
		t.Fatal(err)
	}
	client, _ := management(t)
	conns, err := client.ListVhostConnections(u.Path[1:])
	if err != nil {
		t.Fatal(err)
	}
	return client, conns
}

func management(t testing.TB) (client *rabbithole.Client, user string) {
	t.Helper()
	u, err := url.Parse(testenv.Get(t, "AMQP_MANAGEMENT_URL"))
	if err != nil {
		t.Fatal(err)
	}
	user = u.User.Username()
	password, _ := u.User.Password()
	u.User = nil
	client, err = rabbithole.NewClient(u.String(), user, password)
	if err != nil {
		t.Fatal(err)
	}
	client.SetTimeout(20 * time.Second)
	return client, user
}

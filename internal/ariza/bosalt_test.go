package ariza_test

import (
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/pipeline"
)

// wiped is the fault that RabbitMQ has lost everything (killed, its files gone): queues, bindings and messages, many of them confirmed and not yet consumed. What
// comes back, comes back by acikkapi republish, run beside the serving processes, twice (SC-12).
func wiped(t *testing.T, s *sunucu) *sonuc {
	t.Helper()
	bin := build(t)
	d := yeni(t, s)
	d.run()
	d.run()
	return d.through(func() {
		d.hold(30)
		defer d.insanlar.rest()()
		vhost := d.amqpURL[strings.LastIndex(d.amqpURL, "/")+1:]
		d.mq.Wipe()
		d.mq.Ctl("add_vhost", vhost)
		d.mq.Ctl("set_permissions", "-p", vhost, "guest", ".*", ".*", ".*")
		if n := d.republish(bin, "--dry-run"); n == 0 {
			t.Error("nothing is missing after everything was lost")
		}
		t.Logf("%d messages sent again", d.republish(bin))
		d.republish(bin)
	})
}

// hold takes messages away from the consumers until n are held, so that the broker has something to lose.
func (d *dunya) hold(n int64) {
	conn := d.takeAway(n)
	d.t.Cleanup(func() { _ = conn.Close() })
}

// takeAway consumes all fixed queues beside the consumers, acking nothing, until it has n messages; they come again when the connection
// ends.
func (d *dunya) takeAway(n int64) *amqp.Connection {
	conn, err := amqp.Dial(d.amqpURL)
	if err != nil {
		d.t.Fatal(err)
	}
	var taken atomic.Int64
	for _, q := range pipeline.Queues() {
		ch, err := conn.Channel()
		if err != nil {
			d.t.Fatal(err)
		}
		in, err := ch.Consume(q.Name, "", false, false, false, false, nil)
		if err != nil {
			d.t.Fatal(err)
		}
		go func() {
			for range in {
				taken.Add(1)
			}
		}()
	}
	d.until("messages are taken away", func() bool { return taken.Load() >= n })
	return conn
}

// republish runs the program and returns how many messages it sends again.
func (d *dunya) republish(bin string, args ...string) int {
	d.t.Helper()
	cmd := exec.Command(bin, append([]string{"republish"}, args...)...)
	cmd.Env = d.env()
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("republish: %v: %s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	total, err := strconv.Atoi(strings.Fields(lines[len(lines)-1])[0])
	if err != nil {
		d.t.Fatalf("republish printed %s", out)
	}
	d.t.Logf("republish %v:\n%s", args, out)
	return total
}

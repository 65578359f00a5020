package ariza_test

import (
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/pipeline"
)

// wiped is the fault that RabbitMQ has lost everything (killed, its files gone): queues, bindings and messages, many of them confirmed and not yet consumed. What
// comes back, comes back by acikkapi republish, run beside the serving processes and while people go on working, twice: also the user, the
// queues and the rights of the birim's own system (SC-12). The fault ends with the first of them; “sent again” is what that has sent.
func wiped(d *dunya) {
	d.t.Helper()
	bin := build(d.t)
	d.run()
	d.run()
	d.through(func() {
		d.hold(30)
		d.mq.Wipe()
		d.mq.Ctl("add_vhost", d.vhost())
		d.mq.Ctl("set_permissions", "-p", d.vhost(), "guest", ".*", ".*", ".*")
		if n := d.republish(bin, "--dry-run"); n == 0 {
			d.t.Error("nothing is missing after everything was lost")
		}
		d.again = d.republish(bin)
		d.bitti = time.Now()
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

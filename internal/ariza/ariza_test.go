package ariza_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// ariza is one fault: bring begins it, and ends it before it returns.
type ariza struct {
	ad     string
	bring  func(*dunya)
	kisa   bool // also in the short form
	before func(*dunya)
}

// tam tells whether all faults are wanted: ACIKKAPI_FAULT=tam with more applications (make test-fault), =hepsi with few. Else a form that
// CI has time for.
func tam() bool { return os.Getenv("ACIKKAPI_FAULT") != "" }

// kac is how many applications a run has at least, and hiz how many apply in a second.
func kac() (n, hiz int) {
	if os.Getenv("ACIKKAPI_FAULT") == "tam" {
		return 300, 25
	}
	return 40, 15
}

const drainLimit = 30 * time.Second

// PL-01, PL-03, PL-04, PL-06, PL-07: whatever breaks, no accepted application is lost, no event is missing or doubled, nobody gets an SMS
// twice, the order per application is kept, nothing is left over, and everything is done within 30 s of the fault's end, by itself.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a PostgreSQL and a RabbitMQ of its own")
	}
	s := startServers(t)
	table := &tablo{t: t}
	defer table.print()
	for _, a := range arizalar() {
		if tam() || a.kisa {
			t.Run(a.ad, func(t *testing.T) { table.add(a.ad, endure(t, yeni(t, s), a)) })
		}
	}
	t.Run("RabbitMQ wiped, acikkapi republish", func(t *testing.T) { table.add("RabbitMQ wiped, acikkapi republish", wiped(t, s)) })
	for _, step := range steps {
		if tam() || step.kisa {
			t.Run("kill -9 "+step.ad, func(t *testing.T) { table.add("kill -9 "+step.ad, killedAt(t, s, step)) })
		}
	}
}

// endure runs whole lives, has the fault come when a quarter is closed, and lets people rest at its end until all is drained.
func endure(t *testing.T, d *dunya, a ariza) *sonuc {
	t.Helper()
	if a.before != nil {
		a.before(d)
	}
	d.witness()
	d.run()
	d.run()
	return d.through(func() { a.bring(d) })
}

// through is a run of whole lives with the fault in the middle.
func (d *dunya) through(fault func()) *sonuc {
	d.t.Helper()
	d.t.Cleanup(func() {
		if d.t.Failed() {
			d.warnings.show()
		}
	})
	r := &sonuc{}
	n, _ := kac()
	d.insanlar.start(d.t)
	d.until("a quarter is closed", d.closed(n/4))
	fault()
	d.finish(r, n)
	d.fewConnections()
	return r
}

// connectionsEach is what a process has: the relay, the boxes, the consumers and the slow consumers.
const connectionsEach = 4

// finish is the end of each run: people rest until all is drained, go on until n have applied and all are closed, and everything is checked.
func (d *dunya) finish(r *sonuc, n int) {
	d.t.Helper()
	r.drain = d.drain()
	d.insanlar.enough(n)
	d.until("all are closed", func() bool { return d.insanlar.accepted() >= n && d.closed(d.insanlar.accepted())() })
	d.until("the last is drained", d.drained)
	r.all = time.Since(d.insanlar.baslama)
	d.check(r)
}

// drain measures how long it takes from now until nothing is on its way, while people rest.
func (d *dunya) drain() time.Duration {
	d.t.Helper()
	ended := time.Now()
	defer d.insanlar.rest()()
	if _, ok := within(d.sabir, d.drained); !ok {
		for what, sql := range yolda() {
			d.t.Logf("still on the way: %d %s", d.count(sql), what)
		}
		d.t.Logf("queues:\n%s", d.mq.Ctl("list_queues", "-p", d.amqpURL[strings.LastIndex(d.amqpURL, "/")+1:], "name", "messages_ready", "messages_unacknowledged", "consumers"))
		d.t.Fatalf("not drained within %s", d.sabir)
	}
	took := time.Since(ended)
	if took > d.sinir {
		d.t.Errorf("drained only %s after the fault's end", took.Round(time.Millisecond))
	}
	return took
}

func (d *dunya) closed(n int) func() bool {
	return func() bool { return int(d.insanlar.kapandi.Load()) >= n }
}

// tablo collects the results and prints them.
type tablo struct {
	t    *testing.T
	rows []string
}

func (t *tablo) add(name string, r *sonuc) {
	if r == nil {
		return
	}
	t.rows = append(t.rows, fmt.Sprintf("| %-58s | %8d | %4d | %7d | %16.1f | %10d |", name, r.messages, r.lost, r.doubled, r.drain.Seconds(), r.again))
}

func (t *tablo) print() {
	if len(t.rows) == 0 {
		return
	}
	fmt.Fprintf(os.Stdout, "\n| %-58s | %8s | %4s | %7s | %16s | %10s |\n| %s | -------: | ---: | ------: | ---------------: | ---------: |\n%s\n\n",
		"fault", "messages", "lost", "doubled", "seconds to drain", "sent again", strings.Repeat("-", 58), strings.Join(t.rows, "\n"))
}

package ariza_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/mqtest"
)

// ariza is one fault: bring begins it, and ends it before it returns.
type ariza struct {
	ad     string
	bring  func(*dunya)
	before func(*dunya)
}

// tam tells whether all faults are wanted: ACIKKAPI_FAULT=tam with more applications (make test-fault), =hepsi with few. Else a form that
// CI has a minute for: RabbitMQ dies and loses all, and the program dies again and again where an SMS could be doubled.
func tam() bool { return os.Getenv("ACIKKAPI_FAULT") != "" }

// kac is how many applications a run has at least, and hiz how many apply in a second. ACIKKAPI_FAULT_APPLICATIONS has more, or fewer.
func kac() (n, hiz int) {
	switch os.Getenv("ACIKKAPI_FAULT") {
	case "tam":
		n, hiz = 300, 25
	case "":
		n, hiz = 24, 15
	default:
		n, hiz = 40, 15
	}
	return setting("ACIKKAPI_FAULT_APPLICATIONS", n), hiz
}

// setting is the number that the environment has under name, or usual.
func setting(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil && n > 0 {
		return n
	}
	return usual
}

const drainLimit = 30 * time.Second

// PL-01, PL-02, PL-03, PL-04, PL-06, PL-07, KT-06, OP-06: whatever breaks, no accepted application and no request for a card is lost, no event is
// missing or doubled, nobody gets an SMS twice, the order per application is kept, nothing is left over, and everything is done within
// 30 s of the fault's end, by itself.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a PostgreSQL and a RabbitMQ of its own")
	}
	s := startServers(t)
	if tam() {
		for _, a := range arizalar() {
			row(t, a.ad, func(k *kayit, r *sonuc) { endure(yeni(k, s, r), a) })
		}
	}
	row(t, "RabbitMQ wiped, acikkapi republish", func(k *kayit, r *sonuc) { wiped(yeni(k, s, r)) })
	for _, step := range steps {
		if tam() || step.kisa {
			row(t, "kill -9 "+step.ad, func(k *kayit, r *sonuc) { killedAt(yeni(k, s, r), step) })
		}
	}
	if tam() {
		row(t, "every process replaced under load", func(k *kayit, r *sonuc) { replaced(yeni(k, s, r)) })
		c := startKume(t, s)
		row(t, "three nodes, each that leads killed (kill -9)", func(k *kayit, r *sonuc) { leaderKilled(yeniKume(k, c(), r), c()) })
		row(t, "three nodes, two of them killed", func(k *kayit, r *sonuc) { majorityAway(yeniKume(k, c(), r), c()) })
	}
}

// endure runs whole lives under two processes, has the fault come when a quarter is closed, and lets people rest at its end until all is drained.
func endure(d *dunya, a ariza) {
	d.t.Helper()
	if a.before != nil {
		a.before(d)
	}
	d.witness()
	d.run()
	d.run()
	d.through(func() { a.bring(d) })
}

// through is a run of whole lives with the fault in the middle.
func (d *dunya) through(fault func()) {
	d.t.Helper()
	n, _ := kac()
	d.begin()
	d.until("a quarter is closed", d.closed(n/4))
	fault()
	d.finish(n)
}

// begin has everybody come to work, the birim's own system too.
func (d *dunya) begin() {
	d.t.Helper()
	d.t.Cleanup(func() {
		if d.t.Failed() {
			d.warnings.show()
		}
	})
	if d.sistem == nil {
		d.connectSistem()
	}
	d.insanlar.start(d.t)
}

// connectionsEach is what a process has: the relay, the boxes, the consumers and the slow consumers.
const connectionsEach = 4

// finish is the end of each run: people rest until all is drained, go on until n have applied and all are closed, the processes stop, and
// everything is checked as it then stands.
func (d *dunya) finish(n int) {
	d.t.Helper()
	d.sonuc.drain = d.drain()
	d.insanlar.enough(n)
	d.until("all are closed", func() bool { return d.insanlar.accepted() >= n && d.insanlar.done() })
	d.until("the last is drained", d.drained)
	d.sonuc.all = time.Since(d.insanlar.baslama)
	d.until("the queues are empty", func() bool { return d.left() == "" })
	d.fewConnections()
	d.stop()
	d.check()
}

// drain measures how long it takes from the fault's end until nothing is on its way, while people rest.
func (d *dunya) drain() time.Duration {
	d.t.Helper()
	if d.bitti.IsZero() {
		d.bitti = time.Now()
	}
	defer d.insanlar.rest()()
	if _, ok := within(d.sabir, d.drained); !ok {
		d.t.Logf("still on the way: %s", d.waiting())
		d.t.Logf("queues:\n%s", d.mq.Ctl("list_queues", "-p", d.vhost(), "name", "messages_ready", "messages_unacknowledged", "consumers"))
		d.t.Logf("SMS that are not sent: %s", d.unsent())
		d.t.Fatalf("not drained within %s: %s", d.sabir, d.waiting())
	}
	took := time.Since(d.bitti)
	if d.drainedAt != nil {
		d.drainedAt()
	}
	if took > d.sinir {
		d.t.Errorf("drained only %s after the fault's end", took.Round(time.Millisecond))
	}
	return took
}

func (d *dunya) vhost() string { return d.amqpURL[strings.LastIndex(d.amqpURL, "/")+1:] }

func (d *dunya) closed(n int) func() bool {
	return func() bool { return int(d.insanlar.kapandi.Load()) >= n }
}

// fewConnections: the processes have as many connections to the broker as they need, none is forgotten. Its management tells late, hence the
// number itself and not a bound: one that has not been told yet would pass any.
func (d *dunya) fewConnections() {
	d.t.Helper()
	want := d.surecler*connectionsEach + d.taniklar()
	n := -1
	if _, ok := within(30*time.Second, func() bool { n = mqtest.Connections(d.t, d.amqpURL); return n == want }); !ok {
		d.t.Errorf("%d connections to the broker, want %d", n, want)
	}
}

package ariza_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/toxics"

	"acikkapi/internal/mqtest"
)

// arizalar is the register of faults that a running process lives through; steps has those that kill it.
func arizalar() []ariza {
	return []ariza{
		{ad: "broker killed (kill -9) and started again", bring: killBroker},
		{ad: "all connections to the broker closed, 5 times", bring: closeConnections},
		{ad: "memory alarm of the broker", bring: alarm},
		{ad: "messages redelivered, 5 times", bring: redeliver},
		{ad: "PostgreSQL restarted, fast, twice", bring: func(d *dunya) { d.restartDB("fast") }},
		{ad: "PostgreSQL restarted, immediate, twice", bring: func(d *dunya) { d.restartDB("immediate") }},
		{ad: "300 ms latency to the broker", bring: func(d *dunya) { d.slow(d.amqp) }},
		{ad: "300 ms latency to PostgreSQL", bring: func(d *dunya) { d.slow(d.db) }},
		{ad: "5 % of all packets reset the connection to the broker", bring: func(d *dunya) { d.reset(d.amqp) }, before: func(d *dunya) { d.abrupt(d.amqp) }},
		{ad: "5 % of all packets reset the connection to PostgreSQL", bring: func(d *dunya) { d.reset(d.db) }, before: func(d *dunya) { d.abrupt(d.db) }},
		{ad: "clocks an hour ahead, then an hour behind", bring: clocks},
		{ad: "disk full for files", bring: fullDisk, before: func(d *dunya) { d.smallDisk() }},
	}
}

// goesOn waits until n more applications are accepted.
func (d *dunya) goesOn(what string, n int) {
	d.t.Helper()
	began := d.insanlar.accepted()
	d.insanlar.enCok.Add(int64(n))
	d.until(what, func() bool { return d.insanlar.accepted() >= began+n })
}

func killBroker(d *dunya) {
	d.mq.Kill()
	d.goesOn("applications are accepted without a broker", 5)
	d.mq.Start()
}

// closeConnections closes all that the processes have, five times, each time when they have come back.
func closeConnections(d *dunya) {
	for range 5 {
		closed := 0
		d.until("all connections are closed", func() bool {
			closed += mqtest.CloseConnections(d.t, d.amqpURL)
			return closed >= d.surecler*connectionsEach+d.taniklar()
		})
	}
}

// alarm lasts until the outbox shows that nothing goes out. The broker tells only those who publish.
func alarm(d *dunya) {
	d.mq.Ctl("set_vm_memory_high_watermark", "0.00001")
	defer d.mq.Ctl("set_vm_memory_high_watermark", "0.4")
	d.until("the outbox fills", func() bool { return d.count(`SELECT count(*) FROM giden`) >= 20 })
	if s := d.mq.Ctl("eval", "rabbit_alarm:get_alarms()."); !strings.Contains(s, "memory") {
		d.t.Errorf("there was no memory alarm: %s", s)
	}
}

// redeliver takes messages away from the consumers and gives them back unacked, so that they come again with a delivery count.
func redeliver(d *dunya) {
	for range 5 {
		if err := d.takeAway(10).Close(); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *dunya) restartDB(mode string) {
	d.pg.Restart(mode)
	d.goesOn("applications are accepted after the first restart", 5)
	d.pg.Restart(mode)
}

// slow puts 300 ms before every answer, for as long as ten more lives take.
func (d *dunya) slow(p *toxiproxy.Proxy) {
	d.toxic(p, `{"name":"yavas","type":"latency","stream":"downstream","attributes":{"latency":300}}`)
	// A life has some 30 steps of several round trips each, and those that had applied before are first.
	d.untilIn(4*patience, "work goes on slowly", d.closed(int(d.insanlar.kapandi.Load())+10))
	d.heal(p, "yavas")
}

// kesik closes the connection instead of passing on a packet, Yuzde times in a hundred.
type kesik struct {
	Yuzde int `json:"yuzde"`
}

var kesikler atomic.Int64

// Pipe is toxics.Toxic's.
func (k *kesik) Pipe(stub *toxics.ToxicStub) {
	for {
		select {
		case <-stub.Interrupt:
			return
		case c := <-stub.Input:
			if c == nil || rand.IntN(100) < k.Yuzde {
				if c != nil {
					kesikler.Add(1)
				}
				stub.Close()
				return
			}
			stub.Output <- c
		}
	}
}

func init() { toxics.Register("kesik", new(kesik)) }

// abrupt makes the ends of connections resets instead of goodbyes: toxiproxy does so where a reset_peer is there, even one that never acts.
func (d *dunya) abrupt(p *toxiproxy.Proxy) {
	for _, s := range []string{"upstream", "downstream"} {
		d.toxic(p, fmt.Sprintf(`{"name":"rst-%s","type":"reset_peer","stream":"%s","toxicity":0,"attributes":{}}`, s, s))
	}
}

// reset lasts until 60 connections have been cut.
func (d *dunya) reset(p *toxiproxy.Proxy) {
	before, began := kesikler.Load(), time.Now()
	for _, s := range []string{"upstream", "downstream"} {
		d.toxic(p, fmt.Sprintf(`{"name":"kes-%s","type":"kesik","stream":"%s","attributes":{"yuzde":5}}`, s, s))
	}
	d.until("connections are cut", func() bool { return kesikler.Load() >= before+60 })
	d.heal(p, "kes-upstream", "kes-downstream")
	d.t.Logf("%d connections cut in %s", kesikler.Load()-before, time.Since(began).Round(time.Millisecond))
}

func (d *dunya) toxic(p *toxiproxy.Proxy, spec string) {
	d.t.Helper()
	if _, err := p.Toxics.AddToxicJson(strings.NewReader(spec)); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dunya) heal(p *toxiproxy.Proxy, names ...string) {
	d.t.Helper()
	for _, name := range names {
		if err := p.Toxics.RemoveToxic(context.Background(), name); err != nil {
			d.t.Fatal(err)
		}
	}
}

// clocks moves the processes' clocks, not the database's: one forwards and the other back, then the other way round.
func clocks(d *dunya) {
	for _, off := range []time.Duration{time.Hour, -time.Hour, 0} {
		d.kayma.Store(int64(off))
		d.until("work goes on", d.closed(int(d.insanlar.kapandi.Load())+10))
	}
}

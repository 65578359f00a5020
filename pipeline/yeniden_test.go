package pipeline_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-05: while the gateway is down the message waits as a row, with its attempts and reason, and nothing is held at the
// broker; once it is back the SMS goes out.
func TestFailingMessageWaitsAsARow(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.sim.SetAriza(sim.Ariza{Servis: sim.ServisSMS, Tur: sim.Kapali})
	w.run(t, impatient)
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	eventually(t, "it was tried three times", func() bool {
		return count(t, w, `SELECT count(*) FROM giden WHERE mesaj_id = $1 AND deneme >= 3 AND exchange = '' AND anahtar = 'sms' AND baslik->>'neden' LIKE '%gönderilemiyor%'`, id) == 1
	})
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d messages are parked", n)
	}
	w.sim.ClearAriza()
	sentOnce(t, w, id)
}

// PL-05: after the last attempt it is parked, and may still be sent when an operator says so.
func TestFailingMessageIsParkedInTheEnd(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.sim.SetAriza(sim.Ariza{Servis: sim.ServisSMS, Tur: sim.Kapali})
	w.run(t, func(o *pipeline.Options) { o.Delays = []time.Duration{time.Millisecond, time.Millisecond} })
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	if consumer, reason := parked(t, w); consumer != "sms" || !strings.Contains(reason, "gönderilemiyor") {
		t.Errorf("parked by %s: %s", consumer, reason)
	}
	if n := w.counter(t, "acikkapi_retried_total", "sms"); n != 2 {
		t.Errorf("tried again %d times, want 2", n)
	}
	w.sim.ClearAriza()
	body := text(t, w, `SELECT convert_from(govde, 'UTF8') FROM park`)
	w.send(t, pipeline.Outgoing{Exchange: "sms", Key: "sms", ID: id.String(), Type: store.TipSMS, Body: []byte(body)})
	sentOnce(t, w, id)
}

// PL-06: the database goes away under the running pipeline and comes back: it goes on by itself, and nothing is lost or
// done twice.
func TestPipelineOutlivesTheDatabase(t *testing.T) {
	t.Parallel()
	owner := dbtest.URL(t)
	u, err := url.Parse(owner)
	if err != nil {
		t.Fatal(err)
	}
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", u.Host)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	u.Host = p.Listen
	direct := dbtest.Open(t, owner)
	w := stopped(t, direct, mqtest.VHost(t))
	w.run(t, impatient, func(o *pipeline.Options) { o.Store = dbtest.Open(t, u.String()) })
	const n = 60
	for i := range n {
		no := dbtest.File(t, direct, i)
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
		if i%20 == 10 { // with messages in every hand
			p.Stop()
			eventually(t, "the proxy is back", func() bool { return p.Start() == nil })
		}
	}
	eventually(t, "all are in both inboxes", func() bool { return count(t, w, `SELECT count(*) FROM birim_kutusu`) == 2*n })
	eventually(t, "all SMS are out", func() bool { return len(w.sim.Mesajlar("")) == n })
	w.settled(t)
	if twice, parked := w.sim.Tekrarlar(), count(t, w, `SELECT count(*) FROM park`); len(twice) != 0 || parked != 0 {
		t.Errorf("%d SMS twice, %d messages parked", len(twice), parked)
	}
}

// PL-06: the broker is not there when everything starts: applications are taken, and what they cause happens later.
func TestIntakeGoesOnWithoutTheBroker(t *testing.T) {
	t.Parallel()
	p, through := proxy(t, mqtest.VHost(t))
	p.Stop()
	w := start(t, dbtest.New(t), through)
	const n = 20
	for i := range n {
		no := dbtest.File(t, w.Store, i)
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	}
	if d, err := w.GidenDurum(t.Context()); err != nil || d.Adet != 2*n {
		t.Errorf("%d messages wait, want %d: %v", d.Adet, 2*n, err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all are in the inbox", func() bool { return count(t, w, `SELECT count(*) FROM birim_kutusu`) == n })
	eventually(t, "all SMS are out", func() bool { return len(w.sim.Mesajlar("")) == n })
	w.settled(t)
}

// A pipeline that is told to stop while the broker is away does stop, soon.
func TestStopsWithoutTheBroker(t *testing.T) {
	t.Parallel()
	p, through := proxy(t, mqtest.VHost(t))
	w := start(t, dbtest.New(t), through)
	dbtest.File(t, w.Store, 1)
	eventually(t, "the SMS comes", func() bool { return w.received(1) == 1 })
	p.Stop()
	dbtest.File(t, w.Store, 2)
	began := time.Now()
	w.stop()
	if took := time.Since(began); took > 10*time.Second { // of the 20 s of OP-01
		t.Errorf("it took %s", took)
	}
	if n := count(t, w, `SELECT count(*) FROM giden`); n == 0 {
		t.Error("the message is gone")
	}
}

// OP-02: ready is who has a broker that takes messages, from the first moment on.
func TestReadyWhileTheBrokerIsThere(t *testing.T) {
	t.Parallel()
	proxied, through := proxy(t, mqtest.VHost(t))
	proxied.Stop()
	p := pipeline.New(pipeline.Options{AMQPURL: through, Store: dbtest.New(t), Log: testLog(t)})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	for _, there := range []bool{false, true, false, true} {
		if there {
			if err := proxied.Start(); err != nil {
				t.Fatal(err)
			}
		} else {
			proxied.Stop()
		}
		eventually(t, fmt.Sprint("ready: ", there), func() bool { return (p.Ready() == nil) == there })
	}
	proxied.Stop()
	eventually(t, "it says what is missing", func() bool {
		err := p.Ready()
		return err != nil && strings.Contains(err.Error(), "broker is away") && !strings.Contains(err.Error(), "nil")
	})
}

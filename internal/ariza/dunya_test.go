package ariza_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kps"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// sunucu are the servers that the suite breaks; nobody else uses them.
type sunucu struct {
	pg *dbtest.PrivateServer
	mq *mqtest.Server
}

func startServers(t *testing.T) *sunucu {
	t.Helper()
	s := &sunucu{pg: dbtest.Private(t), mq: mqtest.Private(t)}
	t.Setenv("DATABASE_URL", s.pg.URL)
	t.Setenv("AMQP_URL", s.mq.URL)
	t.Setenv("AMQP_MANAGEMENT_URL", s.mq.Management)
	return s
}

// dunya is one run: a database, a vhost, a gateway, people, and a pipeline that reaches both servers through proxies. What looks on
// (kontrol, sira) reaches them directly.
type dunya struct {
	t *testing.T
	*sunucu
	dbURL, amqpURL string // directly
	dbVia, amqpVia string // through the proxies
	db, amqp       *toxiproxy.Proxy
	sim            *sim.Sim
	simURL         string
	kayma          atomic.Int64 // how far the processes' clocks are off, ns
	insanlar       *insanlar
	kontrol        *pgxpool.Pool
	sira           *siraTanigi
	warnings       *uyarilar
	sinir          time.Duration // for draining, by PL-06
	surecler       int           // pipelines in this process
	sabir          time.Duration // for draining, measured or not
}

// yeni makes a run; it ends, and is found to have left nothing behind, with the test.
func yeni(t *testing.T, s *sunucu) *dunya {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { noGoroutines(t, before) })
	d := &dunya{t: t, sunucu: s, dbURL: dbtest.URL(t), amqpURL: mqtest.VHost(t), sim: sim.New(sim.Options{People: -1}), warnings: &uyarilar{t: t}, sabir: patience, sinir: drainLimit}
	srv := httptest.NewServer(d.sim.Handler())
	t.Cleanup(srv.Close)
	d.simURL = srv.URL
	d.db, d.dbVia = proxy(t, d.dbURL)
	d.amqp, d.amqpVia = proxy(t, d.amqpURL)
	var err error
	if d.kontrol, err = pgxpool.New(t.Context(), d.dbURL); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.kontrol.Close)
	t.Cleanup(d.noConnections)
	_, hiz := kac()
	d.insanlar = newInsanlar(d.open(), hiz)
	return d
}

// open is a store as a process has it, by way of the proxy, closed after the test.
func (d *dunya) open() *store.Store {
	s, err := store.Open(d.t.Context(), store.Options{URL: d.dbVia, Keys: dbtest.Keys, MaxConns: 12, Now: func() time.Time {
		return time.Now().Add(time.Duration(d.kayma.Load()))
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(s.Close)
	return s
}

// run starts one more process's pipeline, stopped by the function it returns or after the test.
func (d *dunya) run() (stop func()) {
	d.surecler++
	opt := pipeline.Options{
		AMQPURL: d.amqpVia, Store: d.open(), Log: zerolog.New(d.warnings).Level(zerolog.WarnLevel), Metrics: pipeline.NewMetrics(prometheus.NewRegistry()),
		Gateway: sms.NewHTTP(d.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil), KPS: kps.New(d.simURL, nil),
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	p, done := pipeline.New(opt), make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Errorf("pipeline: %v", err)
		}
	})
	d.t.Cleanup(stop)
	return stop
}

// uyarilar keeps what the processes complain about, and shows it where a run has failed: during a fault they complain much.
type uyarilar struct {
	t  *testing.T
	mu sync.Mutex
	n  int
	b  []byte
}

const maxWarnings = 1 << 16

func (u *uyarilar) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n++
	u.b = append(u.b, p...)
	if len(u.b) > maxWarnings {
		u.b = u.b[len(u.b)-maxWarnings/2:]
	}
	return len(p), nil
}

func (u *uyarilar) show() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.t.Logf("%d warnings, the last of them:\n%s", u.n, u.b[max(0, len(u.b)-60000):])
}

// proxy puts a toxiproxy in this process before the server at address and returns the address by way of it.
func proxy(t *testing.T, address string) (*toxiproxy.Proxy, string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), u.Scheme, "127.0.0.1:0", u.Host)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	u.Host = p.Listen
	return p, u.String()
}

// within polls cond until it holds; it returns how long that took, and false after limit.
func within(limit time.Duration, cond func() bool) (time.Duration, bool) {
	began := time.Now()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			return time.Since(began), false
		}
	}
	return time.Since(began), true
}

// until is within for what a run cannot go on without.
func (d *dunya) until(what string, cond func() bool) {
	d.t.Helper()
	if took, ok := within(patience, cond); !ok {
		d.t.Fatalf("not within %s: %s", took, what)
	}
}

// patience is how long anything may take that is not measured.
const patience = time.Minute

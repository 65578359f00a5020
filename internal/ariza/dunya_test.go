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
	"acikkapi/internal/dosya"
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

// dunya is one run: a database, a vhost, a gateway, a folder of files, people, and processes that reach both servers through proxies. What
// looks on (kontrol, sira) reaches them directly.
type dunya struct {
	t *kayit
	*sunucu
	*sonuc
	dbURL, amqpURL string // directly
	amqpAll        string // in a cluster: of all nodes, for real processes
	dbVia, amqpVia string // through the proxies
	db, amqp       *toxiproxy.Proxy
	sim            *sim.Sim
	simURL         string
	disk           string // where files are kept
	files          *dosya.Store
	kayma          atomic.Int64 // how far the clocks are off, ns: forwards for people and every other process, back for the rest
	insanlar       *insanlar
	sistem         *birimSistemi
	kontrol        *pgxpool.Pool
	sira           *siraTanigi
	warnings       *uyarilar
	sinir          time.Duration // for draining, by PL-06
	sabir          time.Duration // for draining, measured or not
	bitti          time.Time     // of the fault, where that was before bring has returned
	surecler       int           // processes, in this one or real
	ends           []func()      // of the processes
	drainedAt      func()        // is told when nothing is on its way any more; nil: nobody wants to know
}

// yeni makes a run; it ends, and is found to have left nothing behind, with the test.
func yeni(k *kayit, s *sunucu, r *sonuc) *dunya {
	k.Helper()
	before := goleak.IgnoreCurrent()
	k.Cleanup(func() { noGoroutines(k, before) })
	d := &dunya{
		t: k, sunucu: s, sonuc: r, dbURL: dbtest.URL(k), amqpURL: mqtest.VHost(k), sim: sim.New(sim.Options{People: -1}), disk: k.TempDir(),
		warnings: &uyarilar{t: k}, sabir: patience, sinir: drainLimit,
	}
	srv := httptest.NewServer(d.sim.Handler())
	k.Cleanup(srv.Close)
	d.simURL = srv.URL
	d.db, d.dbVia = proxy(k, d.dbURL)
	d.amqp, d.amqpVia = proxy(k, d.amqpURL)
	var err error
	if d.kontrol, err = pgxpool.New(k.Context(), d.dbURL); err != nil {
		k.Fatal(err)
	}
	k.Cleanup(d.kontrol.Close)
	d.openFiles()
	_, hiz := kac()
	d.insanlar = newInsanlar(d, hiz)
	return d
}

func (d *dunya) openFiles() {
	d.t.Helper()
	var err error
	if d.files, err = dosya.New(d.t.Context(), d.diskURL()); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = d.files.Close() })
}

// diskURL is the address of the files; a row's name, and so its folder's, may hold a per cent sign.
func (d *dunya) diskURL() string { return (&url.URL{Scheme: "file", Path: d.disk}).String() }

// open is a store as a process has it, by way of the proxy, closed after the test. Its clock is off by kayma, forwards or back.
func (d *dunya) open(forwards bool) *store.Store {
	d.t.Helper()
	s, err := store.Open(d.t.Context(), store.Options{URL: d.dbVia, Keys: dbtest.Keys, MaxConns: 12, Now: func() time.Time {
		off := time.Duration(d.kayma.Load())
		if !forwards {
			off = -off
		}
		return time.Now().Add(off)
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(s.Close)
	return s
}

// run starts one more process's pipeline, which stop ends.
func (d *dunya) run() {
	d.t.Helper()
	d.surecler++
	work := d.open(d.surecler%2 == 1)
	opt := pipeline.Options{
		AMQPURL: d.amqpVia, Store: work, Log: zerolog.New(d.warnings).Level(zerolog.WarnLevel), Metrics: pipeline.NewMetrics(prometheus.NewRegistry()),
		Gateway: sms.NewHTTP(d.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil), KPS: kps.New(d.simURL, nil),
		Files: d.files, Temp: d.t.TempDir(), YonetimURL: d.mq.Management,
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	p, done := pipeline.New(opt), make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	d.ends = append(d.ends, sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Errorf("pipeline: %v", err)
		}
		work.Close()
	}))
	d.t.Cleanup(d.ends[len(d.ends)-1])
}

// stop ends the processes as their supervisor would: what they had in hand and had not acked lies in the queues again, for left to find. Then
// everybody goes home.
func (d *dunya) stop() {
	d.t.Helper()
	for _, end := range d.ends {
		end()
	}
	d.sistem.end()
	d.insanlar.end()
	n := -1
	if _, ok := within(30*time.Second, func() bool { n = mqtest.Connections(d.t, d.amqpURL); return n <= d.taniklar() }); !ok {
		d.t.Errorf("%d connections to the broker are left", n)
	}
	d.noConnections()
}

// taniklar is how many connections to the broker are not of the processes: of the witness, and of the birim's own system.
func (d *dunya) taniklar() (n int) {
	if d.sira != nil {
		n += 2
	}
	if d.sistem.running() {
		n++
	}
	return n
}

// uyarilar keeps what the processes complain about, and shows it where a run has failed: during a fault they complain much.
type uyarilar struct {
	t  testing.TB
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
func proxy(t testing.TB, address string) (*toxiproxy.Proxy, string) {
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

// within asks cond again and again until it holds; it returns how long that took, and false after limit. What takes long to answer is asked
// less often, so that the looking does not take the machine from what is looked at.
func within(limit time.Duration, cond func() bool) (time.Duration, bool) {
	began := time.Now()
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		asked := time.Now()
		if cond() {
			return time.Since(began), true
		}
		select {
		case <-time.After(max(25*time.Millisecond, 4*time.Since(asked))):
		case <-deadline.C:
			return time.Since(began), false
		}
	}
}

// until is within for what a run cannot go on without.
func (d *dunya) until(what string, cond func() bool) {
	d.t.Helper()
	d.untilIn(patience, what, cond)
}

func (d *dunya) untilIn(limit time.Duration, what string, cond func() bool) {
	d.t.Helper()
	if took, ok := within(limit, cond); !ok {
		d.t.Fatalf("not within %s: %s; %d closed of %d, told %d times that the system is away, on the way: %s", took.Round(time.Second), what,
			d.insanlar.kapandi.Load(), d.insanlar.accepted(), d.insanlar.told(), d.waiting())
	}
}

// patience is how long anything may take that is not measured.
const patience = time.Minute

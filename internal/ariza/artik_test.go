package ariza_test

import (
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// noConnections: when everything has been stopped, the database has no client left but the one that looks.
func (d *dunya) noConnections() {
	d.t.Helper()
	n := -1
	if _, ok := within(10*time.Second, func() bool {
		n = d.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name LIKE 'acikkapi%'`)
		return n == 0
	}); !ok {
		d.t.Errorf("%d connections to the database are left", n)
	}
}

// noGoroutines: what a run began has ended. watermill-amqp leaves one goroutine when it is closed while the broker is away.
func noGoroutines(t testing.TB, before goleak.Option) {
	t.Helper()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() // those of mqtest
	closed := goleak.IgnoreTopFunction("github.com/ThreeDotsLabs/watermill-amqp/v3/pkg/amqp.(*ConnectionWrapper).handleConnectionClose")
	// toxiproxy's own, of connections that it has cut.
	cut := goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run")
	read := goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2.(*ToxicLink).read")
	if err := goleak.Find(before, closed, cut, read); err != nil {
		t.Errorf("goroutines are left: %v", err)
	}
}

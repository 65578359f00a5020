package ariza_test

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

const (
	buyukMesaj = 100_000
	buyukHiz   = 10               // applications a second: what the program does beside half the time without a broker
	buyukSure  = 30 * time.Minute // for a busy machine
	buyukNabiz = 10 * time.Second // from the broker's return to its next end
	buyukBakma = 2 * time.Second  // between two looks at who has how much to do
	buyukSabir = 5 * time.Minute  // with the drain, so that its length is known where it is too long
)

// PL-04, PL-06, PL-07: 100,000 messages (ACIKKAPI_FAULT_MESSAGES: as many) under two processes while the broker is killed again and again, ten
// seconds after each return. At the end it says where messages were waiting when the broker came back for the last time, and when each
// consumer had done its part.
func TestHundredThousandMessages(t *testing.T) {
	if os.Getenv("ACIKKAPI_FAULT") != "buyuk" {
		t.Skip("takes a quarter of an hour: make test-fault FULL=1")
	}
	s := startServers(t)
	row(t, "broker killed every 10 s", func(k *kayit, r *sonuc) { pounded(yeni(k, s, r)) })
}

func pounded(d *dunya) {
	d.t.Helper()
	d.insanlar.hiz(setting("ACIKKAPI_FAULT_RATE", buyukHiz))
	d.insanlar.enCok.Store(buyukMesaj)
	d.sabir = buyukSabir
	d.run()
	d.run()
	d.begin()
	kills, want := 0, setting("ACIKKAPI_FAULT_MESSAGES", buyukMesaj)
	pulse := time.NewTicker(buyukNabiz)
	defer pulse.Stop()
	for end := time.Now().Add(buyukSure); d.mesajSayisi() < want; kills++ {
		if time.Now().After(end) {
			d.t.Fatalf("%d messages in %s", d.mesajSayisi(), buyukSure)
		}
		<-pulse.C
		d.mq.Kill()
		d.mq.Start()
		pulse.Reset(buyukNabiz)
		d.t.Logf("%s: %d messages, %d applications, %d closed; waiting: %s", time.Since(d.insanlar.baslama).Round(time.Second), d.mesajSayisi(), d.insanlar.accepted(),
			d.insanlar.kapandi.Load(), d.waiting())
	}
	d.bitti = time.Now()
	told := d.follow()
	d.finish(1)
	told()
	d.t.Logf("%d messages, %d applications, %d kills of the broker, all done in %s", d.messages, d.insanlar.accepted(), kills, d.all.Round(time.Second))
}

// follow looks, from the fault's end on, at how much is on its way to whom; the function that it returns says how much that was at first, and
// when each was seen with anything for the last time while people rested.
func (d *dunya) follow() (tell func()) {
	began, first, last := d.bitti, d.burdens(), map[string]time.Duration{}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(buyukBakma)
		defer tick.Stop()
		for {
			at := time.Since(began)
			for what := range d.burdens() {
				last[what] = at
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	stop := sync.OnceFunc(func() { cancel(); <-done })
	d.t.Cleanup(stop)
	d.drainedAt = stop
	return func() {
		stop()
		for _, what := range slices.SortedFunc(maps.Keys(last), func(a, b string) int { return cmp.Or(cmp.Compare(last[a], last[b]), cmp.Compare(a, b)) }) {
			d.t.Logf("%6d %-50s at the broker's last return, last seen after %5.1f s", first[what], what, last[what].Seconds())
		}
	}
}

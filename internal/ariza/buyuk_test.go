package ariza_test

import (
	"os"
	"testing"
	"time"
)

const (
	buyukMesaj = 100_000
	buyukHiz   = 10               // applications a second: what the program does beside half the time without a broker
	buyukSure  = 30 * time.Minute // for a busy machine
)

// PL-04, PL-06, PL-07: 100,000 messages under two processes while the broker is killed again and again, ten seconds after each return.
func TestHundredThousandMessages(t *testing.T) {
	if os.Getenv("ACIKKAPI_FAULT") != "buyuk" {
		t.Skip("takes a quarter of an hour: make test-fault FULL=1")
	}
	s := startServers(t)
	table := &tablo{t: t}
	defer table.print()
	d := yeni(t, s)
	d.insanlar, d.sabir = newInsanlar(d.open(), buyukHiz), 5*time.Minute
	d.sinir = d.sabir // of a machine that had half its time for the work, not of the last fault
	d.run()
	d.run()
	t.Cleanup(func() {
		if t.Failed() {
			d.warnings.show()
		}
	})
	r, kills := &sonuc{}, 0
	d.insanlar.start(t)
	pulse := time.NewTicker(10 * time.Second)
	defer pulse.Stop()
	for end := time.Now().Add(buyukSure); d.messages() < buyukMesaj; kills++ {
		if time.Now().After(end) {
			t.Fatalf("%d messages in %s", d.messages(), buyukSure)
		}
		<-pulse.C
		d.mq.Kill()
		d.mq.Start()
		pulse.Reset(10 * time.Second)
		t.Logf("%s: %d messages, %d applications, %d closed", time.Since(d.insanlar.baslama).Round(time.Second), d.messages(), d.insanlar.accepted(), d.insanlar.kapandi.Load())
	}
	d.finish(r, 1)
	t.Logf("%d messages, %d applications, %d kills of the broker, all done in %s", r.messages, d.insanlar.accepted(), kills, r.all.Round(time.Second))
	table.add("broker killed every 10 s", r)
}

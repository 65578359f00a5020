package pipeline_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-02, PL-04: some hundreds of applications go to a birim that is switched to its own system, given new credentials and taken back to the web while they
// come: each is delivered once, whoever it reaches; what the system has answered counts once, though it answers all twice.
func TestManyWhileTheBirimIsSwitched(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := &sistem{w: w, no: "90600130", birim: basvuru.Birim{No: "90600130"}}
	mqtest.Forget(t, pipeline.BirimUser(y.no))
	enough, routed := make(chan struct{}), make(chan int, 1)
	go func() { // until all has been tried with the birim
		defer close(routed)
		for i := 0; ; i++ {
			select {
			case <-enough:
				routed <- i
				return
			default:
			}
			res, err := w.Do(t.Context(), citizen, 0, basvuru.Submit{Yeni: dbtest.Yeni(i)})
			if err == nil {
				_, err = w.Do(t.Context(), dbtest.AKS, res.No, basvuru.Route{Birims: []basvuru.Birim{y.birim}})
			}
			if err != nil {
				t.Errorf("application %d: %v", i, err)
				return
			}
		}
	}()
	began := time.Now()
	y.issue(t)
	first := y.serve(t, 1)
	y.issue(t)
	first()
	second := y.serve(t, 100)
	y.withdraw(t)
	second()
	close(enough)
	n := <-routed
	eventually(t, "all are delivered", func() bool {
		return count(t, w, `SELECT count(*) FROM yonlendirme WHERE durum IN ('teslim', 'cevaplandi')`) == n && n > 100
	})
	w.settled(t)
	eventually(t, "its queue is empty", func() bool { return depth(t, w.amqpURL, y.queue()) == 0 })
	answered := count(t, w, `SELECT count(*) FROM cevap`)
	t.Logf("%d applications, %d answered by the system, in %s", n, answered, time.Since(began).Round(time.Millisecond))
	if rows := count(t, w, `SELECT count(*) FROM birim_kutusu`); rows > n || rows+answered < n {
		t.Errorf("%d in the inbox and %d answers of %d", rows, answered, n)
	}
	if answered == 0 || answered != count(t, w, `SELECT count(*) FROM olay WHERE tip = $1`, basvuru.BirimCevapladi) {
		t.Errorf("%d answers are not as many events", answered)
	}
	if d := count(t, w, `SELECT count(*) FROM (SELECT konu_no FROM olay WHERE tip = $1 GROUP BY 1 HAVING count(*) > 1) x`, basvuru.BirimeTeslimEdildi); d != 0 {
		t.Errorf("%d were delivered twice", d)
	}
	if p := count(t, w, `SELECT count(*) FROM park`); p != 0 {
		t.Errorf("%d parked: %s", p, text(t, w, `SELECT min(neden) FROM park`))
	}
}

// serve runs the birim's own system until its connection is closed from the other side; it returns when it has answered atLeast, and the
// function that waits for its end.
func (y *sistem) serve(t *testing.T, atLeast int) (wait func()) {
	t.Helper()
	conn, err := amqp.Dial(y.url())
	if err != nil {
		t.Fatal(err)
	}
	ch, err := conn.Channel()
	if err != nil {
		t.Fatal(err)
	}
	in, err := ch.Consume(y.queue(), "", false, false, false, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	var answered atomic.Int64
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for d := range in {
			var m store.BirimMesaji
			if json.Unmarshal(d.Body, &m) != nil {
				continue
			}
			p := amqp.Publishing{MessageId: d.MessageId, DeliveryMode: amqp.Persistent, Body: cevap(y, m.BasvuruNo, "olumlu", "Yapıldı.")}
			for range 2 {
				if ch.PublishWithContext(context.Background(), pipeline.CevapExchange(y.no), "cevap", true, false, p) != nil {
					return
				}
			}
			if d.Ack(false) != nil {
				return
			}
			answered.Add(1)
		}
	}()
	eventually(t, "the system answers", func() bool { return answered.Load() >= int64(atLeast) })
	return func() {
		select {
		case <-ended:
		case <-time.After(limit):
			t.Error("the connection of former credentials stays open")
			_ = conn.Close()
		}
	}
}

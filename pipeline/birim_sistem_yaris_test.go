package pipeline_test

import (
	"context"
	"net/http"
	"strings"
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

// overtaken runs then while RabbitMQ's management holds back the first word about the user; that comes through afterwards.
func overtaken(t *testing.T, user string, then func()) string {
	t.Helper()
	var first atomic.Bool
	return beforeManagement(t, func(rw http.ResponseWriter, r *http.Request, through http.Handler) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/users/"+user) && first.CompareAndSwap(false, true) {
			then()
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), limit)
			defer cancel()
			r = r.WithContext(ctx) // it comes, though nobody may wait for the answer any more
		}
		through.ServeHTTP(rw, r)
	})
}

// SC-10: whoever makes RabbitMQ follow an older decision, and is overtaken by a newer one, does not bring back what that one has ended: withdrawn
// credentials do not come to life again, and renewed ones are not replaced by the former.
func TestAnOlderDecisionComesLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		no, what string
		decide   func(*testing.T, *sistem)
		stands   store.BirimSistemDurum
	}{
		{"90600147", "withdrawn", func(t *testing.T, y *sistem) { t.Helper(); y.withdraw(t) }, store.BirimSistemKapali},
		{"90600137", "renewed", func(t *testing.T, y *sistem) { t.Helper(); y.issue(t) }, store.BirimSistemKuruldu},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			y := &sistem{no: c.no, birim: basvuru.Birim{No: c.no}}
			mqtest.Forget(t, pipeline.BirimUser(y.no))
			var former string
			decided := make(chan struct{})
			address := overtaken(t, pipeline.BirimUser(y.no), func() {
				defer close(decided)
				former = y.url()
				c.decide(t, y)
			})
			y.w = stopped(t, dbtest.New(t), mqtest.VHost(t))
			var err error
			if y.kimlik, err = y.w.IssueBirimSistemi(t.Context(), operator, y.no, 0); err != nil {
				t.Fatal(err)
			}
			y.w.run(t, func(o *pipeline.Options) {
				o.YonetimURL, o.Delays = address, []time.Duration{10 * time.Second} // an attempt that was not answered in time is made again when the newer decision stands
			})
			<-decided
			eventually(t, "both decisions have been followed", func() bool { return y.w.consumed(t, store.ExchangeBirimSistem) == 2 })
			if conn, err := amqp.Dial(former); err == nil {
				_ = conn.Close()
				t.Error("the former password is good")
			}
			b := y.state(t)
			if b.Durum != c.stands || b.Hata != "" {
				t.Errorf("it stands as %s, %q", b.Durum, b.Hata)
			}
			conn, err := amqp.Dial(y.url())
			if err == nil {
				_ = conn.Close()
			}
			if in := err == nil; in != (c.stands == store.BirimSistemKuruldu) {
				t.Errorf("its present password lets it in: %v (%v)", in, err)
			}
		})
	}
}

// SC-12, SC-10: credentials that were to end when RabbitMQ was lost end all the same, once republish has been run.
func TestToBeEndedBeforeAWipe(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600145")
	w.stop()
	if err := w.WithdrawBirimSistemi(t.Context(), operator, y.no, y.state(t).Surum); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil { // gone with the broker
		t.Fatal(err)
	}
	if n, err := w.RepeatBirimSistemleri(t.Context()); n != 1 || err != nil {
		t.Errorf("%d are told of once more, %v", n, err)
	}
	stopped(t, w.Store, w.amqpURL).run(t, managed(t))
	eventually(t, "they have ended", func() bool { return y.state(t).Durum == store.BirimSistemKapali })
	if conn, err := amqp.Dial(y.url()); err == nil {
		_ = conn.Close()
		t.Error("the password is good")
	}
}

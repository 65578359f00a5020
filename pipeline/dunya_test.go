package pipeline_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// send publishes a message as somebody who is not the relay, by a connection of its own that lasts as long as the test.
func (w *world) send(t *testing.T, batch ...pipeline.Outgoing) {
	t.Helper()
	if w.pub == nil {
		w.pub = publisher(t, link(t, w.amqpURL), pipeline.PublisherOptions{})
	}
	mustPublish(t, w.pub, batch...)
}

// events are the messages of an application's history, in order, as the relay sends them.
func (w *world) events(t *testing.T, no int64) []pipeline.Outgoing {
	t.Helper()
	return w.eventsOf(t, "basvuru", no, basvuru.Sent)
}

// eventsOf are those events of an application or a card that leave.
func (w *world) eventsOf(t *testing.T, konu string, no int64, sent func(tip string) bool) (out []pipeline.Outgoing) {
	t.Helper()
	rows, err := w.Pool().Query(t.Context(), `SELECT id::text, tip, govde::text FROM olay WHERE konu = $1 AND konu_no = $2 ORDER BY sira`, konu, no)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, tip, govde string
		if err := rows.Scan(&id, &tip, &govde); err != nil {
			t.Fatal(err)
		}
		if sent(tip) {
			out = append(out, pipeline.Outgoing{Exchange: pipeline.ExchangeOlay, Key: tip, ID: id, Type: tip, Body: []byte(govde)})
		}
	}
	return out
}

// consumed is how many messages a consumer has acted on; "" is all of them.
func (w *world) consumed(t *testing.T, consumer string) (n int) {
	t.Helper()
	return w.counter(t, "acikkapi_consumed_total", consumer)
}

func (w *world) counter(t *testing.T, name, consumer string) (n int) {
	t.Helper()
	families, err := w.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name && (consumer == "" || m.GetLabel()[0].GetValue() == consumer) {
				n += int(m.GetCounter().GetValue())
			}
		}
	}
	return n
}

// deliveries is how many messages the consumers get of events, by the register.
func deliveries(events []pipeline.Outgoing) (n int) {
	for _, e := range events {
		for _, q := range pipeline.Queues() {
			for _, b := range q.Bindings {
				if b.Exchange == e.Exchange && b.Key == e.Key {
					n++
				}
			}
		}
	}
	return n
}

// settled waits until nothing is on its way any more: not in the outbox, and not in a fixed queue.
func (w *world) settled(t *testing.T) {
	t.Helper()
	eventually(t, "everything is settled", func() bool {
		if count(t, w, `SELECT count(*) FROM giden`) > 0 {
			return false
		}
		for _, q := range pipeline.Queues() {
			if depth(t, w.amqpURL, q.Name) > 0 {
				return false
			}
		}
		return count(t, w, `SELECT count(*) FROM giden`) == 0
	})
}

func text(t *testing.T, w *world, sql string, args ...any) (s string) {
	t.Helper()
	if err := w.Pool().QueryRow(t.Context(), sql, args...).Scan(&s); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return s
}

// parked waits until one message is parked and returns who gave up on it and why.
func parked(t *testing.T, w *world) (consumer, reason string) {
	t.Helper()
	eventually(t, "a message is parked", func() bool { return count(t, w, `SELECT count(*) FROM park`) > 0 })
	if err := w.Pool().QueryRow(t.Context(), `SELECT tuketici, neden FROM park`).Scan(&consumer, &reason); err != nil {
		t.Fatal(err)
	}
	return consumer, reason
}

func answer(sira int) basvuru.Answer {
	return basvuru.Answer{Sira: sira, Sonuc: basvuru.Olumlu, Metin: "Gereği yapılmıştır."}
}

// received is how many SMS have reached the citizen of dbtest.Yeni(n).
func (w *world) received(n int) int {
	return len(w.sim.Mesajlar(telefon.Numara(dbtest.Yeni(n).Iletisim.Cep)))
}

// queueSMS has an SMS sent as a consumer does and returns its id.
func (w *world) queueSMS(t *testing.T, m store.SMS) uuid.UUID {
	t.Helper()
	m.ID = uuid.Must(uuid.NewV7())
	_, err := w.Effect(t.Context(), "deneme", m.ID, func(ctx context.Context, tx *store.Tx) error { return tx.SendSMS(ctx, m) })
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

var citizen = kural.Actor{Rol: kural.Vatandas, Ad: "AYŞE DEMİR"}

// heldGateway sends only once it is released.
type heldGateway struct {
	sms.Gateway
	release chan struct{}
	sends   atomic.Int64
}

func (g *heldGateway) Send(ctx context.Context, m sms.Message) (sms.Receipt, error) {
	g.sends.Add(1)
	select {
	case <-g.release:
	case <-ctx.Done():
		return sms.Receipt{}, ctx.Err()
	}
	return g.Gateway.Send(ctx, m)
}

// lateGateway has its answer cut off and takes the message all the same, once it is released: a provider whose own queue is slow.
type lateGateway struct {
	sms.Gateway
	release chan struct{}
	first   sync.Once
	took    sync.WaitGroup
	asked   atomic.Int64
}

func (g *lateGateway) Send(ctx context.Context, m sms.Message) (sms.Receipt, error) {
	late := false
	g.first.Do(func() {
		late = true
		g.took.Go(func() {
			<-g.release
			_, _ = g.Gateway.Send(context.WithoutCancel(ctx), m) // what becomes of it stands in the box
		})
	})
	if late {
		return sms.Receipt{}, kural.Away("", sms.ErrOutcomeUnknown)
	}
	return g.Gateway.Send(ctx, m)
}

func (g *lateGateway) Report(ctx context.Context, ref string) (sms.Durum, error) {
	g.asked.Add(1)
	return g.Gateway.Report(ctx, ref)
}

package ariza_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/pipeline"
)

// siraTanigi witnesses in which order the events of each application come out of the exchange: the first sight of each must be in the
// order of the history. Seen again, which faults cause, they say nothing.
type siraTanigi struct {
	mu      sync.Mutex
	last    map[konuNo]int
	seen    map[string]int
	yanlis  int
	ornek   string
	toplam  int
	stopped chan struct{}
}

// konuNo is an application, or a card.
type konuNo struct{ basvuru, kart int64 }

const siraQueue = "ariza.sira"

// witness begins to listen; everything published from now on is seen.
func (d *dunya) witness() {
	w := &siraTanigi{last: map[konuNo]int{}, seen: map[string]int{}, stopped: make(chan struct{})}
	link := pipeline.NewLink(d.amqpURL, pipeline.LinkOptions{Name: "tanik", Prepare: func(ctx context.Context, ch *amqp.Channel) error {
		if err := pipeline.Declare(ctx, ch); err != nil {
			return err
		}
		if _, err := ch.QueueDeclare(siraQueue, true, false, false, false, amqp.Table{"x-queue-type": "quorum"}); err != nil {
			return err
		}
		return ch.QueueBind(siraQueue, "#", pipeline.ExchangeOlay, false, nil)
	}})
	d.t.Cleanup(link.Close)
	if err := link.Wait(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	sub := pipeline.NewSubscriber(d.amqpURL, pipeline.SubscriberOptions{Prefetch: 200})
	in, err := sub.Subscribe(ctx, siraQueue)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { cancel(); _ = sub.Close(); <-w.stopped })
	go func() {
		defer close(w.stopped)
		for msg := range in {
			w.see(msg.UUID, msg.Payload)
			msg.Ack()
		}
	}()
	d.sira = w
}

func (w *siraTanigi) see(id string, body []byte) {
	var ev struct { // of both kinds of events
		Tip       string `json:"tip"`
		BasvuruNo int64  `json:"basvuru_no"`
		KartNo    int64  `json:"kart_no"`
		OlaySira  int    `json:"olay_sira"`
	}
	if json.Unmarshal(body, &ev) != nil {
		return
	}
	konu := konuNo{ev.BasvuruNo, ev.KartNo}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.toplam++
	w.seen[id]++
	if w.seen[id] > 1 {
		return
	}
	if ev.OlaySira < w.last[konu] {
		w.yanlis++
		w.ornek = fmt.Sprintf("%v: event %d (%s) after event %d", konu, ev.OlaySira, ev.Tip, w.last[konu])
	}
	w.last[konu] = max(ev.OlaySira, w.last[konu])
}

// figures are the events seen, how often in all, and how many were out of order.
func (w *siraTanigi) figures() (events, sights, wrong int, example string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen), w.toplam, w.yanlis, w.ornek
}

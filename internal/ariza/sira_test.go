package ariza_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/pipeline"
	"acikkapi/store"
)

// siraTanigi witnesses in which order the events of each application come out of the exchange: the first sight of each must be in the
// order of the history. Seen again, which faults cause, they say nothing.
type siraTanigi struct {
	mu      sync.Mutex
	last    map[int64]int
	seen    map[string]int
	yanlis  int
	ornek   string
	toplam  int
	stopped chan struct{}
}

const siraQueue = "ariza.sira"

// witness begins to listen; everything published from now on is seen.
func (d *dunya) witness() {
	w := &siraTanigi{last: map[int64]int{}, seen: map[string]int{}, stopped: make(chan struct{})}
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
	var ev store.Mesaj
	if json.Unmarshal(body, &ev) != nil || ev.BasvuruNo == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.toplam++
	w.seen[id]++
	if w.seen[id] > 1 {
		return
	}
	if ev.OlaySira < w.last[ev.BasvuruNo] {
		w.yanlis++
		w.ornek = fmt.Sprintf("application %d: event %d (%s) after event %d", ev.BasvuruNo, ev.OlaySira, ev.Tip, w.last[ev.BasvuruNo])
	}
	w.last[ev.BasvuruNo] = max(ev.OlaySira, w.last[ev.BasvuruNo])
}

// figures are the events seen, how often in all, and how many were out of order.
func (w *siraTanigi) figures() (events, sights, wrong int, example string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seen), w.toplam, w.yanlis, w.ornek
}

package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/pipeline"
)

const rawWindow = 1000

// relayQueues are where new applications go: quorum queues behind a topic exchange. What stayed in one would be work for the parts measured next.
func relayQueues() (names []string) {
	for _, q := range pipeline.Queues() {
		if slices.Contains(q.Bindings, pipeline.Binding{Exchange: pipeline.ExchangeOlay, Key: basvuru.Alindi}) {
			names = append(names, q.Name)
		}
	}
	return names
}

// relay measures the way from the outbox into a queue beside bare publishing of the same messages to the same queues.
func (b *bench) relay(ctx context.Context) error {
	w, n := b.world, b.size(20_000, 1_000)
	link, err := w.link(ctx)
	if err != nil {
		return err
	}
	defer link.Close()
	no, err := w.file(ctx, w.applicants()[0], 0)
	if err != nil {
		return err
	}
	var body []byte
	if err := w.owner.QueryRow(ctx, `SELECT govde FROM giden WHERE konu_no = $1`, no).Scan(&body); err != nil {
		return fmt.Errorf("the message of an application: %w", err)
	}
	emptied := func(send side) side {
		return func(ctx context.Context) (float64, error) {
			v, err := send(ctx)
			if err != nil {
				return 0, err
			}
			for _, queue := range relayQueues() {
				if err := purge(ctx, link, queue, n); err != nil {
					return 0, err
				}
			}
			return v, nil
		}
	}
	m, err := b.medians(ctx,
		emptied(func(ctx context.Context) (float64, error) { return w.relayed(ctx, link, body, n) }),
		emptied(func(ctx context.Context) (float64, error) { return rawPublish(ctx, w.amqp, body, n) }))
	if err != nil {
		return err
	}
	what := fmt.Sprintf("relay, outbox → %d quorum queues", len(relayQueues()))
	b.add(rate(what, m[0], "amqp091 publish, 1 channel, 1000 confirms in flight, same queues", m[1], 0.7))
	return nil
}

// link is a connection with the topology declared.
func (w *world) link(ctx context.Context) (*pipeline.Link, error) {
	link := pipeline.NewLink(w.amqp, pipeline.LinkOptions{Name: "bench", Prepare: pipeline.Declare, Log: zerolog.Nop()})
	if err := link.Wait(ctx); err != nil {
		link.Close()
		return nil, err
	}
	return link, nil
}

// relayed fills the outbox with n messages and lets the relay empty it.
func (w *world) relayed(ctx context.Context, link *pipeline.Link, body []byte, n int) (float64, error) {
	if err := w.emptyOutbox(ctx); err != nil {
		return 0, err
	}
	_, err := w.owner.Exec(ctx, `INSERT INTO giden (mesaj_id, konu_no, exchange, anahtar, tip, govde)
		SELECT gen_random_uuid(), i, 'olay', $2, $2, $3 FROM generate_series(1, $1) i`, n, basvuru.Alindi, body)
	if err != nil {
		return 0, err
	}
	pub := pipeline.NewPublisher(link, pipeline.PublisherOptions{})
	defer pub.Close() //nolint:errcheck // always nil
	reg := prometheus.NewRegistry()
	r := &pipeline.Relay{Store: w.store, Publisher: pub, Log: zerolog.Nop(), Metrics: pipeline.NewMetrics(reg)}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	done := make(chan struct{})
	defer func() { cancel(); <-done }()
	began := time.Now()
	go func() { defer close(done); r.Run(ctx, nil) }()
	err = poll(ctx, 2*time.Millisecond, func(context.Context) (bool, error) {
		sent, err := counter(reg, "acikkapi_relayed_total", "")
		return int(sent) >= n, err
	})
	return float64(n) / time.Since(began).Seconds(), err
}

// emptyOutbox forgets what earlier parts have left unsent on purpose.
func (w *world) emptyOutbox(ctx context.Context) error {
	_, err := w.owner.Exec(ctx, `TRUNCATE giden`)
	return err
}

func rawPublish(ctx context.Context, url string, body []byte, n int) (float64, error) {
	conn, err := amqp.Dial(url)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return 0, err
	}
	if err := ch.Confirm(false); err != nil {
		return 0, err
	}
	confirms := make([]*amqp.DeferredConfirmation, 0, n)
	settle := func(i int) error {
		if ok, err := confirms[i].WaitContext(ctx); err != nil || !ok {
			return fmt.Errorf("message %d was not confirmed: %w", i, err)
		}
		return nil
	}
	began := time.Now()
	for i := range n {
		if i >= rawWindow {
			if err := settle(i - rawWindow); err != nil {
				return 0, err
			}
		}
		c, err := ch.PublishWithDeferredConfirm("olay", basvuru.Alindi, false, false, amqp.Publishing{
			DeliveryMode: amqp.Persistent, ContentType: "application/json", MessageId: uuid.NewString(), Type: basvuru.Alindi, Body: body,
		})
		if err != nil {
			return 0, err
		}
		confirms = append(confirms, c)
	}
	for i := max(0, n-rawWindow); i < n; i++ {
		if err := settle(i); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

// purge empties queue and tells when it did not hold the n messages that were measured.
func purge(ctx context.Context, link *pipeline.Link, queue string, n int) error {
	return link.WithChannel(ctx, func(ch *amqp.Channel) error {
		got, err := ch.QueuePurge(queue, false)
		if err == nil && got != n {
			return fmt.Errorf("queue %s held %d messages instead of %d", queue, got, n)
		}
		return err
	})
}

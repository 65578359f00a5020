package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"

	"acikkapi/internal/kps"
	"acikkapi/internal/sms"
	"acikkapi/pipeline"
)

const (
	drainTime  = time.Minute // the longest that a round of messages may take
	publishMax = 1000        // messages a batch
)

// runPipeline starts the whole pipeline, with the simulator as gateway, until stop.
func (w *world) runPipeline(ctx context.Context) (reg *prometheus.Registry, stop func() error) {
	reg = prometheus.NewRegistry()
	p := pipeline.New(pipeline.Options{
		AMQPURL: w.amqp, Store: w.store, Log: zerolog.Nop(), Metrics: pipeline.NewMetrics(reg),
		KPS:     kps.New(w.simURL, nil),
		Gateway: sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil),
	})
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	return reg, func() error { cancel(); return <-done }
}

// drain starts a pipeline on queues that hold n messages for consumer and returns how many a second it applies, from
// the first one on: connecting and taking up the queues is not counted.
func (w *world) drain(ctx context.Context, consumer string, n int) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	reg, stop := w.runPipeline(ctx)
	var first, seen float64
	var began time.Time
	err := poll(ctx, 2*time.Millisecond, func(context.Context) (done bool, err error) {
		if seen, err = counter(reg, "acikkapi_consumed_total", consumer); err != nil {
			return false, err
		}
		if began.IsZero() && seen > 0 {
			first, began = seen, time.Now()
		}
		return int(seen) >= n, nil
	})
	took := time.Since(began)
	if err != nil {
		err = fmt.Errorf("%s applied %.0f of %d messages: %w", consumer, seen, n, err)
	}
	return (seen - first) / took.Seconds(), errors.Join(err, stop())
}

// counter reads a counter of reg, of one consumer or, with "", the only one there is.
func counter(reg *prometheus.Registry, name, consumer string) (float64, error) {
	families, err := reg.Gather()
	if err != nil {
		return 0, err
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := m.GetLabel()
			if f.GetName() == name && (consumer == "" || len(labels) > 0 && labels[0].GetValue() == consumer) {
				return m.GetCounter().GetValue(), nil
			}
		}
	}
	return 0, nil // not counted yet
}

// openQueues makes the queues of keys behind exchange birim or mia, as the first message for each would.
func (w *world) openQueues(ctx context.Context, link *pipeline.Link, exchange string, keys []string) error {
	for _, key := range keys {
		err := link.WithChannel(ctx, func(ch *amqp.Channel) error {
			_, err := pipeline.DeclareBirimQueue(ctx, ch, exchange, key)
			return err
		})
		if err != nil {
			return err
		}
		_, err = w.owner.Exec(ctx, `INSERT INTO kuyruk (ad, exchange, anahtar) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			pipeline.BirimQueue(exchange, key), exchange, key)
		if err != nil {
			return err
		}
	}
	return nil
}

// publish puts messages into their queues.
func publish(ctx context.Context, link *pipeline.Link, out []pipeline.Outgoing) error {
	pub := pipeline.NewPublisher(link, pipeline.PublisherOptions{})
	defer pub.Close() //nolint:errcheck // always nil
	for len(out) > 0 {
		n := min(publishMax, len(out))
		if err := errors.Join(pub.PublishBatch(ctx, out[:n])...); err != nil {
			return err
		}
		out = out[n:]
	}
	return nil
}

func outgoing(exchange, key, id, tip string, body any) (pipeline.Outgoing, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return pipeline.Outgoing{}, fmt.Errorf("message %s: %w", tip, err)
	}
	return pipeline.Outgoing{Exchange: exchange, Key: key, ID: id, Type: tip, Time: time.Now(), Body: raw}, nil
}

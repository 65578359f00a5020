package saglik

import (
	"context"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"acikkapi/store"
)

// Figures reads, at each scrape, what only the database and the broker know: the outbox's depth and age, parked
// messages, the depth of queues by kind. A source that does not answer leaves its figures out.
type Figures struct {
	Store      *store.Store
	Management *rabbithole.Client // nil: no queue figures
	VHost      string
	Log        zerolog.Logger
}

var (
	descOutbox    = prometheus.NewDesc("acikkapi_outbox_depth", "Messages waiting to be published.", nil, nil)
	descOutboxAge = prometheus.NewDesc("acikkapi_outbox_age_seconds", "Age of the oldest message that is due.", nil, nil)
	descWaiting   = prometheus.NewDesc("acikkapi_retries_waiting", "Messages that wait for their next attempt.", nil, nil)
	descParked    = prometheus.NewDesc("acikkapi_parked_open", "Parked messages that nobody has decided on.", nil, nil)
	descQueue     = prometheus.NewDesc("acikkapi_queue_depth", "Messages in queues, by kind.", []string{"kind"}, nil)
)

const scrapeTime = 3 * time.Second

// Describe is part of prometheus.Collector.
func (f *Figures) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descOutbox, descOutboxAge, descWaiting, descParked, descQueue} {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (f *Figures) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if g, err := f.Store.GidenDurum(ctx); err == nil {
		gauge(descOutbox, float64(g.Adet))
		gauge(descOutboxAge, g.EnEski.Seconds())
		gauge(descWaiting, float64(g.Bekleme))
	} else {
		f.Log.Warn().Err(err).Msg("metrics: outbox")
	}
	if n, err := f.Store.ParkedOpen(ctx); err == nil {
		gauge(descParked, float64(n))
	}
	for kind, n := range f.queues() {
		gauge(descQueue, float64(n), kind)
	}
}

// queues sums the depths by kind: the fixed queues by name, birims' as "birim", ils' as "mia".
func (f *Figures) queues() map[string]int {
	out := map[string]int{}
	if f.Management == nil {
		return out
	}
	qs, err := f.Management.ListQueuesIn(f.VHost)
	if err != nil {
		f.Log.Warn().Err(err).Msg("metrics: queues")
		return out
	}
	for _, q := range qs {
		out[kindOf(q.Name)] += q.Messages
	}
	return out
}

func kindOf(queue string) string {
	for _, kind := range []string{"birim", "mia"} {
		if len(queue) > len(kind)+1 && queue[:len(kind)+1] == kind+"." && queue != "birim.yok" {
			return kind
		}
	}
	return queue
}

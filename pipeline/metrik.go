package pipeline

import (
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/prometheus/client_golang/prometheus"
)

// Metrics are the pipeline's counters (OP-02); a nil *Metrics counts nothing.
type Metrics struct {
	relayedC  prometheus.Counter
	refusedC  prometheus.Counter
	consumedC *prometheus.CounterVec
	retriedC  *prometheus.CounterVec
	parkedC   *prometheus.CounterVec
	effectH   *prometheus.HistogramVec
	delayH    *prometheus.HistogramVec
	smsC      *prometheus.CounterVec
	smsH      *prometheus.HistogramVec
}

// What becomes of an attempt to send an SMS.
const (
	smsGonderildi = "gonderildi"
	smsErtelendi  = "ertelendi"  // the provider has not taken it: it is tried again
	smsBelirsiz   = "belirsiz"   // the provider may have taken it
	smsReddedildi = "reddedildi" // the provider will never take it
)

// Consumers are the names under which messages are worked on, each once.
func Consumers() []string {
	names := []string{"birim", "mia-kutusu", "park"}
	for _, q := range Queues() {
		names = append(names, q.Name)
	}
	return names
}

// NewMetrics registers the metrics with reg. Every consumer's are there from the beginning, at 0: a first failure is an increase, too.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "acikkapi", Name: name, Help: help}, labels)
	}
	histogram := func(name, help, label string, buckets ...float64) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "acikkapi", Name: name, Help: help, Buckets: buckets}, []string{label})
	}
	m := &Metrics{
		relayedC:  prometheus.NewCounter(prometheus.CounterOpts{Namespace: "acikkapi", Name: "relayed_total", Help: "Messages published and confirmed."}),
		refusedC:  prometheus.NewCounter(prometheus.CounterOpts{Namespace: "acikkapi", Name: "refused_total", Help: "Times that the broker has refused a message while it took others: no such queue, or a full one."}),
		consumedC: counter("consumed_total", "Messages whose effect was applied.", "consumer"),
		retriedC:  counter("retried_total", "Messages put off after a failure.", "consumer"),
		parkedC:   counter("parked_total", "Messages given up on.", "consumer"),
		effectH: histogram("effect_duration_seconds", "How long an effect took, failed ones too: of a message, or of a batch where a consumer takes several at once.", "consumer",
			.005, .025, .1, .5, 2.5, 10),
		delayH: histogram("message_delay_seconds", "How long after its row was written to the outbox a message was done with; what it had to wait for on purpose included. In whole seconds.", "consumer",
			1, 2, 5, 30, 300, 3600),
		smsC: counter("sms_total", "Attempts to send an SMS, by provider and outcome.", "provider", "outcome"),
		smsH: histogram("sms_send_duration_seconds", "How long a provider took to answer.", "provider", .05, .1, .25, .5, 1, 3, 10),
	}
	for _, c := range Consumers() {
		m.consumedC.WithLabelValues(c)
		m.retriedC.WithLabelValues(c)
		m.parkedC.WithLabelValues(c)
		m.effectH.WithLabelValues(c)
		m.delayH.WithLabelValues(c)
	}
	reg.MustRegister(m.relayedC, m.refusedC, m.consumedC, m.retriedC, m.parkedC, m.effectH, m.delayH, m.smsC, m.smsH)
	return m
}

// provide lets the series of the providers begin.
func (m *Metrics) provide(all []Saglayici) {
	if m == nil {
		return
	}
	for _, s := range all {
		for _, outcome := range []string{smsGonderildi, smsErtelendi, smsBelirsiz, smsReddedildi} {
			m.smsC.WithLabelValues(s.Ad, outcome)
		}
		m.smsH.WithLabelValues(s.Ad)
	}
}

func (m *Metrics) relayed(n int) {
	if m != nil {
		m.relayedC.Add(float64(n))
	}
}

func (m *Metrics) refused() {
	if m != nil {
		m.refusedC.Inc()
	}
}

// consumed counts a message whose effect was applied, and how long that took since it was written. What birims' own systems send tells the time
// by clocks that are not ours.
func (m *Metrics) consumed(consumer string, msg *message.Message) {
	if m == nil {
		return
	}
	m.consumedC.WithLabelValues(consumer).Inc()
	if at, err := time.Parse(time.RFC3339, msg.Metadata.Get(MetaTime)); err == nil && !strings.HasPrefix(consumer, ExchangeCevap) {
		m.delayH.WithLabelValues(consumer).Observe(max(0, time.Since(at).Seconds()))
	}
}

// took counts how long an effect took that began at began.
func (m *Metrics) took(consumer string, began time.Time) {
	if m != nil {
		m.effectH.WithLabelValues(consumer).Observe(time.Since(began).Seconds())
	}
}

func (m *Metrics) retried(consumer string) {
	if m != nil {
		m.retriedC.WithLabelValues(consumer).Inc()
	}
}

func (m *Metrics) parked(consumer string) {
	if m != nil {
		m.parkedC.WithLabelValues(consumer).Inc()
	}
}

func (m *Metrics) smsOutcome(provider, outcome string) {
	if m != nil {
		m.smsC.WithLabelValues(provider, outcome).Inc()
	}
}

func (m *Metrics) smsTook(provider string, took time.Duration) {
	if m != nil {
		m.smsH.WithLabelValues(provider).Observe(took.Seconds())
	}
}

package pipeline

import "github.com/prometheus/client_golang/prometheus"

// Metrics are the pipeline's counters (OP-02); a nil *Metrics counts nothing.
type Metrics struct {
	relayedC  prometheus.Counter
	refusedC  prometheus.Counter
	consumedC *prometheus.CounterVec
	retriedC  *prometheus.CounterVec
	parkedC   *prometheus.CounterVec
	smsC      *prometheus.CounterVec
}

// NewMetrics registers the counters with reg.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	byConsumer := func(name, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "acikkapi", Name: name, Help: help}, []string{"consumer"})
	}
	m := &Metrics{
		relayedC:  prometheus.NewCounter(prometheus.CounterOpts{Namespace: "acikkapi", Name: "relayed_total", Help: "Messages published and confirmed."}),
		refusedC:  prometheus.NewCounter(prometheus.CounterOpts{Namespace: "acikkapi", Name: "refused_total", Help: "Times that the broker has refused a message while it took others: no such queue, or a full one."}),
		consumedC: byConsumer("consumed_total", "Messages whose effect was applied."),
		retriedC:  byConsumer("retried_total", "Messages put off after a failure."),
		parkedC:   byConsumer("parked_total", "Messages given up on."),
		smsC: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "acikkapi", Name: "sms_total", Help: "Attempts to send an SMS, by provider and outcome.",
		}, []string{"provider", "outcome"}),
	}
	reg.MustRegister(m.relayedC, m.refusedC, m.consumedC, m.retriedC, m.parkedC, m.smsC)
	return m
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

func (m *Metrics) consumed(consumer string) {
	m.inc(func() *prometheus.CounterVec { return m.consumedC }, consumer)
}

func (m *Metrics) retried(consumer string) {
	m.inc(func() *prometheus.CounterVec { return m.retriedC }, consumer)
}

func (m *Metrics) parked(consumer string) {
	m.inc(func() *prometheus.CounterVec { return m.parkedC }, consumer)
}

func (m *Metrics) smsOutcome(provider, outcome string) {
	m.inc(func() *prometheus.CounterVec { return m.smsC }, provider, outcome)
}

func (m *Metrics) inc(vec func() *prometheus.CounterVec, labels ...string) {
	if m != nil {
		vec().WithLabelValues(labels...).Inc()
	}
}

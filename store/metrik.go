package store

import "github.com/prometheus/client_golang/prometheus"

// metrics count what Do has done; before Instrument nothing is counted.
type metrics struct {
	accepted    *prometheus.CounterVec
	transitions *prometheus.CounterVec
}

// Instrument registers the store's counters (OP-02). Call it once, before the store is used.
func (s *Store) Instrument(reg prometheus.Registerer) {
	m := &metrics{
		accepted: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "acikkapi", Name: "accepted_total", Help: "Applications accepted, by channel.",
		}, []string{"channel"}),
		transitions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "acikkapi", Name: "transitions_total", Help: "Changes of applications, by event.",
		}, []string{"event"}),
	}
	reg.MustRegister(m.accepted, m.transitions)
	s.metrics = m
}

func (m *metrics) changed(event string) {
	if m != nil {
		m.transitions.WithLabelValues(event).Inc()
	}
}

func (m *metrics) filed(channel string) {
	if m != nil {
		m.accepted.WithLabelValues(channel).Inc()
	}
}

package store

import (
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"acikkapi/basvuru"
	"acikkapi/kart"
)

// metrics count what Do has done; before Instrument nothing is counted.
type metrics struct {
	accepted    *prometheus.CounterVec
	kartTalep   *prometheus.CounterVec
	transitions *prometheus.CounterVec
	receipts    *prometheus.CounterVec
	expired     prometheus.Counter
	jobs        *prometheus.CounterVec
	jobLast     *prometheus.GaugeVec
}

// Jobs that run by the clock, as the metrics name them.
const (
	isTaslak  = "taslak"  // old drafts, codes and tries
	isYukleme = "yukleme" // uploads that belong to nothing
	isAktarim = "aktarim" // exports whose time is over
	isPay     = "sms_payi"
	isSure    = "sure"       // the deadlines
	isPark    = "park"       // parked messages that were decided on long ago
	isImhaTur = "imha_liste" // what is due for disposal
	isImha    = "imha"       // what was approved of it
)

// Instrument registers the store's metrics (OP-02). Call it once, before the store is used. Every series is there from the beginning, at 0: the
// first of a kind is an increase, too.
func (s *Store) Instrument(reg prometheus.Registerer) {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "acikkapi", Name: name, Help: help}, labels)
	}
	m := &metrics{
		accepted:    counter("accepted_total", "Applications accepted, by channel.", "channel"),
		kartTalep:   counter("card_requests_total", "Card requests accepted: for a card (kart), to cancel one (iptal).", "kind"),
		transitions: counter("transitions_total", "Changes of applications and cards, by event.", "event"),
		receipts:    counter("sms_receipts_total", "Receipts of SMS, by provider and outcome: on the phone (iletildi), or not (basarisiz).", "provider", "outcome"),
		expired: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: "acikkapi", Name: "sms_expired_total", Help: "SMS that nobody had sent in their time, codes for the most part: dropped.",
		}),
		jobs: counter("task_runs_total", "Runs of what runs by the clock, by task and outcome (ok, hata).", "task", "outcome"),
		jobLast: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: "acikkapi", Name: "task_last_success_timestamp_seconds", Help: "When this process last ran it to its end.",
		}, []string{"task"}),
	}
	for _, k := range []basvuru.Kanal{basvuru.KanalWeb, basvuru.KanalAPI, basvuru.KanalAKS} {
		m.accepted.WithLabelValues(string(k))
	}
	for _, kind := range kartTalepleri {
		m.kartTalep.WithLabelValues(kind)
	}
	for _, event := range olayAdlari() {
		m.transitions.WithLabelValues(event)
	}
	for _, job := range []string{isTaslak, isYukleme, isAktarim, isPay, isSure, isPark, isImhaTur, isImha} {
		m.jobs.WithLabelValues(job, "ok")
		m.jobs.WithLabelValues(job, "hata")
	}
	reg.MustRegister(m.accepted, m.kartTalep, m.transitions, m.receipts, m.expired, m.jobs, m.jobLast, pools{"uygulama": s.pool, "birim": s.birim})
	s.metrics = m
}

// kartTalepleri are the events by which a card's request comes in.
var kartTalepleri = map[string]string{kart.TalepEdildi: "kart", kart.IptalTalepEdildi: "iptal"}

// olayAdlari are all events that the two transition tables know, without duplicates.
func olayAdlari() (all []string) {
	for i := range basvuru.Moves {
		all = append(all, basvuru.Moves[i].Event)
	}
	for i := range kart.Moves {
		all = append(all, kart.Moves[i].Event)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(event string) bool { return event == "" })
}

// changed counts an event; "" is of what was repeated and changed nothing.
func (m *metrics) changed(event string) {
	if m == nil || event == "" {
		return
	}
	m.transitions.WithLabelValues(event).Inc()
	if kind, ok := kartTalepleri[event]; ok {
		m.kartTalep.WithLabelValues(kind).Inc()
	}
}

func (m *metrics) filed(channel string) {
	if m != nil {
		m.accepted.WithLabelValues(channel).Inc()
	}
}

// provide lets the series of a provider of SMS begin.
func (m *metrics) provide(provider string) {
	if m != nil {
		m.receipts.WithLabelValues(provider, smsIletildi)
		m.receipts.WithLabelValues(provider, smsBasarisiz)
	}
}

func (m *metrics) receipt(provider, outcome string) {
	if m != nil {
		m.receipts.WithLabelValues(provider, outcome).Inc()
	}
}

func (m *metrics) smsExpired() {
	if m != nil {
		m.expired.Inc()
	}
}

// ran counts a run of job, which *err has ended.
func (m *metrics) ran(job string, err *error) {
	switch {
	case m == nil:
	case *err != nil:
		m.jobs.WithLabelValues(job, "hata").Inc()
	default:
		m.jobs.WithLabelValues(job, "ok").Inc()
		m.jobLast.WithLabelValues(job).SetToCurrentTime()
	}
}

// pools tells how busy the connections to the database are.
type pools map[string]*pgxpool.Pool

var (
	descConns    = prometheus.NewDesc("acikkapi_db_connections", "Connections to the database, by pool and state (kullanilan, bosta).", []string{"pool", "state"}, nil)
	descConnsMax = prometheus.NewDesc("acikkapi_db_connections_max", "Most connections that a pool may have.", []string{"pool"}, nil)
	descWaits    = prometheus.NewDesc("acikkapi_db_waits_total", "Times that somebody had to wait for a connection, by pool.", []string{"pool"}, nil)
	descWaited   = prometheus.NewDesc("acikkapi_db_wait_seconds_total", "How long they have waited, by pool.", []string{"pool"}, nil)
)

// Describe is part of prometheus.Collector.
func (p pools) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descConns, descConnsMax, descWaits, descWaited} {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (p pools) Collect(ch chan<- prometheus.Metric) {
	for name, pool := range p {
		s := pool.Stat()
		ch <- prometheus.MustNewConstMetric(descConns, prometheus.GaugeValue, float64(s.AcquiredConns()), name, "kullanilan")
		ch <- prometheus.MustNewConstMetric(descConns, prometheus.GaugeValue, float64(s.IdleConns()), name, "bosta")
		ch <- prometheus.MustNewConstMetric(descConnsMax, prometheus.GaugeValue, float64(s.MaxConns()), name)
		ch <- prometheus.MustNewConstMetric(descWaits, prometheus.CounterValue, float64(s.EmptyAcquireCount()), name)
		ch <- prometheus.MustNewConstMetric(descWaited, prometheus.CounterValue, s.EmptyAcquireWaitTime().Seconds(), name)
	}
}

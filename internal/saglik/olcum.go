package saglik

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"acikkapi/store"
)

// Figures reads, at each scrape, what only the database and the broker know: the outbox's depth and age, parked
// messages, exports, SMS, the queues by kind (OP-02). A source that does not answer leaves its figures out.
type Figures struct {
	Store     *store.Store
	Kuyruklar *Kuyruklar // nil: no queue figures
	Checks    func() []Check
	Surum     string   // what runs
	Roller    []string // of this process
	Log       zerolog.Logger

	mu     sync.Mutex
	seldom []figure // of what is read once in seldomTime
	read   time.Time
}

// figure is one gauge of Figures.
type figure struct {
	desc  *prometheus.Desc
	value float64
	label []string
}

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("acikkapi_"+name, help, labels, nil)
}

var (
	descUp         = desc("dependency_up", "Whether a part that the process needs is there, as /readyz says.", "name")
	descOutbox     = desc("outbox_depth", "Messages waiting to be published.")
	descOutboxAge  = desc("outbox_age_seconds", "Age of the oldest message that is due.")
	descWaiting    = desc("retries_waiting", "Messages that wait for their next attempt.")
	descParked     = desc("parked_open", "Parked messages that nobody has decided on.")
	descQueue      = desc("queue_depth", "Messages in queues, by kind.", "kind")
	descQueueAge   = desc("queue_age_seconds", "How long the oldest message of a kind of queue has been there, at least.", "kind")
	descUnattended = desc("queues_unattended", "Queues of a kind that nobody consumes.", "kind")
	descExports    = desc("exports", "Excel exports that wait, are being made, or failed in the last day.", "state")
	descExportAge  = desc("export_age_seconds", "How long the export that has waited longest has not got on; 0 = none is open.")
	descSMS        = desc("sms_waiting", "SMS that no provider has taken yet.")
	descUnclear    = desc("sms_unclear", "SMS that a provider may have taken and has not said so, for a minute or more.")
	descShare      = desc("sms_provider_share_ratio", "Share of the SMS that a provider gets now, 0 to 1.", "provider")
	descTarget     = desc("sms_provider_share_target_ratio", "Share of the SMS that a provider gets when all is well, 0 to 1.", "provider")
	descWork       = desc("work_age_seconds", "How long the oldest piece of work has waited for its message to be worked on, by the rows: a routing for the birim's inbox (birim), a card request for the bureau's (kimlik-burosu), an SMS for a provider, quiet hours included (sms); 0 = none waits.", "kind")
	descDisposal   = desc("disposal_records", "Applications whose personal data are due for disposal (due; 20,001: more than a list holds), or kept by a legal hold (held).", "state")
	descMissed     = desc("deadlines_missed", "Dates that have passed and are still open: of routings (birim), of applications by law (yasa).", "kind")
	descClock      = desc("deadline_clock_age_seconds", "How long ago the deadlines were last looked at.")
	descParkAge    = desc("parked_age_seconds", "How long the oldest parked message has waited for a decision; 0 = none does.")
	descSystems    = desc("birim_systems_failed", "Birims' own systems that RabbitMQ has not followed a decision about.")
	descSize       = desc("database_bytes", "Size of the database.")
	descSchema     = desc("migration_version", "Number of the newest migration: of those that the program brings (program), of those that the database has (veritabani).", "of")
	descBuild      = desc("build_info", "1; what this process runs, and its roles.", "version", "roles")
	allFigures     = []*prometheus.Desc{
		descUp, descOutbox, descOutboxAge, descWaiting, descParked, descParkAge, descQueue, descQueueAge, descUnattended, descExports, descExportAge,
		descSMS, descUnclear, descShare, descTarget, descWork, descMissed, descDisposal, descClock, descSystems, descSize, descSchema, descBuild,
	}
)

const (
	scrapeTime = 3 * time.Second
	seldomTime = 30 * time.Second // how old figures may be whose reading takes more than a look into an index
	percent    = 100
)

// Describe is part of prometheus.Collector.
func (f *Figures) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range allFigures {
		ch <- d
	}
}

// Collect is part of prometheus.Collector.
func (f *Figures) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	all := slices.Concat(f.up(ctx), f.database(ctx), f.rows(ctx), f.queues())
	all = append(all, figure{descBuild, 1, []string{f.Surum, strings.Join(f.Roller, ",")}})
	for _, g := range all {
		ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, g.value, g.label...)
	}
}

func (f *Figures) up(ctx context.Context) (all []figure) {
	if f.Checks == nil {
		return nil
	}
	for name, said := range ask(ctx, f.Checks()) {
		up := 0.
		if said == there {
			up = 1
		}
		all = append(all, figure{descUp, up, []string{name}})
	}
	return all
}

func (f *Figures) database(ctx context.Context) []figure {
	d, err := f.Store.Isletim(ctx)
	if err != nil {
		f.Log.Warn().Err(err).Msg("metrics: database")
		return nil
	}
	all := []figure{
		{descOutbox, float64(d.Giden.Adet), nil},
		{descOutboxAge, d.Giden.EnEski.Seconds(), nil},
		{descWaiting, float64(d.Giden.Bekleme), nil},
		{descParked, float64(d.Park), nil},
		{descParkAge, since(d.ParkEnEski), nil},
		{descSystems, float64(d.SistemHata), nil},
		{descExports, float64(d.AktarimBekleyen), []string{"waiting"}},
		{descExports, float64(d.AktarimCalisan), []string{"running"}},
		{descExports, float64(d.AktarimBasarisiz), []string{"failed"}},
		{descExportAge, since(d.AktarimEnEski), nil},
		{descSMS, float64(d.SMSBekleyen), nil},
		{descSize, float64(d.Boyut), nil},
	}
	if !d.SureBakis.IsZero() {
		all = append(all, figure{descClock, since(d.SureBakis), nil})
	}
	shares, err := f.Store.SMSShares(ctx)
	if err != nil {
		f.Log.Warn().Err(err).Msg("metrics: SMS providers")
	}
	for _, s := range shares {
		if s.Aktif {
			all = append(all, figure{descShare, float64(s.Pay) / percent, []string{s.Ad}}, figure{descTarget, float64(s.Hedef) / percent, []string{s.Ad}})
		}
	}
	return all
}

// rows reads what takes longer to read, not at every scrape.
func (f *Figures) rows(ctx context.Context) []figure {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.read) < seldomTime {
		return f.seldom
	}
	y, err := f.Store.Yaslar(ctx)
	if err != nil {
		f.Log.Warn().Err(err).Msg("metrics: rows that wait")
		return nil
	}
	all := []figure{
		{descWork, y.Birim.Seconds(), []string{TurBirim}},
		{descWork, y.Kart.Seconds(), []string{"kimlik-burosu"}},
		{descWork, y.SMS.Seconds(), []string{"sms"}},
		{descMissed, float64(y.BirimGecti), []string{"birim"}},
		{descMissed, float64(y.YasaGecti), []string{"yasa"}},
		{descUnclear, float64(y.SMSBelirsiz), nil},
	}
	if program, veritabani, err := f.Store.Surum(ctx); err != nil {
		f.Log.Warn().Err(err).Msg("metrics: migrations")
	} else {
		all = append(all, figure{descSchema, float64(program), []string{"program"}}, figure{descSchema, float64(veritabani), []string{"veritabani"}})
	}
	if due, held, err := f.Store.ImhaSayim(ctx); err != nil {
		f.Log.Warn().Err(err).Msg("metrics: disposal")
	} else {
		all = append(all, figure{descDisposal, float64(due), []string{"due"}}, figure{descDisposal, float64(held), []string{"held"}})
	}
	f.seldom, f.read = all, time.Now()
	return all
}

func since(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, time.Since(t).Seconds())
}

// queues sums up by kind: the fixed queues by name, birims' and ils' together.
func (f *Figures) queues() (all []figure) {
	if f.Kuyruklar == nil {
		return nil
	}
	list, err := f.Kuyruklar.Look()
	if err != nil {
		f.Log.Warn().Err(err).Msg("metrics: queues")
		return nil
	}
	for _, t := range ByKind(list) {
		kind := []string{t.Tur}
		all = append(all, figure{descQueue, float64(t.Derinlik), kind}, figure{descQueueAge, t.Yas.Seconds(), kind}, figure{descUnattended, float64(t.Bos), kind})
	}
	return all
}

// Tur is the queues of a kind together: Derinlik, Elde and Hiz are sums, Tuketici the least of any, Bos how many have no consumer, Yas the
// longest.
type Tur struct {
	Kuyruk
	Adet, Bos int
}

// ByKind sums queues up by kind, in the order in which the kinds come.
func ByKind(list []Kuyruk) []Tur {
	var out []Tur
	place := map[string]int{}
	for i := range list {
		q := &list[i]
		at, known := place[q.Tur]
		if !known {
			at, place[q.Tur] = len(out), len(out)
			out = append(out, Tur{Kuyruk: Kuyruk{Ad: q.Tur, Tur: q.Tur, Tuketici: q.Tuketici}})
		}
		t := &out[at]
		t.Adet++
		t.Derinlik, t.Elde, t.Hiz = t.Derinlik+q.Derinlik, t.Elde+q.Elde, t.Hiz+q.Hiz
		t.Tuketici, t.Yas = min(t.Tuketici, q.Tuketici), max(t.Yas, q.Yas)
		if q.Tuketici == 0 {
			t.Bos++
		}
	}
	return out
}

// The kinds of queues that there are many of; a fixed queue is a kind by itself, under its own name.
const (
	TurBirim = "birim"      // of birims
	TurRet   = "birim.ret"  // of what was refused of their own systems' answers: theirs to read or to leave
	TurMIA   = "mia-kutusu" // of ils
)

func kindOf(queue string) string {
	kind, key, many := strings.Cut(queue, ".")
	switch {
	case !many || key == "yok":
	case kind == "mia":
		return TurMIA
	case kind == "birim" && strings.HasSuffix(key, store.RetSuffix):
		return TurRet
	case kind == "birim":
		return TurBirim
	}
	return queue
}

package ariza_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	amqp "github.com/rabbitmq/amqp091-go"
	"go.uber.org/goleak"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/telefon"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// gecmis is what the history of every application has to hold at the end, each exactly so often.
var gecmis = map[string]int{
	basvuru.Alindi: 1, basvuru.BirimeYonlendirildi: 1, basvuru.BirimeTeslimEdildi: 2, basvuru.BirimCevapladi: 2, basvuru.BirimlerCevapladi: 1,
	basvuru.MIAyaGonderildi: 1, basvuru.MIACevapladi: 1, basvuru.Kapatildi: 1,
}

const smsEach = 2 // received, closed

// sessizce are the pairs of consumer and event that leave no trace in islenen_mesaj: the consumer has nothing to do then.
var sessizce = []string{"bildirim " + basvuru.BirimeYonlendirildi, "mia " + basvuru.MIACevapladi}

// teslimler lists, as rows of SQL, which consumer gets which event, by the register of queues.
func teslimler(recorded bool) string {
	var rows []string
	for _, q := range pipeline.Queues() {
		for _, b := range q.Bindings {
			if b.Exchange == pipeline.ExchangeOlay && !(recorded && slices.Contains(sessizce, q.Consumer+" "+b.Key)) {
				rows = append(rows, fmt.Sprintf("('%s', '%s')", b.Key, q.Consumer))
			}
		}
	}
	return "(VALUES " + strings.Join(rows, ", ") + ") c (tip, tuketici)"
}

// yolda are the queries that find what is still on its way: nothing when all is drained.
func yolda() map[string]string {
	return map[string]string{
		"messages in the outbox": `SELECT count(*) FROM giden`,
		"events that their consumer has not applied": `SELECT count(*) FROM olay o JOIN ` + teslimler(true) + ` USING (tip)
			LEFT JOIN islenen_mesaj i ON i.mesaj_id = o.id AND i.tuketici = c.tuketici WHERE o.konu = 'basvuru' AND i.zaman IS NULL`,
		"routings that have not reached the inbox": `SELECT count(*) FROM yonlendirme y LEFT JOIN birim_kutusu k USING (basvuru_no, sira, birim_no)
			WHERE k.geldi IS NULL OR y.teslim IS NULL`,
		"applications missing in the MİA's inbox": `SELECT count(*) FROM olay o LEFT JOIN mia_kutusu k ON k.basvuru_no = o.konu_no AND k.olay_sira = o.sira
			WHERE o.tip = '` + basvuru.MIAyaGonderildi + `' AND k.geldi IS NULL`,
		"SMS not marked as sent":                  `SELECT count(*) FROM sms WHERE durum NOT IN ('gonderildi', 'iletildi')`,
		"applications whose answers are not seen": `SELECT count(*) FROM basvuru b WHERE durum = 'yonlendirildi' AND NOT EXISTS (SELECT FROM yonlendirme y WHERE y.basvuru_no = b.no AND y.durum IN ('kuyrukta', 'teslim'))`,
	}
}

// count is -1 while the database does not answer.
func (d *dunya) count(sql string, args ...any) int {
	n := -1
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.t.Context()), 10*time.Second) // clean-ups look too
	defer cancel()
	if err := d.kontrol.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		return -1
	}
	return n
}

func (d *dunya) drained() bool {
	for _, sql := range yolda() {
		if d.count(sql) != 0 {
			return false
		}
	}
	return true
}

// messages is how many deliveries the run has needed: to each consumer each of its events, and the rows that came out of the queues of
// birim, MİA and SMS.
func (d *dunya) messages() int {
	return d.count(`SELECT (SELECT count(*) FROM olay JOIN ` + teslimler(false) + ` USING (tip)) + (SELECT count(*) FROM birim_kutusu)
		+ (SELECT count(*) FROM mia_kutusu) + (SELECT count(*) FROM sms)`)
}

// sonuc is what became of a run.
type sonuc struct {
	messages, lost, doubled int
	drain                   time.Duration
	all                     time.Duration // from the first application to the last effect
	again                   int           // messages that came again and were not applied again
	told                    int           // people who were told that the system is away
}

// check looks for all that may not be after a run, and reports each of it as an error of the test.
func (d *dunya) check(s *sonuc) {
	d.t.Helper()
	s.messages, s.told = d.messages(), d.insanlar.aksadi
	if err := d.insanlar.failed(); err != nil {
		d.t.Errorf("people met errors: %v", err)
	}
	d.histories(s)
	d.checkSMS(s)
	for what, sql := range yolda() {
		if n := d.count(sql); n != 0 {
			s.lost += max(n, 1)
			d.t.Errorf("%d %s", n, what)
		}
	}
	for what, sql := range map[string]string{
		"parked messages":                   `SELECT count(*) FROM park`,
		"applications nobody was told of":   fmt.Sprintf(`SELECT count(*) - %d FROM basvuru`, d.insanlar.accepted()),
		"routings twice to the same birim":  `SELECT count(*) FROM (SELECT FROM yonlendirme GROUP BY basvuru_no, birim_no HAVING count(*) > 1) x`,
		"answers twice to the same routing": `SELECT count(*) FROM (SELECT FROM cevap WHERE yonlendirme_sira IS NOT NULL GROUP BY basvuru_no, yonlendirme_sira HAVING count(*) > 1) x`,
	} {
		if n := d.count(sql); n != 0 {
			s.doubled += n
			d.t.Errorf("%d %s", n, what)
		}
	}
	d.until("the queues are empty", func() bool { return d.left() == "" })
	if d.sira != nil {
		d.checkOrder(s)
	}
}

// histories: every accepted application is there, with the history it should have, without gaps, and its chain holds.
func (d *dunya) histories(s *sonuc) {
	d.t.Helper()
	rows, err := d.kontrol.Query(d.t.Context(), `SELECT konu_no, array_agg(tip ORDER BY sira), max(sira) FROM olay WHERE konu = 'basvuru' GROUP BY 1`)
	if err != nil {
		d.t.Fatal(err)
	}
	var no int64
	var tips []string
	var last int
	seen := map[int64]bool{}
	wrong := 0
	_, err = pgx.ForEachRow(rows, []any{&no, &tips, &last}, func() error {
		seen[no] = true
		got := map[string]int{}
		for _, tip := range tips {
			got[tip]++
		}
		for tip, want := range gecmis {
			s.lost += max(0, want-got[tip])
			s.doubled += max(0, got[tip]-want)
		}
		if len(tips) != 10 || last != len(tips) {
			if wrong++; wrong <= 3 {
				d.t.Errorf("application %d has %d events up to number %d: %v", no, len(tips), last, tips)
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	look, err := store.Open(d.t.Context(), store.Options{URL: d.dbURL, Keys: dbtest.Keys, MaxConns: 2})
	if err != nil {
		d.t.Fatal(err)
	}
	defer look.Close()
	for no := range d.insanlar.kabul {
		if !seen[no] {
			s.lost++
			d.t.Errorf("application %d was accepted and is lost", no)
		} else if err := look.VerifyChain(d.t.Context(), no); err != nil {
			d.t.Error(err)
		}
	}
}

// checkSMS: everybody got each SMS, once.
func (d *dunya) checkSMS(s *sonuc) {
	d.t.Helper()
	if twice := d.sim.Tekrarlar(); len(twice) != 0 {
		s.doubled += len(twice)
		d.t.Errorf("%d SMS were sent twice: %v", len(twice), twice[:min(3, len(twice))])
	}
	got := map[telefon.Numara]int{}
	for _, m := range d.sim.Mesajlar("") {
		got[m.To]++
	}
	for _, n := range d.insanlar.kabul {
		if g := got[telefon.Numara(dbtest.Yeni(n).Iletisim.Cep)]; g != smsEach {
			s.lost += max(0, smsEach-g)
			s.doubled += max(0, g-smsEach)
			d.t.Errorf("citizen %d got %d SMS, want %d", n, g, smsEach)
		}
	}
}

func (d *dunya) checkOrder(s *sonuc) {
	d.t.Helper()
	want := d.count(`SELECT count(*) FROM olay WHERE tip <> ALL($1)`, yerel())
	var events, sights, wrong int
	var example string
	if _, ok := within(patience, func() bool { events, sights, wrong, example = d.sira.figures(); return events >= want }); !ok {
		d.t.Errorf("%d of %d events came out of the exchange", events, want)
		s.lost += want - events
	}
	if wrong > 0 {
		d.t.Errorf("%d events came before earlier ones of the same application: %s", wrong, example)
	}
	s.again = sights - events
}

func yerel() []string {
	tips := []string{}
	for tip := range basvuru.Yerel {
		tips = append(tips, tip)
	}
	return tips
}

// left names the fixed queues of the run's vhost that hold messages.
func (d *dunya) left() string {
	conn, err := amqp.Dial(d.amqpURL)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err.Error()
	}
	names := pipeline.ParkingQueues()
	for _, q := range pipeline.Queues() {
		names = append(names, q.Name)
	}
	var full []string
	for _, name := range names {
		if q, err := ch.QueueDeclarePassive(name, true, false, false, false, nil); err != nil || q.Messages > 0 {
			full = append(full, fmt.Sprint(name, ": ", q.Messages, err))
		}
	}
	return strings.Join(full, ", ")
}

// fewConnections: the pipelines have as many connections to the broker as they need, none is forgotten. Its management tells late.
func (d *dunya) fewConnections() {
	d.t.Helper()
	want := d.surecler*connectionsEach + 2 // of the witness
	n := -1
	if _, ok := within(30*time.Second, func() bool { n = mqtest.Connections(d.t, d.amqpURL); return n <= want }); !ok {
		d.t.Errorf("%d connections to the broker, want %d", n, want)
	}
}

// noConnections: when everything has been stopped, the database has no client left but the one that looks.
func (d *dunya) noConnections() {
	n := -1
	if _, ok := within(10*time.Second, func() bool {
		n = d.count(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name LIKE 'acikkapi%'`)
		return n == 0
	}); !ok {
		d.t.Errorf("%d connections to the database are left", n)
	}
}

// noGoroutines: what a run began has ended. watermill-amqp leaves one goroutine when it is closed while the broker is away.
func noGoroutines(t *testing.T, before goleak.Option) {
	t.Helper()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() // those of mqtest
	closed := goleak.IgnoreTopFunction("github.com/ThreeDotsLabs/watermill-amqp/v3/pkg/amqp.(*ConnectionWrapper).handleConnectionClose")
	// toxiproxy's own, of connections that it has cut.
	cut := goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run")
	read := goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2.(*ToxicLink).read")
	if err := goleak.Find(before, closed, cut, read); err != nil {
		t.Errorf("goroutines are left: %v", err)
	}
}

package ariza_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/pipeline"
)

// sessizce are the pairs of consumer and event that leave no trace in islenen_mesaj: the consumer has nothing to do then.
var sessizce = []string{"bildirim " + basvuru.BirimeYonlendirildi, "mia " + basvuru.MIACevapladi}

// teslimler lists, as rows of SQL, which consumer gets which event, by the register of queues.
func teslimler(recorded bool) string {
	var rows []string
	for _, q := range pipeline.Queues() {
		for _, b := range q.Bindings {
			if b.Exchange == pipeline.ExchangeOlay && !(recorded && slices.Contains(sessizce, q.Name+" "+b.Key)) {
				rows = append(rows, fmt.Sprintf("('%s', '%s')", b.Key, q.Name))
			}
		}
	}
	return "(VALUES " + strings.Join(rows, ", ") + ") c (tip, tuketici)"
}

// beklenen are the events that their consumer has not applied.
var beklenen = ` FROM olay o JOIN ` + teslimler(true) + ` USING (tip) LEFT JOIN islenen_mesaj i ON i.mesaj_id = o.id AND i.tuketici = c.tuketici WHERE i.zaman IS NULL`

const notApplied = "events that their consumer has not applied"

// yolda are the queries that find what is still on its way: nothing when all is drained.
func yolda() map[string]string {
	return map[string]string{
		"messages in the outbox": `SELECT count(*) FROM giden`,
		notApplied:               `SELECT count(*)` + beklenen,
		"routings that have not reached the inbox": `SELECT count(*) FROM yonlendirme y LEFT JOIN birim_kutusu k USING (basvuru_no, sira, birim_no)
			WHERE y.birim_no <> '` + sistemBirimi.No + `' AND (k.geldi IS NULL OR y.teslim IS NULL)`,
		"routings that the birim's own system has not answered": `SELECT count(*) FROM yonlendirme WHERE birim_no = '` + sistemBirimi.No + `' AND durum IN ('kuyrukta', 'teslim')`,
		"applications missing in the MİA's inbox": `SELECT count(*) FROM olay o LEFT JOIN mia_kutusu k ON k.basvuru_no = o.konu_no AND k.olay_sira = o.sira
			WHERE o.tip = '` + basvuru.MIAyaGonderildi + `' AND k.geldi IS NULL`,
		"requests for cards missing in the bureau's inbox": `SELECT count(*) FROM kart_talep WHERE geldi IS NULL`,
		"SMS not marked as sent":                           `SELECT count(*) FROM sms WHERE durum NOT IN ('gonderildi', 'iletildi')`,
		"applications whose answers are not seen":          `SELECT count(*) FROM basvuru b WHERE durum = 'yonlendirildi' AND NOT EXISTS (SELECT FROM yonlendirme y WHERE y.basvuru_no = b.no AND y.durum IN ('kuyrukta', 'teslim'))`,
		"Excel reports not made":                           `SELECT count(*) FROM aktarim WHERE durum IN ('bekliyor', 'calisiyor')`,
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
	if d.count(`SELECT count(*) FROM (SELECT FROM giden LIMIT 1) x`) != 0 { // soon answered
		return false
	}
	for _, sql := range yolda() {
		if d.count(sql) != 0 {
			return false
		}
	}
	return true
}

// waiting says what is on its way, and to whom.
func (d *dunya) waiting() string {
	burdens := d.burdens()
	out := make([]string, 0, len(burdens))
	for _, what := range slices.Sorted(maps.Keys(burdens)) {
		out = append(out, fmt.Sprintf("%d %s", burdens[what], what))
	}
	return strings.Join(out, ", ")
}

// burdens is how much of each kind is on its way, the events by their consumers; nothing of what there is nothing of.
func (d *dunya) burdens() map[string]int {
	out := map[string]int{}
	for who, n := range d.unapplied() {
		out["events for "+who] = n
	}
	for what, sql := range yolda() {
		if what == notApplied {
			continue
		}
		if n := d.count(sql); n != 0 {
			out[what] = n
		}
	}
	return out
}

// unapplied is how many events each consumer has not applied yet; nil while the database does not answer.
func (d *dunya) unapplied() map[string]int {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.t.Context()), 10*time.Second)
	defer cancel()
	rows, err := d.kontrol.Query(ctx, `SELECT c.tuketici, count(*)`+beklenen+` GROUP BY 1`)
	if err != nil {
		return nil
	}
	out, who, n := map[string]int{}, "", 0
	if _, err := pgx.ForEachRow(rows, []any{&who, &n}, func() error { out[who] = n; return nil }); err != nil {
		return nil
	}
	return out
}

// mesajSayisi is how many deliveries the run has needed: to each consumer each of its events, what came out of the queues of birim, MİA,
// Kimlik Bürosu and SMS, and of the birim's own system the message and its answer.
func (d *dunya) mesajSayisi() int {
	return d.count(`SELECT (SELECT count(*) FROM olay JOIN ` + teslimler(false) + ` USING (tip)) + (SELECT count(*) FROM birim_kutusu) + (SELECT count(*) FROM mia_kutusu)
		+ (SELECT count(*) FROM kart_talep WHERE geldi IS NOT NULL) + (SELECT count(*) FROM sms)
		+ (SELECT 2 * count(*) FROM yonlendirme WHERE birim_no = '` + sistemBirimi.No + `' AND durum NOT IN ('kuyrukta', 'teslim'))`)
}

// left names the queues of the run's vhost that hold messages which nobody has in hand.
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
	opened, err := d.opened()
	if err != nil {
		return err.Error()
	}
	var full []string
	for _, name := range append(names, opened...) {
		if q, err := ch.QueueDeclarePassive(name, true, false, false, false, nil); err != nil || q.Messages > 0 {
			full = append(full, fmt.Sprint(name, ": ", q.Messages, " ", err))
			if err != nil { // the broker has closed the channel
				break
			}
		}
	}
	return strings.Join(full, ", ")
}

// opened are the queues of birims and ils that exist.
func (d *dunya) opened() ([]string, error) {
	rows, err := d.kontrol.Query(d.t.Context(), `SELECT ad FROM kuyruk ORDER BY ad`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// unsent tells how far SMS are that nobody has taken: which event each is about, when it was written down, how often it was tried.
func (d *dunya) unsent() (all string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(d.t.Context()), 10*time.Second)
	defer cancel()
	err := d.kontrol.QueryRow(ctx, `SELECT coalesce(string_agg(format('%s %s, %s, written %s, tried %s times, applied by %s', id, sablon, durum, olusturma, deneme,
			(SELECT string_agg(tuketici, ',') FROM islenen_mesaj i WHERE i.mesaj_id = sms.id)), E'\n'), 'none')
		FROM sms WHERE durum NOT IN ('gonderildi', 'iletildi')`).Scan(&all)
	if err != nil {
		return err.Error()
	}
	return all
}

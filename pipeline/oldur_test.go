package pipeline_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
)

// The broker is killed by kill -9 in the middle of 500 applications, in all stages of their lives, and started again, under
// two processes, one of which is stopped afterwards: 500 are closed, nobody got an SMS twice, and no event, delivery or
// message is missing; all is counted once for the reports, too (PL-04, PL-06, PL-07, PL-09).
func TestBrokerKilledAmid500Applications(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a RabbitMQ of its own and takes half a minute")
	}
	broker := mqtest.Private(t)
	url := dbtest.URL(t)
	w := start(t, dbtest.Open(t, url), broker.URL)
	other := &world{Store: dbtest.Open(t, url), sim: w.sim, amqpURL: broker.URL, simURL: w.simURL, reg: prometheus.NewRegistry()}
	other.run(t)
	const all, desks = 500, 5
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(text(t, w, `SELECT coalesce(json_agg(s)::text, '') FROM (SELECT id, konu_no, sablon, durum, deneme, gonderim, olusturma FROM sms WHERE durum <> 'gonderildi') s`))
			t.Log(text(t, w, `SELECT coalesce(json_agg(s)::text, '') FROM (SELECT konu_no, exchange, anahtar, deneme, vade, baslik FROM giden) s`))
		}
	})
	began := time.Now()
	var wg sync.WaitGroup
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	defer wg.Wait()
	defer cancel()
	for d := range desks {
		wg.Go(func() { (&desk{world: w, first: d * all / desks, left: all / desks}).work(ctx, t) })
	}
	eventually(t, "the first 100 are closed", func() bool { return closed(t, w) >= 100 })
	t.Logf("killed after %s at %s", time.Since(began), text(t, w, `SELECT json_object_agg(durum, n) FROM (SELECT durum, count(*) n FROM basvuru GROUP BY 1) x`))
	broker.Kill()
	filed := count(t, w, `SELECT count(*) FROM basvuru`)
	eventually(t, "intake goes on", func() bool { n := count(t, w, `SELECT count(*) FROM basvuru`); return n > filed || n == all })
	broker.Start()
	t.Logf("the broker is back after %s", time.Since(began))
	eventually(t, "the other process works again", func() bool { return closed(t, w) > 200 })
	other.stop()
	wg.Wait()
	eventually(t, "all are closed", func() bool { return closed(t, w) == all })
	eventually(t, "all SMS are out", func() bool { return len(w.sim.Mesajlar("")) >= 2*all })
	w.settled(t)
	t.Logf("%d applications in %s", all, time.Since(began))
	nothingMissing(t, w, all)
	if k, err := w.RebuildCounts(t.Context(), true); err != nil || k.Fark != 0 || k.Bekleyen != 0 {
		t.Errorf("the check of the counts says %+v, %v", k, err)
	}
}

func nothingMissing(t *testing.T, w *world, all int) {
	t.Helper()
	if twice := w.sim.Tekrarlar(); len(twice) != 0 {
		t.Errorf("%d SMS were sent twice: %v", len(twice), twice)
	}
	for n := range all {
		if got := w.received(n); got != 2 {
			t.Errorf("citizen %d got %d SMS, want 2", n, got)
		}
	}
	for what, sql := range map[string]string{
		"applications with another history": `SELECT count(*) FROM (SELECT konu_no, string_agg(tip, ' ' ORDER BY tip) h FROM olay GROUP BY 1) x WHERE h <>
			'basvuru.alindi basvuru.cevaplandi basvuru.kapatildi basvuru.miaya_gonderildi basvuru.yonlendirildi birim.cevapladi birim.cevapladi birim.teslim_edildi birim.teslim_edildi mia.cevapladi'`,
		"routings without a row in the inbox":     `SELECT count(*) FROM yonlendirme y LEFT JOIN birim_kutusu k USING (basvuru_no, sira, birim_no) WHERE k.geldi IS NULL OR y.teslim IS NULL`,
		"applications missing in the MİA's inbox": `SELECT count(*) FROM basvuru b LEFT JOIN mia_kutusu k ON k.basvuru_no = b.no WHERE k.geldi IS NULL`,
		"events that their consumer has not applied": `SELECT count(*) FROM olay o JOIN (VALUES ('basvuru.alindi', 'havuz'), ('basvuru.yonlendirildi', 'yonlendirme'),
			('birim.cevapladi', 'toplama'), ('basvuru.miaya_gonderildi', 'mia'), ('basvuru.kapatildi', 'bildirim')) c (tip, tuketici) USING (tip)
			LEFT JOIN islenen_mesaj i ON i.mesaj_id = o.id AND i.tuketici = c.tuketici WHERE i.zaman IS NULL`,
		"SMS not marked as sent": `SELECT count(*) FROM sms WHERE durum <> 'gonderildi'`,
		"parked messages":        `SELECT count(*) FROM park`,
		"messages left behind":   `SELECT count(*) FROM giden`,
	} {
		if n := count(t, w, sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	rows, err := w.Pool().Query(t.Context(), `SELECT no FROM basvuru`)
	if err != nil {
		t.Fatal(err)
	}
	nos, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(nos) != all {
		t.Fatalf("%d applications, %v", len(nos), err)
	}
	for _, no := range nos {
		if err := w.VerifyChain(t.Context(), no); err != nil {
			t.Error(err)
		}
	}
}

func closed(t *testing.T, w *world) int {
	return count(t, w, `SELECT count(*) FROM basvuru WHERE durum LIKE 'kapali%'`)
}

// desk is everybody who works on some of the applications: a citizen at a time, AKS, two Yetkili and the MİA. Each does
// what is theirs as soon as it appears in their inbox.
type desk struct {
	*world
	first, left int // citizens that have not applied yet
	open        []int64
}

func (d *desk) work(ctx context.Context, t *testing.T) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for d.left > 0 || len(d.open) > 0 {
		if err := d.round(ctx); err != nil {
			t.Errorf("desk: %v", err)
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Errorf("desk: %d applications are not closed in time", len(d.open))
			return
		}
	}
}

// todo is an application and what waits for whom.
type todo struct {
	No    int64
	Durum basvuru.Durum
	Sira  []int // routings in the birim's inboxes, not answered
	MIA   bool  // in the MİA's inbox
}

func (d *desk) round(ctx context.Context) error {
	for range min(2, d.left) {
		res, err := d.Do(ctx, citizen, 0, basvuru.Submit{Yeni: dbtest.Yeni(d.first)})
		if err != nil {
			return err
		}
		d.first, d.left, d.open = d.first+1, d.left-1, append(d.open, res.No)
	}
	rows, err := d.Pool().Query(ctx, `SELECT no, durum, ARRAY(SELECT sira FROM birim_kutusu k JOIN yonlendirme y USING (basvuru_no, sira)
		WHERE basvuru_no = no AND y.durum = 'teslim'), EXISTS (SELECT FROM mia_kutusu WHERE basvuru_no = no) FROM basvuru WHERE no = ANY($1)`, d.open)
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[todo])
	if err != nil {
		return err
	}
	d.open = d.open[:0]
	for _, a := range list {
		if a.Durum.Closed() {
			continue
		}
		d.open = append(d.open, a.No)
		if err := d.act(ctx, a); err != nil {
			return fmt.Errorf("application %d at %s: %w", a.No, a.Durum, err)
		}
	}
	return nil
}

func (d *desk) act(ctx context.Context, a todo) error {
	actor, cmd := dbtest.AKS, basvuru.Command(nil)
	switch {
	case a.Durum == basvuru.Havuzda:
		cmd = basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}}
	case len(a.Sira) > 0:
		actor, cmd = dbtest.YetkiliMEM, answer(a.Sira[0])
		if a.Sira[0] == 2 {
			actor = dbtest.YetkiliSag
		}
	case a.Durum == basvuru.Cevaplandi:
		cmd = basvuru.SendToMIA{}
	case a.Durum == basvuru.MIAOnayinda && a.MIA:
		actor, cmd = dbtest.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."}
	case a.Durum == basvuru.MIADondu:
		cmd = basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Yapıldı."}
	default:
		return nil // it waits for a message
	}
	_, err := d.Do(ctx, actor, a.No, cmd)
	return err
}

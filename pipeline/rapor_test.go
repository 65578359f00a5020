package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// PL-09, PL-04: an application's life goes through the queue of the reports and is counted once, though every message comes again; what
// the consumer has kept is what the history says.
func TestLifeIsCountedThroughTheQueue(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.run(t, impatient)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}}})
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "it is in the birim's inbox", func() bool { return count(t, w, `SELECT count(*) FROM birim_kutusu`) == 1 })
	must(t, w, dbtest.YetkiliMEM, no, answer(1))
	eventually(t, "the answers are collected", func() bool { return count(t, w, `SELECT count(*) FROM basvuru WHERE durum = 'cevaplandi'`) == 1 })
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Sonuç"})
	events := w.events(t, no)
	told := func() int { return count(t, w, `SELECT count(*) FROM islenen_mesaj WHERE tuketici = 'rapor'`) }
	eventually(t, "all is counted", func() bool { return told() == len(events) })
	w.send(t, events...)
	w.settled(t)
	k, err := w.RebuildCounts(t.Context(), true)
	if err != nil || k.Fark != 0 || k.Bekleyen != 0 {
		t.Errorf("the check says %+v, %v", k, err)
	}
	for olcu, want := range map[string]int{"havuzda": 0, "kapali_olumlu": 1, "yonlendirme": 1, "cevap_olumlu": 1, "kapanis_olumlu": 1} {
		for _, heading := range []string{"baslik_id = 0", "baslik_id = 1 AND alt_baslik_id = 2"} {
			if n := count(t, w, `SELECT coalesce(sum(adet), 0)::int FROM sayim WHERE olcu = $1 AND `+heading, olcu); n != want {
				t.Errorf("%s, %s: %d, want %d", olcu, heading, n, want)
			}
		}
	}
}

// PL-09, PL-04, PL-05: hundreds of events wait when the consumer starts, each twice, and between them one that nobody can read and one
// that the history does not know. These two are parked with their reason; all the others are counted once, while the counts are
// built anew again and again.
func TestBadMessagesDoNotHoldTheOthers(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	const n = 60
	var waiting []pipeline.Outgoing
	for i := range n {
		no := dbtest.File(t, w.Store, i)
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		must(t, w, dbtest.AKS, no, basvuru.UpdateHeadings{Hizmets: []basvuru.Hizmet{{Baslik: 1, Alt: 2}}})
		waiting = append(waiting, w.events(t, no)...)
	}
	events := len(waiting)
	for i := range waiting {
		waiting[i].Exchange, waiting[i].Key = "", "rapor"
	}
	unknown := waiting[0]
	unknown.ID = uuid.NewString()
	unknown.Body = []byte(strings.Replace(string(unknown.Body), waiting[0].ID, unknown.ID, 1))
	broken := pipeline.Outgoing{Key: "rapor", ID: uuid.NewString(), Type: basvuru.Alindi, Body: []byte("{")}
	waiting = slices.Concat(waiting[:events/2], []pipeline.Outgoing{unknown, broken}, waiting, waiting[events/2:])
	if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil {
		t.Fatal(err)
	}
	w.send(t, waiting...)
	w.run(t)
	told := func() int { return count(t, w, `SELECT count(*) FROM islenen_mesaj WHERE tuketici = 'rapor'`) }
	eventually(t, "all is counted, and two are parked", func() bool {
		if _, err := w.RebuildCounts(t.Context(), false); err != nil {
			t.Fatal(err)
		}
		return told() == events && count(t, w, `SELECT count(*) FROM park`) == 2
	})
	w.settled(t)
	reasons := text(t, w, `SELECT string_agg(mesaj_id || ' ' || tuketici || ' ' || neden, E'\n') FROM park`)
	for _, want := range []string{unknown.ID + " rapor not found: " + text(t, w, `SELECT min(no)::text FROM basvuru`) + " numaralı başvuru bulunamadı", broken.ID + " rapor invalid: İleti okunamadı"} {
		if !strings.Contains(reasons, want) {
			t.Errorf("parked is\n%s\nwithout %s", reasons, want)
		}
	}
	k, err := w.RebuildCounts(t.Context(), true)
	if err != nil || k.Fark != 0 || k.Bekleyen != 0 || k.Basvuru != n {
		t.Errorf("the check says %+v, %v", k, err)
	}
	if have := w.consumed(t, "rapor"); have != len(waiting)-2 {
		t.Errorf("%d messages are said to be applied of %d", have, len(waiting)-2)
	}
}

// A queue that was deleted under the running process is consumed again by itself once it has been made again.
func TestReportsQueueIsTakenUpAgain(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	told := func() int { return count(t, w, `SELECT count(*) FROM islenen_mesaj WHERE tuketici = 'rapor'`) }
	dbtest.File(t, w.Store, 1)
	eventually(t, "the first is counted", func() bool { return told() == 1 })
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error {
		_, err := ch.QueueDelete("rapor", false, false, false)
		return err
	})
	missed := dbtest.File(t, w.Store, 2)
	eventually(t, "the second has been sent, and nobody counts it", func() bool { return count(t, w, `SELECT count(*) FROM giden`) == 0 })
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error { return pipeline.Declare(t.Context(), ch) })
	w.send(t, w.events(t, missed)...)
	eventually(t, "it is sent again, and counted", func() bool { return told() == 2 })
}

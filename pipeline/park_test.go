package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// hears listens for topic from now on.
func hears(t *testing.T, w *world, topic string) func() bool {
	t.Helper()
	heard, ready, done := make(chan struct{}, 1), make(chan struct{}), make(chan struct{})
	ctx := within(t, limit)
	go func() {
		defer close(done)
		_ = w.Listen(ctx, func(topics []string) { // its end shows in that nothing is heard
			if topics == nil {
				close(ready)
			} else if slices.Contains(topics, topic) {
				select {
				case heard <- struct{}{}:
				default:
				}
			}
		})
	}()
	select {
	case <-ready:
	case <-done:
		t.Fatal("cannot listen")
	}
	return func() bool { return len(heard) > 0 }
}

// PL-05: what can never succeed is parked at once, with the consumer that gave up and its reason, and is not tried again.
func TestWhatCanNeverSucceedIsParkedAtOnce(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	w := start(t, dbtest.New(t), url)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the birim's queue is there", func() bool { return inbox(t, w, no) == 1 })
	queue := "birim." + dbtest.BirimMEM.No
	wrongBirim := fmt.Sprintf(`{"id":"?","tip":%q,"basvuru_no":%d,"sira":1,"birim_no":%q}`, store.TipYonlendirme, no, dbtest.BirimSaglik.No)
	for _, c := range []struct{ exchange, key, body, consumer, says string }{
		{"", "havuz", `{"id":`, "havuz", "İleti okunamadı"},
		{"", "havuz", "", "havuz", "İleti okunamadı"},
		{"", "yonlendirme", `{"id":"?","veri":{"yonlendirmeler":"x"}}`, "yonlendirme", "İleti okunamadı"},
		{"", "toplama", `{"id":"?","basvuru_no":999999}`, "toplama", "bulunamadı"},
		{"", "sms", `[]`, "sms", "İleti okunamadı"},
		{"", queue, `{"id":"?","tip":"yeni.tur","birim_no":"` + dbtest.BirimMEM.No + `"}`, "birim", "bilinmiyor: “yeni.tur”"},
		{"", queue, wrongBirim, "birim", "başka bir birimin"},
		{"cevap", "cevap", fmt.Sprintf(`{"basvuru_no":%d,"sira":1,"birim_no":%q,"sonuc":"olumlu","metin":"Sahte"}`, no, dbtest.BirimMEM.No), "cevap", "kendi kullanıcısı değil"},
	} {
		id := uuid.NewString()
		c.body = strings.Replace(c.body, "?", id, 1)
		w.send(t, pipeline.Outgoing{Exchange: c.exchange, Key: c.key, ID: id, Type: "deneme", Headers: map[string]string{"traceparent": "00-1"}, Body: []byte(c.body)})
		eventually(t, "it is parked: "+c.body, func() bool { return count(t, w, `SELECT count(*) FROM park WHERE mesaj_id = $1`, id) == 1 })
		have := text(t, w, `SELECT tuketici || ': ' || neden || ' ' || baslik::text || ' ' || convert_from(govde, 'UTF8') FROM park WHERE mesaj_id = $1`, id)
		if !strings.HasPrefix(have, c.consumer+": ") || !strings.Contains(have, c.says) || !strings.Contains(have, c.body) || c.exchange == "" && !strings.Contains(have, "00-1") {
			t.Errorf("%s: parked as %s", c.body, have)
		}
	}
	if n := w.counter(t, "acikkapi_retried_total", ""); n != 0 {
		t.Errorf("%d messages were tried again", n)
	}
	if d := durum(t, w, no); d != basvuru.Yonlendirildi {
		t.Errorf("the application is %s", d)
	}
}

// PL-05: a message that takes the process down with it each time is given up by the broker, and parked with that reason.
func TestPoisonIsParkedAfterTheDeliveryLimit(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	id := uuid.NewString()
	w.send(t, pipeline.Outgoing{Exchange: "", Key: "havuz", ID: id, Type: "deneme", Body: []byte("{}")})
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error {
		for {
			d, ok, err := ch.Get("havuz", false)
			if err != nil || !ok {
				return err
			}
			if err := d.Reject(true); err != nil {
				return err
			}
		}
	})
	eventually(t, "the broker gives up", func() bool { return depth(t, w.amqpURL, "olu.havuz") == 1 })
	w.run(t)
	consumer, reason := parked(t, w)
	if consumer != "havuz" || !strings.Contains(reason, "delivery_limit") {
		t.Errorf("parked by %s: %s", consumer, reason)
	}
	if got := text(t, w, `SELECT mesaj_id::text FROM park`); got != id {
		t.Errorf("parked is %s", got)
	}
}

// What the broker refuses by itself neither is lost nor holds up anything else (PL-06).
func TestRefusedMessageHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	for no := range int64(store.Parcas) { // in every shard, before everything else
		err := w.SendLater(t.Context(), store.Giden{MesajID: uuid.New(), KonuNo: no, Exchange: "", Anahtar: "yok.boyle.kuyruk", Tip: "deneme", Govde: []byte("{}")})
		if err != nil {
			t.Fatal(err)
		}
	}
	no := dbtest.File(t, w.Store, 1)
	eventually(t, "the SMS comes", func() bool { return w.received(1) == 1 })
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	eventually(t, "the next SMS comes", func() bool { return w.received(1) == 2 })
	eventually(t, "only what is refused is left", func() bool { return count(t, w, `SELECT count(*) FROM giden`) == store.Parcas })
}

// PL-05, PL-06: a message that could not be written down at once is parked all the same with who gave it up, why, and where it came from: it can be sent there again.
func TestAParkedMessageKeepsItsReasonThroughAFailure(t *testing.T) {
	t.Parallel()
	db := dbtest.URL(t)
	owner, err := pgx.Connect(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer owner.Close(t.Context())
	if _, err := owner.Exec(t.Context(), `CREATE SEQUENCE sayac; GRANT USAGE ON sayac TO PUBLIC;
		CREATE FUNCTION bozuk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('sayac') = 1 THEN RAISE 'bozuk'; END IF; RETURN new; END $$;
		CREATE TRIGGER bozuk BEFORE INSERT ON park FOR EACH ROW EXECUTE FUNCTION bozuk()`); err != nil {
		t.Fatal(err)
	}
	w := start(t, dbtest.Open(t, db), mqtest.VHost(t))
	w.send(t, pipeline.Outgoing{Key: "havuz", ID: uuid.NewString(), Type: "deneme", Body: []byte(`{`)})
	eventually(t, "it is parked", func() bool { return count(t, w, `SELECT count(*) FROM park`) == 1 })
	if have := text(t, w, `SELECT tuketici || ' ' || anahtar || ' ' || neden FROM park`); !strings.HasPrefix(have, "havuz havuz ") || !strings.Contains(have, "İleti okunamadı") {
		t.Errorf("parked as %s", have)
	}
}

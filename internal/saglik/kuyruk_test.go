package saglik_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/mqtest"
	"acikkapi/internal/saglik"
	"acikkapi/internal/testenv"
	"acikkapi/pipeline"
)

// OP-02, OP-04: a queue's depth, consumers and age come from RabbitMQ itself: the age grows while the oldest message stays, and begins anew when
// it has gone, whatever came behind it.
func TestKuyruklar(t *testing.T) {
	t.Parallel()
	address := mqtest.VHost(t)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	management := testenv.Get(t, "AMQP_MANAGEMENT_URL")
	k, err := saglik.NewKuyruklar(management, strings.TrimPrefix(u.Path, "/"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := amqp.Dial(address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		t.Fatal(err)
	}
	if err := pipeline.Declare(t.Context(), ch); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{"birim.90600115": saglik.TurBirim, "birim.90600115.ret": saglik.TurRet, "mia.06": saglik.TurMIA, "mia": "mia", "birim.yok": "birim.yok", "olu.mia": "olu.mia"}
	for exchange, keys := range map[string][]string{"birim": {"90600115", "90600115.ret"}, "mia": {"06"}} {
		for _, key := range keys {
			if _, err := pipeline.DeclareBirimQueue(t.Context(), ch, exchange, key); err != nil {
				t.Fatal(err)
			}
		}
	}
	send := func() {
		t.Helper()
		if err := ch.PublishWithContext(t.Context(), "", "havuz", false, false, amqp.Publishing{MessageId: uuid.NewString(), Body: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	havuz := func(what string, want func(saglik.Kuyruk) bool) saglik.Kuyruk {
		t.Helper()
		var last saglik.Kuyruk
		for late := time.Now().Add(30 * time.Second); time.Now().Before(late); {
			list, err := k.Look()
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range list {
				if q.Ad == "havuz" {
					if last = q; want(q) {
						return q
					}
				}
			}
			tick := time.NewTimer(200 * time.Millisecond)
			<-tick.C
		}
		t.Fatalf("not within 30 s: %s: %+v", what, last)
		return last
	}
	havuz("an empty queue without a consumer", func(q saglik.Kuyruk) bool { return q.Derinlik == 0 && q.Tuketici == 0 && q.Yas == 0 })
	list, err := k.Look()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		if want, ours := kinds[q.Ad]; ours && q.Tur != want {
			t.Errorf("queue %s is of kind %s, want %s", q.Ad, q.Tur, want)
		}
		if !saglik.Known(q.Tur) && saglik.TuketiciOf(q.Tur).Etki == "Etkisi bilinmiyor." {
			t.Errorf("there is nothing to say about kind %s", q.Tur)
		}
	}
	send()
	first := havuz("a message that stays", func(q saglik.Kuyruk) bool { return q.Derinlik == 1 && q.Yas > time.Second })
	send()
	d, ok, err := ch.Get("havuz", false)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := d.Ack(false); err != nil {
		t.Fatal(err)
	}
	havuz("the oldest has gone, another is there", func(q saglik.Kuyruk) bool { return q.Derinlik == 1 && q.Yas < first.Yas })
	if _, err := ch.Consume("havuz", "", false, false, false, false, nil); err != nil {
		t.Fatal(err)
	}
	havuz("one is in a consumer's hand", func(q saglik.Kuyruk) bool { return q.Tuketici == 1 && q.Elde == 1 })
}

// OP-04: a management that is away, or refuses, is an error and no empty list.
func TestKuyruklarAway(t *testing.T) {
	t.Parallel()
	address := testenv.Get(t, "AMQP_MANAGEMENT_URL")
	wrong := address[:strings.Index(address, "//")+2] + "x:y" + address[strings.LastIndex(address, "@"):]
	for _, address := range []string{"http://guest:guest@127.0.0.1:1", wrong} {
		k, err := saglik.NewKuyruklar(address, "/")
		if err != nil {
			t.Fatal(err)
		}
		if list, err := k.Look(); err == nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
	}
}

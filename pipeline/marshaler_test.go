package pipeline_test

import (
	"math"
	"strings"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

func TestMarshalerRefusesNoHeader(t *testing.T) {
	headers := amqp.Table{
		"x-delivery-count": int64(3),
		"x-death": []any{amqp.Table{
			"queue": "havuz", "reason": "delivery_limit", "count": int64(1), "time": time.Unix(1_700_000_000, 0),
			"exchange": "olay", "routing-keys": []any{"basvuru.alindi"},
		}},
		"traceparent": "00-x", "bayrak": true, "kesir": 1.5, "bos": nil, "ham": []byte("ç"), "sonsuz": []any{math.Inf(1)},
		"zaman": time.Unix(0, 0), "ondalik": amqp.Decimal{Scale: 2, Value: 150}, "kucuk": int8(-1),
	}
	msg, err := pipeline.Marshaler{}.Unmarshal(amqp.Delivery{
		DeliveryTag: 1, Headers: headers, MessageId: "0190a6f0-0000-7000-8000-000000000001", Type: "basvuru.alindi",
		CorrelationId: "k", Exchange: "olay", RoutingKey: "basvuru.alindi", Redelivered: true,
		Timestamp: time.Unix(1_700_000_000, 0), Body: []byte(`{}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		pipeline.MetaDeliveryCount: "3", pipeline.MetaRedelivered: "true", pipeline.MetaExchange: "olay",
		pipeline.MetaRoutingKey: "basvuru.alindi", pipeline.MetaType: "basvuru.alindi", pipeline.MetaCorrelationID: "k",
		pipeline.MetaTime: "2023-11-14T22:13:20Z", pipeline.MetaWithoutID: "", pipeline.MetaUserID: "",
		"traceparent": "00-x", "bayrak": "true", "kesir": "1.5", "bos": "", "ham": "ç", "kucuk": "-1", "zaman": "1970-01-01T00:00:00Z",
	} {
		if got := msg.Metadata.Get(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if death := msg.Metadata.Get("x-death"); !strings.Contains(death, `"reason":"delivery_limit"`) {
		t.Errorf("x-death is %q", death)
	}
	if msg.UUID != "0190a6f0-0000-7000-8000-000000000001" || string(msg.Payload) != `{}` {
		t.Errorf("message %s %s", msg.UUID, msg.Payload)
	}
}

func TestMarshalerIDs(t *testing.T) {
	id := func(d amqp.Delivery) string {
		t.Helper()
		d.DeliveryTag = 7
		msg, err := pipeline.Marshaler{}.Unmarshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if (d.MessageId == "") != (msg.Metadata.Get(pipeline.MetaWithoutID) == "true") {
			t.Errorf("%+v: without id is %q", d, msg.Metadata.Get(pipeline.MetaWithoutID))
		}
		return msg.UUID
	}
	const ours = "0190a6f0-0000-7000-8000-000000000001"
	distinct := map[string]string{}
	for name, d := range map[string]amqp.Delivery{
		"ours":                            {MessageId: ours},
		"the same id under another name":  {MessageId: ours, UserId: "birim-55481037"},
		"and under a third":               {MessageId: ours, UserId: "birim-55481038"},
		"no UUID":                         {MessageId: "42", UserId: "birim-55481037"},
		"no id":                           {Body: []byte("a"), RoutingKey: "cevap"},
		"no id, another body":             {Body: []byte("b"), RoutingKey: "cevap"},
		"no id, the same body, elsewhere": {Body: []byte("a"), RoutingKey: "baska"},
	} {
		first, again := id(d), id(d)
		if first != again {
			t.Errorf("%s: %s at first, %s again", name, first, again)
		}
		if other, taken := distinct[first]; taken {
			t.Errorf("%s has the id of %s", name, other)
		}
		distinct[first] = name
	}
	if distinct[ours] != "ours" {
		t.Error("our own messages do not keep their id")
	}
}

// PL-02: a birim's own system speaks under its own name only.
func TestMarshalerDropsHeadersThatPassForTheBrokers(t *testing.T) {
	msg, err := pipeline.Marshaler{}.Unmarshal(amqp.Delivery{DeliveryTag: 1, Headers: amqp.Table{
		pipeline.MetaUserID: "aks", pipeline.MetaExchange: "olay", pipeline.MetaQueue: "havuz", pipeline.MetaType: "basvuru.kapatildi",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{pipeline.MetaUserID, pipeline.MetaExchange, pipeline.MetaQueue, pipeline.MetaType} {
		if got := msg.Metadata.Get(key); got != "" {
			t.Errorf("%s was believed: %q", key, got)
		}
	}
}

// watermill-amqp hands the zero deliveries of a closed channel to the marshaler.
func TestMarshalerRefusesWhatIsNoDelivery(t *testing.T) {
	if msg, err := (pipeline.Marshaler{}).Unmarshal(amqp.Delivery{}); err == nil {
		t.Errorf("a closed channel became message %s", msg.UUID)
	}
}

// broker.md, trap 3: with watermill-amqp's own marshaler the message would never be seen again.
func TestNackedMessageIsSeenAgainAndParkedAfterTheDeliveryLimit(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	p := publisher(t, l, pipeline.PublisherOptions{})
	s := subscriber(t, url)
	in := subscribe(t, s, "havuz")
	sent := newOutgoing("olay", "basvuru.alindi")
	mustPublish(t, p, sent)
	for count := range 51 { // the limit is 50 deliveries after the first
		msg := receive(t, in)
		if msg.UUID != sent.ID || msg.Metadata.Get(pipeline.MetaType) != "deneme" {
			t.Fatalf("delivery %d is of message %s %v", count, msg.UUID, msg.Metadata)
		}
		if count == 2 && msg.Metadata.Get(pipeline.MetaDeliveryCount) != "2" {
			t.Errorf("delivery count %q, want 2", msg.Metadata.Get(pipeline.MetaDeliveryCount))
		}
		msg.Nack()
	}
	parked := receive(t, subscribe(t, s, pipeline.ParkingQueue("havuz")))
	if parked.UUID != sent.ID || !strings.Contains(parked.Metadata.Get("x-death"), "delivery_limit") ||
		parked.Metadata.Get("x-first-death-queue") != "havuz" || string(parked.Payload) != string(sent.Body) {
		t.Errorf("parked: %s %v %s", parked.UUID, parked.Metadata, parked.Payload)
	}
	parked.Ack()
}

func TestMessageWithoutIDIsDeliveredWithAFlag(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	link(t, url)
	in := subscribe(t, subscriber(t, url), "cevap")
	onChannel(t, url, func(ch *amqp.Channel) error {
		return ch.Publish(pipeline.ExchangeCevap, "cevap", true, false, amqp.Publishing{Body: []byte("?")})
	})
	msg := receive(t, in)
	if msg.Metadata.Get(pipeline.MetaWithoutID) != "true" || msg.UUID == "" {
		t.Errorf("%q %v", msg.UUID, msg.Metadata)
	}
	msg.Ack()
}

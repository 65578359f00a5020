package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

func newFailures() *failures {
	return &failures{log: zerolog.Nop(), delays: defaultDelays(), outage: outageAttempts}
}

// redeliver is what a consumer gets of an outbox row, once the relay has sent it and the broker has put it into a queue.
func redeliver(t *testing.T, g store.Giden) amqp.Delivery {
	t.Helper()
	p := outgoingRow(&g).publishing()
	return amqp.Delivery{
		DeliveryTag: 1, Exchange: g.Exchange, RoutingKey: g.Anahtar, Headers: p.Headers, MessageId: p.MessageId, Type: p.Type,
		CorrelationId: p.CorrelationId, Body: p.Body,
	}
}

// PL-05: each delay is longer than the one before, the message stays itself, and after the last attempt it is parked.
func TestRetriesGrowAndEndInParking(t *testing.T) {
	f, id := newFailures(), uuid.Must(uuid.NewV7())
	d := amqp.Delivery{
		DeliveryTag: 1, Exchange: ExchangeSMS, RoutingKey: "sms", MessageId: id.String(), Type: "sms.gonder", CorrelationId: "1007", Body: []byte(`{"a":1}`),
		Headers: amqp.Table{"traceparent": "00-1-2-01", "x-delivery-count": int64(3)},
	}
	last, total := time.Duration(0), time.Duration(0)
	for attempt := 1; ; attempt++ {
		msg, err := Marshaler{}.Unmarshal(d)
		if err != nil {
			t.Fatal(err)
		}
		g := f.next("sms", "sms", msg, errors.New("gateway is down"))
		if g.MesajID != id || g.KonuNo != 1007 || g.Tip != "sms.gonder" || string(g.Govde) != `{"a":1}` || g.Deneme != attempt ||
			g.Baslik["traceparent"] != "00-1-2-01" || g.Baslik["neden"] != "gateway is down" || g.Baslik["x-delivery-count"] != "" {
			t.Fatalf("attempt %d: %+v", attempt, g)
		}
		if g.Exchange == ExchangeOlu {
			if attempt != len(f.delays)+1 || g.Anahtar != "sms" || g.Baslik["tuketici"] != "sms" || g.Bekle != 0 {
				t.Errorf("parked at attempt %d: %+v", attempt, g)
			}
			break
		}
		wait := g.Bekle
		if g.Exchange != "" || g.Anahtar != "sms" || wait <= last {
			t.Errorf("attempt %d: to %q %q in %s, after %s before", attempt, g.Exchange, g.Anahtar, wait, last)
		}
		last, total = wait, total+wait
		d = redeliver(t, g)
	}
	if total < time.Hour || total > 6*time.Hour {
		t.Errorf("a message is tried for %s", total)
	}
}

// PL-05, PL-07: what is merely away is waited for through a night, at the longest delay, and then parked all the same.
func TestOutageIsWaitedFor(t *testing.T) {
	f, away := newFailures(), kural.Away("SMS şu anda gönderilemiyor.", nil)
	total := time.Duration(0)
	for attempt := 0; ; attempt++ {
		msg := message.NewMessage(uuid.NewString(), nil)
		msg.Metadata.Set(metaAttempt, strconv.Itoa(attempt))
		g := f.next("sms", "sms", msg, away)
		if g.Exchange == ExchangeOlu {
			break
		}
		total += g.Bekle
	}
	if total < 24*time.Hour || total > 48*time.Hour {
		t.Errorf("an outage is waited for %s", total)
	}
}

// PL-06: a message that our own database failed, flickering for minutes, is tried within 30 s of the end all the same; one that somebody
// else is at waits for as long as that takes, and that is no failed attempt.
func TestOwnDatabaseIsWaitedForShortly(t *testing.T) {
	f, flicker := newFailures(), kural.Away("Sistem şu anda hizmet veremiyor.", store.ErrDatabase)
	for attempt := range 42 {
		msg := message.NewMessage(uuid.NewString(), nil)
		msg.Metadata.Set(metaAttempt, strconv.Itoa(attempt))
		if g := f.next("havuz", "havuz", msg, flicker); g.Exchange == ExchangeOlu || g.Bekle < time.Second || g.Bekle > 25*time.Second {
			t.Errorf("attempt %d: to %q in %s", attempt, g.Exchange, g.Bekle)
		}
		g := f.next("sms", "sms", msg, kural.Away("SMS gönderilmekte.", &store.Mesgul{Kalan: 7 * time.Second}))
		if g.Exchange == ExchangeOlu || g.Bekle != 7*time.Second || g.Deneme != attempt {
			t.Errorf("attempt %d at what another one is at: %+v", attempt, g)
		}
	}
}

// The error decides: what will fail again is parked at once; what may pass, or is unknown, is tried again.
func TestErrorDecidesRetryOrPark(t *testing.T) {
	for _, c := range []struct {
		err    error
		parked bool
	}{
		{errors.New("unknown"), false},
		{kural.Away("Sonra.", errors.New("down")), false},
		{errors.Join(kural.Away("Sonra.", errors.New("down")), errors.New("and more")), false},
		{kural.InvalidField("", "Okunamadı."), true},
		{fmt.Errorf("wrapped: %w", kural.Conflictf("Kapalı.")), true},
		{&kural.Error{Kind: kural.NotFound, Message: "Yok."}, true},
		{&kural.Error{Kind: kural.Forbidden, Message: "Yetkisiz."}, true},
	} {
		msg, err := Marshaler{}.Unmarshal(amqp.Delivery{DeliveryTag: 1, MessageId: uuid.NewString(), Exchange: ExchangeOlay})
		if err != nil {
			t.Fatal(err)
		}
		if g := newFailures().next("havuz", "havuz", msg, c.err); (g.Exchange == ExchangeOlu) != c.parked {
			t.Errorf("%v: sent to %q %q", c.err, g.Exchange, g.Anahtar)
		}
	}
}

// A retry for a birim goes by its exchange: its queue may be retired meanwhile. Parked, all birim share one queue.
func TestRetryAddress(t *testing.T) {
	for queue, want := range map[string]string{
		"sms": " sms", "birim.yok": " birim.yok", "mia": " mia", "birim.55481037": "birim 55481037", "mia.06": "mia 06",
	} {
		exchange, key := retryAddress(queue)
		if got := exchange + " " + key; got != want {
			t.Errorf("a retry of a message from %s goes to %q, want %q", queue, got, want)
		}
	}
}

// SC-10: the sender whom the broker vouched for is remembered while a message waits, and cannot be claimed by a header.
func TestRetriedAnswerKeepsItsSender(t *testing.T) {
	d := amqp.Delivery{
		DeliveryTag: 1, Exchange: ExchangeCevap, RoutingKey: "cevap", MessageId: "7", UserId: "birim-55481037",
		Headers: amqp.Table{"gonderen": "birim-11111111", "exchange": "birim", "büyük": strings.Repeat("x", 1000)},
	}
	first, err := Marshaler{}.Unmarshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if s := sender(first); s != "birim-55481037" {
		t.Errorf("the sender is %q", s)
	}
	g := newFailures().next("cevap", "cevap", first, kural.Away("Sonra.", errors.New("database")))
	if g.Baslik["büyük"] != "" {
		t.Error("a header of the sender's travels on")
	}
	again, err := Marshaler{}.Unmarshal(redeliver(t, g))
	if err != nil {
		t.Fatal(err)
	}
	if s := sender(again); s != "birim-55481037" || again.UUID != first.UUID {
		t.Errorf("tried again the sender is %q and the id %s, was %s", s, again.UUID, first.UUID)
	}
	d.UserId = ""
	forged, err := Marshaler{}.Unmarshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if s := sender(forged); s != "" {
		t.Errorf("a header passes for the sender: %q", s)
	}
}

// Whatever bytes a birim's system sends, they can be written down: else not even parking would end it.
func TestAnyBytesCanBeParked(t *testing.T) {
	msg, err := Marshaler{}.Unmarshal(amqp.Delivery{
		DeliveryTag: 1, Exchange: ExchangeCevap, Type: "a\x00\xff", CorrelationId: "\x00", Headers: amqp.Table{"neden": "\x00\xfe", "h": []byte{0, 255}},
	})
	if err != nil {
		t.Fatal(err)
	}
	g := newFailures().next("cevap", "cevap", msg, errors.New(strings.Repeat("ş", 4000)))
	for name, s := range map[string]string{"type": g.Tip, "reason": g.Baslik["neden"], "header": msg.Metadata.Get("neden"), "bytes": msg.Metadata.Get("h")} {
		if strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s || len(s) > maxHeader {
			t.Errorf("%s: %q", name, s)
		}
	}
}

// PL-05: what a consumer stumbles over is put off and parked like any other failure; the process lives on. What is under
// way is finished, though the process stops.
func TestEffectsPanicAndOutliveTheStop(t *testing.T) {
	msg := message.NewMessage(uuid.NewString(), nil)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	err := finish(stopped, msg, func(context.Context, *message.Message) error {
		var none map[string]int
		none["x"]++
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "nil map") || permanent(err) {
		t.Errorf("a panic became %v", err)
	}
	if err := finish(stopped, msg, func(ctx context.Context, _ *message.Message) error { return ctx.Err() }); err != nil {
		t.Errorf("an effect under way was broken off: %v", err)
	}
}

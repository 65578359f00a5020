package pipeline_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-02, PL-05: an answer published to exchange cevap under a key that no queue is bound for is confirmed by RabbitMQ, and not lost: it is parked, its sender
// is told which key is the right one, and an operator can have it taken. Without a provable sender nobody is told.
func TestAnswerUnderAWrongKeyIsNotLost(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600148")
	no := y.route(t, 1)
	eventually(t, "it is delivered", func() bool { return inbox(t, w, no) == 1 })
	wrong := func(p amqp.Publishing) {
		t.Helper()
		onChannel(t, y.url(), func(ch *amqp.Channel) error {
			if err := ch.Confirm(false); err != nil {
				return err
			}
			c, err := ch.PublishWithDeferredConfirm(pipeline.ExchangeCevap, "cevaplar", false, false, p) // not mandatory: nobody would hear of it
			return confirmed(ch, c, err)
		})
	}
	wrong(amqp.Publishing{UserId: y.kimlik.Kullanici, MessageId: "ileti-7", CorrelationId: "10000000146", Body: cevap(y, no, "olumlu", "Yapıldı.")})
	var ret store.RetMesaji
	if d := y.take(t, y.queue()+".ret"); json.Unmarshal(d.Body, &ret) != nil || ret.IletiID != "ileti-7" || ret.BasvuruNo != no || !strings.Contains(ret.Neden, "“cevaplar”. Anahtar “cevap” olmalıdır") {
		t.Errorf("its sender is told: %s", d.Body)
	}
	consumer, reason := parked(t, w)
	if consumer != pipeline.ExchangeCevapYok || !strings.Contains(reason, "yanlış anahtarla") || count(t, w, `SELECT count(*) FROM park WHERE konu_no = $1`, no) != 1 {
		t.Errorf("parked by %s: %s", consumer, reason)
	}
	decide(t, w, uuid.MustParse(text(t, w, `SELECT id::text FROM park`)), store.ParkYeniden, "")
	eventually(t, "sent on by an operator it counts", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })

	wrong(amqp.Publishing{Body: cevap(y, no, "olumlu", "Adsız.")})
	wrong(amqp.Publishing{UserId: y.kimlik.Kullanici, Body: []byte("\xff{")})
	eventually(t, "both are parked", func() bool {
		return count(t, w, `SELECT count(*) FROM park WHERE karar IS NULL AND tuketici = 'cevap.yok' AND anahtar = 'cevap'`) == 2
	})
	y.take(t, y.queue()+".ret") // of the second; of the first there is nobody to tell
	w.settled(t)
	if n := depth(t, w.amqpURL, y.queue()+".ret"); n != 0 {
		t.Errorf("%d refusals too many", n)
	}
}

// OP-01: on a broker whose exchange cevap an earlier version has made, which may still run, nothing has to be deleted or connected anew: started, this version catches
// what comes under a wrong key, and the earlier one declares the exchange as ever.
func TestWrongKeysAreCaughtAfterAnUpgrade(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	asBefore := func(ch *amqp.Channel) error {
		return ch.ExchangeDeclare("cevap", "direct", true, false, false, false, nil)
	}
	onChannel(t, url, asBefore)
	w := start(t, dbtest.New(t), url, managed(t))
	eventually(t, "it is parked", func() bool {
		onChannel(t, url, func(ch *amqp.Channel) error {
			return ch.Publish("cevap", "yok", false, false, amqp.Publishing{MessageId: "bir", Body: []byte("{}")})
		})
		return count(t, w, `SELECT count(*) FROM park WHERE tuketici = 'cevap.yok'`) == 1
	})
	onChannel(t, url, asBefore)
}

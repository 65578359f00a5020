package pipeline_test

import (
	"fmt"
	"testing"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
)

// PL-02, PL-04: a birim's system that numbers its messages badly loses no answer: an id counts for one routing alone.
func TestOneMessageIDForTwoAnswers(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	w := start(t, dbtest.New(t), url)
	// not the birim of TestAnswersOverAMQP: RabbitMQ users are of the whole server
	name := "birim-" + dbtest.BirimMEM.No
	system := mqtest.User(t, url, name, rabbithole.Permissions{Write: "^cevap$"})
	for n := range 2 {
		no := dbtest.File(t, w.Store, n)
		must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		eventually(t, "the birim has it", func() bool { return inbox(t, w, no) == 1 })
		p := amqp.Publishing{UserId: name, MessageId: "1", Body: fmt.Appendf(nil,
			`{"basvuru_no":%d,"sira":1,"birim_no":%q,"sonuc":"olumlu","metin":"Yapıldı."}`, no, dbtest.BirimMEM.No)}
		for range 2 { // sent twice it still counts once
			onChannel(t, system, func(ch *amqp.Channel) error { return publishConfirmed(ch, p) })
		}
		eventually(t, "both deliveries are dealt with", func() bool { return w.consumed(t, "cevap") == 2*(n+1) })
		if have := count(t, w, `SELECT count(*) FROM cevap WHERE basvuru_no = $1`, no); have != 1 {
			t.Errorf("application %d: %d answers, want 1", n, have)
		}
	}
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d parked", n)
	}
}

package mqtest_test

import (
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/mqtest"
)

func TestVHostIsUsableAndApart(t *testing.T) {
	a, b := mqtest.VHost(t), mqtest.VHost(t)
	if a == b {
		t.Fatalf("two calls gave one vhost: %s", a)
	}
	for _, url := range []string{a, b} {
		conn, err := amqp.Dial(url)
		if err != nil {
			t.Fatal(err)
		}
		ch, err := conn.Channel()
		if err != nil {
			t.Fatal(err)
		}
		q, err := ch.QueueDeclare("kuyruk", true, false, false, false, amqp.Table{"x-queue-type": "quorum"})
		if err != nil || q.Messages != 0 {
			t.Errorf("the queue of a fresh vhost: %+v, %v", q, err)
		}
		if err := ch.Publish("", "kuyruk", false, false, amqp.Publishing{Body: []byte("x")}); err != nil {
			t.Error(err)
		}
		_ = conn.Close()
	}
}

package gosteri

import (
	"context"
	"fmt"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/amqpadres"
)

// queues shows the two birim queues, which the first message for each has made.
func (g *gosteri) queues(ctx context.Context) error {
	g.say("3. Yönlendirmeler birim kuyruklarından geçer (kuyruklar: havuz, yonlendirme)")
	for _, b := range birims {
		if err := g.queue(ctx, "birim."+b.no); err != nil {
			return err
		}
	}
	return nil
}

// queue waits until a queue is there, consumed and empty, and prints what the broker says of it: what was in it has
// gone through.
func (g *gosteri) queue(ctx context.Context, name string) error {
	var q amqp.Queue
	err := g.until(ctx, "queue "+name, func() (ok bool, err error) {
		q, err = g.inspect(name)
		return err == nil && q.Consumers > 0 && q.Messages == 0, err
	})
	if err == nil {
		g.say("    Kuyruk: %s (bekleyen %d, tüketici %d)", q.Name, q.Messages, q.Consumers)
	}
	return err
}

func (g *gosteri) inspect(name string) (amqp.Queue, error) {
	conn, err := amqp.Dial(amqpadres.Split(g.AMQPURL)[0])
	if err != nil {
		return amqp.Queue{}, fmt.Errorf("broker: %w", err)
	}
	defer conn.Close() // nothing was sent
	ch, err := conn.Channel()
	if err != nil {
		return amqp.Queue{}, fmt.Errorf("broker: %w", err)
	}
	return ch.QueueDeclarePassive(name, true, false, false, false, nil)
}

// messages shows what the citizen was told; the last SMS may still be on its way.
func (g *gosteri) messages(ctx context.Context) error {
	g.say("9. Vatandaşa giden SMS'ler (kuyruklar: bildirim, sms)")
	const want = 2 // received, closed
	told := 0
	return g.until(ctx, "the SMS about receipt and closing", func() (bool, error) {
		list, err := g.inbox(ctx, string(g.kisi.Cep))
		for _, m := range list {
			if !g.seen[m.Ref] {
				g.seen[m.Ref] = true
				told++
				g.say("    SMS → %s: %s", m.To, m.Text)
			}
		}
		return told >= want, err
	})
}

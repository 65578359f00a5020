package pipeline

import (
	"context"
	"slices"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/store"
)

// nothingToDo are the events that a consumer gets and has nothing to do about: it leaves no trace of them.
var nothingToDo = map[string][]string{"mia": {basvuru.MIACevapladi, basvuru.IslemlerGeriAlindi}}

// Subscriptions lists which consumer acts on which event, by the register of queues, for store.Republish.
func Subscriptions() (out []store.Abonelik) {
	for _, q := range Queues() {
		for _, b := range q.Bindings {
			if b.Exchange == ExchangeOlay && !slices.Contains(nothingToDo[q.Name], b.Key) {
				out = append(out, store.Abonelik{Tuketici: q.Name, Tip: b.Key, Kuyruk: q.Name})
			}
		}
	}
	return out
}

// Redeclare makes the queues of birim and ils again, all that the database knows, where the broker has lost them (SC-12). Without it each
// is made again when its next message turns up in birim.yok. New ones get messages only after the time that OpenBirimQueue gives each.
func Redeclare(ctx context.Context, url string, opt LinkOptions, ks []store.Kuyruk) error {
	opt.Prepare = Declare
	link := NewLink(url, opt)
	defer link.Close()
	const together = 200 // declarations that a channel's time is enough for
	bind := func(bound bool) error {
		for part := range slices.Chunk(ks, together) {
			err := link.WithChannel(ctx, func(ch *amqp.Channel) error {
				for _, k := range part {
					var bindings []Binding
					if bound {
						bindings = []Binding{{k.Exchange, k.Anahtar}}
					}
					if err := declareQueue(ctx, ch, k.Ad, queueArguments(k.Exchange, birimQueueLength), bindings...); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := bind(false); err != nil {
		return err
	}
	pause(ctx, ripening)
	return bind(true)
}

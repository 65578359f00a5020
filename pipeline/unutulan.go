package pipeline

import (
	"context"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/store"
)

// How SMS and events are looked for that nobody has acted on.
const (
	unutulanSMSAra = 30 * time.Second

	unutulanAra  = 5 * time.Minute
	unutulanYas  = 10 * time.Minute // longer than anybody has a message in hand
	unutulanGeri = 2 * time.Hour    // who was down for longer is told by an operator (acikkapi republish)
)

// every takes a turn at once and after each rest, until ctx ends. One that fails is told of as failed, and comes again.
func (p *Pipeline) every(ctx context.Context, rest time.Duration, failed string, turn func() error) {
	for ctx.Err() == nil {
		if err := turn(); err != nil && ctx.Err() == nil {
			p.opt.Log.Warn().Err(err).Msg(failed + "; will try again")
		}
		pause(ctx, rest)
	}
}

// sweepSMS takes up SMS that are not out and whose message is nowhere (store.SendForgottenSMS), until ctx ends.
func (p *Pipeline) sweepSMS(ctx context.Context) {
	p.every(ctx, unutulanSMSAra, "forgotten SMS are not looked for", func() error {
		n, err := p.opt.Store.SendForgottenSMS(ctx)
		if n > 0 && err == nil {
			p.opt.Log.Warn().Int("sms", n).Msg("SMS that nobody was about to send are sent for again")
		}
		return err
	})
}

// sweepEvents sends forgotten events again, until ctx ends.
func (p *Pipeline) sweepEvents(ctx context.Context) {
	p.every(ctx, unutulanAra, "forgotten events are not looked for", func() error {
		return p.sendForgottenEvents(ctx, time.Now().Add(-defaultTo(p.opt.ForgottenAfter, unutulanYas)))
	})
}

// sendForgottenEvents sends those from before again that a consumer has not applied though nothing waits in its queue, in the outbox or in the
// park: a quorum queue may keep a message for a consumer that never gets it (PL-04, PL-06). Who has applied it after all does nothing.
func (p *Pipeline) sendForgottenEvents(ctx context.Context, before time.Time) error {
	subs, err := p.idleSubscriptions(ctx)
	if err != nil {
		return err
	}
	counts, err := p.opt.Store.RepublishEvents(ctx, store.YayinSecenek{Abonelikler: subs, Since: before.Add(-unutulanGeri), Before: before})
	for _, c := range counts {
		if c.Adet > 0 {
			p.opt.Log.Warn().Str("what", c.Ne).Int("events", c.Adet).Msg("events that nobody acted on are sent again")
		}
	}
	return err
}

// idleSubscriptions are those whose queue is empty: what waits in the others comes by itself.
func (p *Pipeline) idleSubscriptions(ctx context.Context) (idle []store.Abonelik, err error) {
	err = p.consume.WithChannel(ctx, func(ch *amqp.Channel) error {
		waiting := map[string]int{}
		for _, sub := range Subscriptions() {
			n, known := waiting[sub.Kuyruk]
			if !known {
				q, err := ch.QueueDeclarePassive(sub.Kuyruk, true, false, false, false, nil)
				if err != nil {
					return err
				}
				n = q.Messages
				waiting[sub.Kuyruk] = n
			}
			if n == 0 {
				idle = append(idle, sub)
			}
		}
		return nil
	})
	return idle, err
}

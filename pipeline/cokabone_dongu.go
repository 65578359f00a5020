package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"
)

// pump is a group's loop: one message at a time from the broker to the stream, settled ones back. It returns
// when the channel is closed, or when ctx ends and what is in hand has been acked or had its time.
func (g *group) pump(ctx context.Context) error {
	var next *handed
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	defer func() {
		if next != nil {
			next.cancel()
		}
	}()
	for {
		in, out := g.in, chan<- *message.Message(nil)
		var msg *message.Message
		if next != nil {
			in, out, msg = nil, g.st.out, next.msg
		}
		acked, nacked := g.hand.oldest()
		var tick <-chan time.Time
		if !g.hand.idle() {
			tick = sweep.C
		}
		var err error
		select {
		case a := <-in:
			if a.ended {
				err = g.ended(a.from)
			} else {
				next, err = g.take(ctx, a)
			}
		case out <- msg:
			g.hand.out, next = append(g.hand.out, next), nil
		case <-acked:
			g.hand.collect(false, g.settled)
			err = g.hand.ack()
		case <-nacked:
			g.hand.collect(false, g.settled)
		case now := <-tick:
			err = g.hand.sweep(now, g.settled)
		case <-g.changed:
			err = g.reconcile(ctx)
		case e := <-g.closes:
			return closeReason(e)
		case <-ctx.Done():
			return g.finish()
		}
		if err != nil {
			return err
		}
	}
}

func closeReason(e *amqp.Error) error {
	if e == nil {
		return amqp.ErrClosed
	}
	return e
}

// take makes a message of a delivery. Its context does not end with the subscription's, or a transaction
// could not be finished in the time of grace.
func (g *group) take(ctx context.Context, a arrival) (*handed, error) {
	msg, err := Marshaler{}.Unmarshal(a.d)
	if err != nil {
		return nil, err
	}
	msg.Metadata[MetaQueue] = a.from.queue
	msgCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	msg.SetContext(msgCtx)
	a.from.inHand++
	return &handed{from: a.from, msg: msg, tag: a.d.DeliveryTag, cancel: cancel}, nil
}

// ended takes note that a consumer gets no more deliveries: it was cancelled by us, or its queue is no more.
// With a closed channel all of them end, which says nothing of their queues.
func (g *group) ended(c *consumer) error {
	if g.ch.IsClosed() {
		return closeReason(<-g.closes)
	}
	c.ended = true
	if !c.leaving {
		g.leave(c.queue)
	}
	g.forgetIfDone(c)
	return nil
}

func (g *group) settled(c *consumer) {
	c.inHand--
	g.forgetIfDone(c)
}

// forgetIfDone lets the queue of a consumer that has ended be taken up again.
func (g *group) forgetIfDone(c *consumer) {
	if !c.ended || c.inHand > 0 {
		return
	}
	delete(g.consumers, c.queue)
	g.assign(assignment{})
}

// finish gives what is handed out its time of grace. The rest goes back with the channel.
func (g *group) finish() error {
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	grace := time.NewTimer(g.st.opt.Grace)
	defer grace.Stop()
	for len(g.hand.out) > 0 {
		select {
		case now := <-sweep.C:
			if err := g.hand.sweep(now, g.settled); err != nil {
				return err
			}
		case <-g.closes: //nolint:errcheck // that it is closed is all that counts here
			return nil
		case <-grace.C:
			return errors.New("messages in hand were not acked in time")
		}
	}
	return g.hand.sweep(time.Now(), g.settled)
}

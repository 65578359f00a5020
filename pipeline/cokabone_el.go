package pipeline

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"
)

// hand is what a channel has delivered and the broker has not back: messages handed out, and the bookkeeping
// that turns acks in any order into as few frames as possible. An ack of many covers every tag up to its own,
// delivered to whichever queue's consumer, so it may only go as far as no tag is missing.
type hand struct {
	ch         *amqp.Channel
	nackDelay  time.Duration
	out        []*handed // oldest first
	resting    []*handed // nacked, to go back when due
	settled    tagSet
	unreported []uint64 // acked by the handler, not yet to the broker
}

type handed struct {
	from   *consumer
	msg    *message.Message
	tag    uint64
	cancel context.CancelFunc
	due    time.Time
}

// oldest are the signals of the message that has been out for longest; nil, which never fire, without one.
func (h *hand) oldest() (acked, nacked <-chan struct{}) {
	if len(h.out) == 0 {
		return nil, nil
	}
	return h.out[0].msg.Acked(), h.out[0].msg.Nacked()
}

// collect takes the messages off the hand that have been acked or nacked, up to the first that has not, or
// all of them, and calls settled for each that was acked.
func (h *hand) collect(all bool, settled func(*consumer)) {
	kept := h.out[:0]
	for i, m := range h.out {
		select {
		case <-m.msg.Acked():
			h.settled.add(m.tag)
			h.unreported = append(h.unreported, m.tag)
			settled(m.from)
			m.cancel()
			continue
		case <-m.msg.Nacked():
			m.due = time.Now().Add(h.nackDelay)
			h.resting = append(h.resting, m)
			m.cancel()
			continue
		default:
		}
		if !all {
			kept = append(kept, h.out[i:]...)
			break
		}
		kept = append(kept, m)
	}
	clear(h.out[len(kept):])
	h.out = kept
}

// ack tells the broker of all that is settled without a gap, in one frame.
func (h *hand) ack() error {
	floor, last := h.settled.floor(), uint64(0)
	behind := h.unreported[:0]
	for _, tag := range h.unreported {
		if tag <= floor {
			last = max(last, tag) // the broker insists on a tag that is still open
		} else {
			behind = append(behind, tag)
		}
	}
	h.unreported = behind
	if last == 0 {
		return nil
	}
	return h.ch.Ack(last, true)
}

// sweep tells the broker of what is settled behind a gap too, one by one, and gives back what has rested.
func (h *hand) sweep(now time.Time, settled func(*consumer)) error {
	h.collect(true, settled)
	if err := h.ack(); err != nil {
		return err
	}
	for _, tag := range h.unreported {
		if err := h.ch.Ack(tag, false); err != nil {
			return err
		}
	}
	h.unreported = h.unreported[:0]
	resting := h.resting[:0]
	for _, m := range h.resting {
		if now.Before(m.due) {
			resting = append(resting, m)
			continue
		}
		if err := h.ch.Nack(m.tag, false, true); err != nil {
			return err
		}
		h.settled.add(m.tag)
		settled(m.from)
	}
	clear(h.resting[len(resting):])
	h.resting = resting
	return nil
}

func (h *hand) idle() bool { return len(h.out)+len(h.resting)+len(h.unreported) == 0 }

// drop tells the handlers, by their message's context, that the broker will deliver again.
func (h *hand) drop() {
	for _, m := range h.out {
		m.cancel()
	}
}

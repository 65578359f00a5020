package pipeline

import (
	"context"
	"fmt"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
)

// lane is one of a Publisher's channels, replaced whenever something about it is in doubt. One batch at a
// time uses it.
type lane struct {
	window  int
	timeout time.Duration

	s       *session
	ch      *amqp.Channel
	returns chan amqp.Return
	closes  chan *amqp.Error
	stale   bool // confirms are outstanding that nobody waits for any more
}

// ready makes sure of a channel in confirm mode.
func (l *lane) ready(ctx context.Context, link *Link) error {
	s, err := link.session(ctx)
	if err != nil {
		return err
	}
	if s.isBlocked() {
		return blocked()
	}
	if l.ch != nil && l.s == s && !l.stale && !l.ch.IsClosed() {
		return nil
	}
	l.close()
	ch, err := s.channel()
	if err != nil {
		return away(fmt.Errorf("open a channel: %w", err))
	}
	if err := s.do(rpcTimeout, func() error { return ch.Confirm(false) }); err != nil {
		return away(fmt.Errorf("ask for confirms: %w", err))
	}
	l.s, l.ch, l.stale = s, ch, false
	// Room for as many returns as can be in flight: amqp091-go reads nothing else until a return is taken.
	l.returns = ch.NotifyReturn(make(chan amqp.Return, l.window))
	l.closes = ch.NotifyClose(make(chan *amqp.Error, 1))
	return nil
}

func (l *lane) close() {
	if l.ch == nil {
		return
	}
	ch := l.ch
	l.ch = nil
	if !l.s.isDown() && !l.s.isBlocked() { // a blocked broker would not read the request, the connection's end closes it
		_ = l.s.do(rpcTimeout, ch.Close)
	}
}

// publish sends the batch with at most window messages unconfirmed and sets errs. It returns the error by
// which the broker closed the channel over one of the messages, nil if it did not.
func (l *lane) publish(ctx context.Context, batch []Outgoing, errs []error) (exception error) {
	f := &flight{lane: l, batch: batch, errs: errs, confirms: make([]*amqp.DeferredConfirmation, 0, len(batch)), timer: time.NewTimer(l.timeout)}
	defer f.timer.Stop()
	var err error
	for i := range batch {
		if i >= l.window {
			if err = f.settle(ctx, i-l.window); err != nil {
				break
			}
		}
		if errs[i] = batch[i].check(); errs[i] != nil {
			f.confirms = append(f.confirms, nil)
			continue
		}
		confirm, sendErr := l.ch.PublishWithDeferredConfirm(batch[i].Exchange, batch[i].Key, true, false, batch[i].publishing())
		if sendErr != nil {
			err = l.why(sendErr)
			break
		}
		f.confirms = append(f.confirms, confirm)
	}
	failPoint("after publish, before confirm")
	for i := f.settled; err == nil && i < len(batch); i++ {
		err = f.settle(ctx, i)
	}
	if err == nil {
		return nil
	}
	l.stale = true
	f.abandon(err)
	if kural.KindOf(err) != kural.Unavailable {
		return err
	}
	return nil
}

// why tells what closed the channel: the broker, over one of the messages, or the loss of the connection.
// amqp091-go refuses calls a moment before it says so on closes, hence the wait.
func (l *lane) why(err error) error {
	select {
	case e := <-l.closes:
		if e != nil && e.Server && !l.s.isDown() {
			return &kural.Error{Kind: kural.Invalid, Message: "Mesaj kuyruk sunucusunca kabul edilmedi.", Err: e}
		}
		if e != nil {
			err = e
		}
	case <-time.After(closeTimeout):
	}
	return away(err)
}

// flight is one batch on its way.
type flight struct {
	*lane
	batch    []Outgoing
	errs     []error
	confirms []*amqp.DeferredConfirmation // of batch[:len(confirms)]; nil for what was not sent
	settled  int                          // errs[:settled] are known
	timer    *time.Timer
	index    map[[3]string][]int
}

// settle waits for the confirm of message i, the oldest one outstanding, and sets its error. It fails when
// nothing more can be learnt from this channel.
func (f *flight) settle(ctx context.Context, i int) error {
	confirm := f.confirms[i]
	if confirm == nil {
		f.settled = i + 1
		return nil
	}
	select {
	case <-confirm.Done():
	default:
		f.timer.Reset(f.timeout)
		select {
		case <-confirm.Done():
		case <-f.s.whenBlocked():
			return blocked()
		case <-f.timer.C:
			return kural.Away("Mesaj kuyruğu yanıt vermiyor.", fmt.Errorf("%w: %s", ErrNoConfirm, f.timeout))
		case <-ctx.Done():
			return away(fmt.Errorf("%w: %w", ErrNoConfirm, ctx.Err()))
		}
	}
	if !confirm.Acked() {
		if f.ch.IsClosed() {
			return f.why(amqp.ErrClosed)
		}
		f.errs[i] = away(ErrRefused)
	}
	f.settled = i + 1
	f.takeReturns()
	return nil
}

// takeReturns marks the messages that came back. A return precedes its own confirm, so once that is in, the
// return has been seen; a returned message is confirmed all the same, as handled.
func (f *flight) takeReturns() {
	for {
		select {
		case r, ok := <-f.returns:
			if !ok {
				return
			}
			if f.index == nil {
				f.index = make(map[[3]string][]int, len(f.batch))
				for i, o := range f.batch {
					k := [3]string{o.Exchange, o.Key, o.ID}
					f.index[k] = append(f.index[k], i)
				}
			}
			for _, i := range f.index[[3]string{r.Exchange, r.RoutingKey, r.MessageId}] {
				f.errs[i] = unroutable(r)
			}
		default:
			return
		}
	}
}

// abandon gives err to all whose confirm has not come.
func (f *flight) abandon(err error) {
	for i := f.settled; i < len(f.batch); i++ {
		if i >= len(f.confirms) || f.confirms[i] != nil && !f.confirms[i].Acked() {
			f.errs[i] = err
		}
	}
	f.takeReturns()
}

func blocked() error {
	return kural.Away("Mesaj kuyruğu şu anda yeni mesaj almıyor.", ErrBlocked)
}

func away(cause error) error {
	return kural.Away("Mesaj kuyruğuna şu anda yazılamıyor.", cause)
}

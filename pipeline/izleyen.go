package pipeline

import (
	"context"
	"errors"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/rs/zerolog"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// carried is what a span tells of a message that has come (OP-03).
func carried(msg *message.Message) izsur.Message {
	return izsur.Message{
		ID: msg.UUID, Type: msg.Metadata.Get(MetaType), Attempt: attemptOf(msg), Parent: msg.Metadata.Get(izsur.Header), Outside: outside(msg),
	}
}

func carriedAll(msgs []*message.Message) []izsur.Message {
	all := make([]izsur.Message, len(msgs))
	for i, msg := range msgs {
		all[i] = carried(msg)
	}
	return all
}

// outside tells whether a birim's own system has written msg: its headers are not ours.
func outside(msg *message.Message) bool {
	exchange := msg.Metadata.Get(MetaExchange)
	if d, dead := lastDeath(msg); dead && exchange == ExchangeOlu {
		exchange = d.Exchange
	}
	return exchange == ExchangeCevap || strings.HasPrefix(exchange, ExchangeCevap+".")
}

// sending is what a span tells of a message that goes out, and where it goes.
func sending(g *store.Giden) (m izsur.Message, to string) {
	to = g.Exchange
	if to == "" {
		to = g.Anahtar // straight to a queue
	}
	return izsur.Message{ID: g.MesajID.String(), Type: g.Tip, Attempt: g.Deneme, Parent: g.Baslik[izsur.Header]}, to
}

// publishing begins the spans of messages on their way, has each take its own along, and returns what ends them all.
func (r *Relay) publishing(out []store.Giden, batch []Outgoing) (end func([]error)) {
	if r.Tracer == nil {
		return func([]error) {}
	}
	ends := make([]func(error), len(out))
	for i := range out {
		m, to := sending(&out[i])
		batch[i].Headers[izsur.Header], ends[i] = r.Tracer.Publish(m, to)
	}
	return func(errs []error) {
		for i, end := range ends {
			end(errs[i])
		}
	}
}

// consuming begins the span of a consumer's work on msg. What follows from it, a retry too, hangs below that span; what a birim's own system has
// written into the header is forgotten.
func (f *failures) consuming(ctx context.Context, consumer string, msg *message.Message) (_ context.Context, end func(error)) {
	m := carried(msg)
	ctx, end = f.tracer.Consume(ctx, consumer, m)
	if header := izsur.Of(ctx); header != "" {
		msg.Metadata.Set(izsur.Header, header)
	} else if m.Outside {
		delete(msg.Metadata, izsur.Header)
	}
	return ctx, end
}

// askedToSend is the span of one provider's answer to one SMS.
func askedToSend(ctx context.Context, saglayici string, send func(context.Context) (sms.Receipt, error)) (sms.Receipt, error) {
	ctx, end := izsur.Start(ctx, "sms send", izsur.Provider.String(saglayici))
	receipt, err := send(ctx)
	izsur.Tell(ctx, izsur.Outcome.String(smsSonucu(err)))
	end(err)
	return receipt, err
}

// smsSonucu is what a provider's answer means, in the words of the metrics.
func smsSonucu(err error) string {
	switch {
	case err == nil:
		return smsGonderildi
	case kural.KindOf(err) == kural.Invalid:
		return smsReddedildi
	case errors.Is(err, sms.ErrOutcomeUnknown) || errors.Is(err, sms.ErrIncomplete):
		return smsBelirsiz
	}
	return smsErtelendi
}

// inTrace adds the trace's number, which leads from a log line to the whole way of the case.
func inTrace(e *zerolog.Event, header string) *zerolog.Event {
	if id := izsur.IDOf(header); id != "" {
		e.Str("trace", id)
	}
	return e
}

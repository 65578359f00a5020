package izsur

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"acikkapi/internal/maske"
)

// Header is the name of the header that carries a message's trace (W3C Trace Context).
const Header = "traceparent"

// Message is what a span tells of a message.
type Message struct {
	ID      string
	Type    string
	Attempt int    // attempts that have failed before
	Parent  string // its Header, "" for none
	Outside bool   // it was written by somebody else than our outbox: its trace is linked to, not continued
}

// Of is the Header of what is sent under ctx, "" where nobody follows a trace.
func Of(ctx context.Context) string {
	m := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, m)
	return m[Header]
}

// ID is the number of the trace that ctx belongs to, for log lines; "" for none.
func ID(ctx context.Context) string {
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		return sc.TraceID().String()
	}
	return ""
}

// IDOf is the number of a Header's trace, "" where it is none.
func IDOf(header string) string { return ID(remote(context.Background(), header)) }

// remote is ctx below the span that header names; one that cannot be read counts as none.
func remote(ctx context.Context, header string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{Header: header})
}

// Publish begins the span of a message's way to the exchange, or straight to a queue, and returns the Header that it takes along. A message
// that nobody's request has caused begins a trace.
func (t *Tracer) Publish(m Message, to string) (header string, end func(error)) {
	if t == nil {
		return m.Parent, func(error) {}
	}
	ctx, span := t.tracer.Start(remote(context.Background(), m.Parent), "publish "+to,
		trace.WithSpanKind(trace.SpanKindProducer), trace.WithAttributes(m.attributes(keyDestination.String(to))...))
	return Of(ctx), ender(span)
}

// Consume begins the span of a consumer's work on m, in m's trace. Where tracing is off, ctx only carries the trace on.
func (t *Tracer) Consume(ctx context.Context, consumer string, m Message) (_ context.Context, end func(error)) {
	from := remote(ctx, m.Parent)
	switch {
	case t != nil:
	case m.Outside:
		return ctx, func(error) {}
	default:
		return from, func(error) {}
	}
	opts := []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(m.attributes(keyConsumer.String(consumer))...)}
	if sc := trace.SpanContextFromContext(from); m.Outside {
		from = trace.ContextWithRemoteSpanContext(ctx, trace.SpanContext{})
		if sc.IsValid() { // without its flags: who sends us something does not decide whether we record
			opts = append(opts, trace.WithLinks(trace.Link{SpanContext: sc.WithTraceFlags(0)}))
		}
	}
	ctx, span := t.tracer.Start(from, "process "+consumer, opts...)
	return ctx, ender(span)
}

// ConsumeAll is Consume for messages that are worked on together: each has a span in its own trace, linked with that of the work. What follows
// from one of them alone takes its header along, of headers.
func (t *Tracer) ConsumeAll(ctx context.Context, consumer string, ms []Message) (_ context.Context, headers []string, end func(error)) {
	headers = make([]string, len(ms))
	if t == nil {
		for i, m := range ms {
			if !m.Outside {
				headers[i] = m.Parent
			}
		}
		return ctx, headers, func(error) {}
	}
	spans, ends := make([]trace.Span, len(ms)), make([]func(error), len(ms))
	for i, m := range ms {
		var one context.Context
		one, ends[i] = t.Consume(ctx, consumer, m)
		spans[i], headers[i] = Span(one), Of(one)
	}
	ctx, done := Together(ctx, "process "+consumer+" together", spans)
	return ctx, headers, func(err error) {
		done(err)
		for _, e := range ends {
			e(err)
		}
	}
}

const maxAttempt = 999 // a higher number was not written by us

func (m Message) attributes(more attribute.KeyValue) []attribute.KeyValue {
	return []attribute.KeyValue{
		keySystem.String("rabbitmq"), keyID.String(m.ID), keyType.String(maske.Name(m.Type)), keyAttempt.Int(max(0, min(m.Attempt, maxAttempt))), more,
	}
}

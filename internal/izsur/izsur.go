// Package izsur (iz sürmek, to follow a trace) makes OpenTelemetry traces of what happens to a case: from the form through outbox, broker
// and consumers to the SMS (OP-03). Without a receiver it does nothing but hand on what others have begun.
//
// Only the header traceparent travels with messages. tracestate and baggage do not: they hold whatever somebody has put there (SC-04).
package izsur

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"acikkapi/internal/kural"
)

// Options say where spans go.
type Options struct {
	Endpoint string  // base address of an OTLP/HTTP receiver, as in OTEL_EXPORTER_OTLP_ENDPOINT; "" = no tracing
	Headers  string  // of each request to it: name=value,…
	Share    float64 // of new traces that are kept, 0 to 1; what follows in a trace goes with its beginning
	Version  string  // of this program
	Log      zerolog.Logger
}

// Tracer begins traces and continues those of messages. nil is one that is off; all methods may be called on it.
type Tracer struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
}

const (
	scope    = "acikkapi"
	maxLinks = 512  // of one span: more than messages in a batch (docs/adr/0008)
	maxValue = 2000 // letters of an attribute
	stopTime = 2 * time.Second
)

// New is the tracer by these options, nil where they name no receiver. Spans are handed over in the background; where the receiver is
// away or slow they are dropped, and nobody waits. Errors: an endpoint or headers that cannot be read.
func New(o Options) (*Tracer, error) {
	if o.Endpoint == "" {
		return nil, nil //nolint:nilnil // off
	}
	client, err := newClient(o)
	if err != nil {
		return nil, err
	}
	limits := sdktrace.NewSpanLimits()
	limits.LinkCountLimit, limits.AttributeValueLengthLimit = maxLinks, maxValue
	provider := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(otlptrace.NewUnstarted(client), sdktrace.WithBatchTimeout(time.Second), sdktrace.WithExportTimeout(sendTime)),
		sdktrace.WithSampler(sdktrace.ParentBased(joined{sdktrace.TraceIDRatioBased(o.Share)})),
		sdktrace.WithRawSpanLimits(limits),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", scope), attribute.String("service.version", o.Version))),
	)
	return &Tracer{provider: provider, tracer: provider.Tracer(scope)}, nil
}

// Close hands over what is left, for two seconds at the longest.
func (t *Tracer) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // what was not handed over by then is only spans
}

// PGX makes a span of every statement that belongs to a traced span, without its arguments; nil where tracing is off.
func (t *Tracer) PGX() pgx.QueryTracer {
	if t == nil {
		return nil
	}
	return otelpgx.NewTracer(otelpgx.WithTracerProvider(t.provider), otelpgx.WithMeterProvider(noop.NewMeterProvider()),
		otelpgx.WithDisableConnectionDetailsInAttributes(), otelpgx.WithDisableAcquireTracer())
}

// joined is the sampler of new traces: what is done for several at once is kept where one of their own traces is.
type joined struct{ sdktrace.Sampler }

// ShouldSample is sdktrace.Sampler's.
func (s joined) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	for _, l := range p.Links {
		if l.SpanContext.IsSampled() {
			return sdktrace.AlwaysSample().ShouldSample(p)
		}
	}
	return s.Sampler.ShouldSample(p)
}

// Request begins a trace for an HTTP request; end names it by the route's template and takes the status. Whatever traceparent the client
// has sent is not believed: anybody could make us record, or put their own numbers into our traces.
func (t *Tracer) Request(ctx context.Context, method string) (_ context.Context, end func(route string, status int)) {
	if t == nil {
		return ctx, func(string, int) {}
	}
	if !slices.Contains(methods, method) { // a client may call it anything
		method = "_OTHER"
	}
	ctx, span := t.tracer.Start(ctx, method, trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer))
	return ctx, func(route string, status int) {
		if route != "" {
			span.SetName(method + " " + route)
		}
		span.SetAttributes(keyMethod.String(method), keyRoute.String(route), keyStatus.Int(status))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

// Start begins a span below that of ctx; where ctx has none that is recorded, it does nothing. end tells by the kind of its error, never
// by its text, how it went.
func Start(ctx context.Context, name string, attrs ...attribute.KeyValue) (_ context.Context, end func(error)) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, func(error) {}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithAttributes(attrs...))
	return ctx, ender(span)
}

// Tell adds to the span of ctx.
func Tell(ctx context.Context, attrs ...attribute.KeyValue) {
	trace.SpanFromContext(ctx).SetAttributes(attrs...)
}

// Span is the span of ctx, for Together.
func Span(ctx context.Context) trace.Span { return trace.SpanFromContext(ctx) }

// Together begins what is done at once for several spans: for one alone below it; else in a trace of its own, whose first span and theirs
// are linked to each other. Of spans, those that are not recorded do not count.
func Together(ctx context.Context, name string, spans []trace.Span) (_ context.Context, end func(error)) {
	var links []trace.Link
	var one trace.Span
	for _, s := range spans {
		if s.IsRecording() {
			one = s
			links = append(links, trace.Link{SpanContext: s.SpanContext()})
		}
	}
	switch {
	case one == nil:
		return ctx, func(error) {}
	case len(spans) == 1:
		return trace.ContextWithSpan(ctx, one), func(error) {}
	}
	ctx, batch := one.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithNewRoot(), trace.WithLinks(links...), trace.WithAttributes(keyBatch.Int(len(spans))))
	for _, s := range spans {
		s.AddLink(trace.Link{SpanContext: batch.SpanContext()})
	}
	return ctx, ender(batch)
}

func ender(span trace.Span) func(error) {
	return func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "")
			span.SetAttributes(keyError.String(kural.KindOf(err).String()))
		}
		span.End()
	}
}

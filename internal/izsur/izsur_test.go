package izsur_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"acikkapi/internal/gunluk"
	"acikkapi/internal/izsur"
	"acikkapi/internal/izsur/izsurtest"
)

func open(t *testing.T, url string, share float64, log zerolog.Logger) *izsur.Tracer {
	t.Helper()
	tracer, err := izsur.New(izsur.Options{Endpoint: url, Share: share, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tracer.Close)
	return tracer
}

// OP-03: without a receiver nothing is begun, and what others have begun is handed on as it came; of a birim's own system nothing is.
func TestOff(t *testing.T) {
	off, err := izsur.New(izsur.Options{Share: 1})
	if off != nil || err != nil || off.PGX() != nil {
		t.Fatalf("%v, %v", off, err)
	}
	const header = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	ctx, end := off.Request(t.Context(), "POST")
	end("/", 200)
	if izsur.Of(ctx) != "" || izsur.ID(ctx) != "" {
		t.Errorf("a request began %s", izsur.Of(ctx))
	}
	for _, c := range []struct {
		m    izsur.Message
		want string
	}{{izsur.Message{Parent: header}, header}, {izsur.Message{Parent: header, Outside: true}, ""}, {izsur.Message{Parent: "10000000146"}, ""}} {
		ctx, end := off.Consume(t.Context(), "havuz", c.m)
		inner, done := izsur.Start(ctx, "store.Do basvur")
		if got := izsur.Of(inner); got != c.want {
			t.Errorf("%+v is handed on as %q, want %q", c.m, got, c.want)
		}
		done(nil)
		end(nil)
	}
	if got, end := off.Publish(izsur.Message{Parent: header}, "olay"); got != header {
		t.Errorf("published as %s", got)
	} else {
		end(nil)
	}
	off.Close()
}

// OP-03: of what is not sampled nothing is sent, in the whole trace: the header says so to whoever comes next.
func TestShare(t *testing.T) {
	receiver := izsurtest.New(t)
	none, all := open(t, receiver.URL, 0, zerolog.Nop()), open(t, receiver.URL, 1, zerolog.Nop())
	ctx, end := none.Request(t.Context(), "GET")
	header := izsur.Of(ctx)
	if !strings.HasSuffix(header, "-00") {
		t.Errorf("header %q", header)
	}
	end("/", 200)
	_, end2 := all.Consume(t.Context(), "havuz", izsur.Message{Parent: header}) // another process, that would keep all
	end2(nil)
	none.Close()
	all.Close()
	if spans := receiver.Spans(); len(spans) != 0 {
		t.Errorf("sent: %+v", spans)
	}
}

// OP-03: a receiver that is away holds nobody up; it is said once, and said when it is back.
func TestReceiverAway(t *testing.T) {
	receiver := izsurtest.New(t)
	receiver.Away(true)
	var log bytes.Buffer
	tracer := open(t, receiver.URL, 1, gunluk.New(&log, "info"))
	for range 10_000 { // more than are kept
		_, end := tracer.Request(t.Context(), "GET")
		end("/", 200)
	}
	tracer.Close()
	if n := strings.Count(log.String(), "spans are dropped"); n != 1 || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("the log says %d times that spans are dropped: %s", n, log.String())
	}
	gone := open(t, "http://127.0.0.1:1", 1, zerolog.Nop())
	_, end := gone.Request(t.Context(), "GET")
	end("/", 200)
	gone.Close()
}

// SC-04: whatever somebody puts into a span, and wherever, nothing of a person leaves.
func TestNothingPersonalLeaves(t *testing.T) {
	receiver := izsurtest.New(t)
	tracer := open(t, receiver.URL, 1, zerolog.Nop())
	const tckn, phone, name = "10000000146", "+905321234567", "AYŞE"
	ctx, end := tracer.Request(t.Context(), tckn) // the method is what a client says
	span := trace.SpanFromContext(ctx)
	span.RecordError(errors.New(name + tckn))
	span.AddEvent(name, trace.WithAttributes(attribute.String("tckn", tckn)))
	span.SetAttributes(attribute.String("url.path", "/"+tckn), attribute.String("enduser.id", name), izsur.Provider.String("to "+phone))
	inner, done := izsur.Start(ctx, "ask "+tckn)
	done(errors.New(name))
	state, err := trace.ParseTraceState("ad=" + "AYSE")
	if err != nil {
		t.Fatal(err)
	}
	trace.SpanFromContext(inner).AddLink(trace.Link{SpanContext: span.SpanContext().WithTraceState(state)})
	_, consumed := tracer.Consume(context.Background(), tckn, izsur.Message{ID: phone, Type: name, Attempt: 10000000146, Parent: tckn, Outside: true})
	consumed(errors.New(phone))
	end("/{no}", 500)
	tracer.Close()
	if n := len(receiver.Spans()); n != 3 {
		t.Fatalf("%d spans", n)
	}
	for _, secret := range []string{tckn, "5321234567", name, "AYSE", "url.path", "enduser", "exception"} {
		if strings.Contains(receiver.Raw(), secret) {
			t.Errorf("%q left: %+v", secret, receiver.Spans())
		}
	}
	for _, s := range receiver.Spans() {
		if s.Extra != "" {
			t.Errorf("%s: %s", s.Name, s.Extra)
		}
	}
}

// A wrong setting is told at the start, without its value.
func TestHeaders(t *testing.T) {
	h, err := izsur.ParseHeaders("Authorization=Bearer%20x, a = b ,")
	if err != nil || len(h) != 2 || h["Authorization"] != "Bearer x" || h["a"] != "b" {
		t.Errorf("%v, %v", h, err)
	}
	for _, wrong := range []string{"gizli", "=gizli", "a=%gizli"} {
		if _, err := izsur.ParseHeaders(wrong); err == nil || strings.Contains(err.Error(), "gizli") {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

// Package izsurtest receives traces in tests: OTLP over real HTTP, as a collector would.
package izsurtest

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Span is one span as the receiver got it.
type Span struct {
	Trace, ID, Parent string // hexadecimal; Parent "" at the beginning of a trace
	Name              string
	Kind              string // internal, server, client, producer, consumer
	Failed            bool
	Attributes        map[string]string
	Links             []string // numbers of the traces that it is linked to
	Extra             string   // status text, events, trace state: there should be none
}

// Receiver is an OTLP/HTTP receiver of traces.
type Receiver struct {
	URL string

	mu    sync.Mutex
	spans []Span
	raw   [][]byte
	away  bool
	auth  []string
}

// New is a receiver that lasts as long as the test.
func New(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	srv := httptest.NewServer(http.HandlerFunc(r.receive))
	t.Cleanup(srv.Close)
	r.URL = srv.URL
	return r
}

// Away makes it refuse everything, or take it again.
func (r *Receiver) Away(away bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.away = away
}

// Spans are all that it has got so far.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.spans)
}

// Raw is every byte that it has got, as it came.
func (r *Receiver) Raw() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all strings.Builder
	for _, b := range r.raw {
		all.Write(b)
		all.WriteByte('\n')
	}
	return all.String()
}

// Authorization is that header of each request so far.
func (r *Receiver) Authorization() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.auth)
}

func (r *Receiver) receive(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	var data collector.TracesData
	if err == nil {
		err = proto.Unmarshal(body, &data)
	}
	if err != nil || req.URL.Path != "/v1/traces" || req.Header.Get("Content-Type") != "application/x-protobuf" {
		http.Error(w, fmt.Sprint("not OTLP: ", err), http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	r.raw, r.auth = append(r.raw, body), append(r.auth, req.Header.Get("Authorization"))
	for _, rs := range data.ResourceSpans {
		for _, ss := range rs.ScopeSpans {
			for _, s := range ss.Spans {
				r.spans = append(r.spans, spanOf(s))
			}
		}
	}
}

var kinds = map[collector.Span_SpanKind]string{
	collector.Span_SPAN_KIND_INTERNAL: "internal", collector.Span_SPAN_KIND_SERVER: "server", collector.Span_SPAN_KIND_CLIENT: "client",
	collector.Span_SPAN_KIND_PRODUCER: "producer", collector.Span_SPAN_KIND_CONSUMER: "consumer",
}

func spanOf(s *collector.Span) Span {
	out := Span{
		Trace: hex.EncodeToString(s.TraceId), ID: hex.EncodeToString(s.SpanId), Parent: hex.EncodeToString(s.ParentSpanId), Name: s.Name,
		Kind:       kinds[s.Kind],
		Failed:     s.Status.GetCode() == collector.Status_STATUS_CODE_ERROR,
		Attributes: map[string]string{}, Extra: s.Status.GetMessage() + s.TraceState,
	}
	for _, kv := range s.Attributes {
		out.Attributes[kv.Key] = valueText(kv.Value)
	}
	for _, l := range s.Links {
		out.Links = append(out.Links, hex.EncodeToString(l.TraceId))
		out.Extra += l.TraceState
	}
	for _, e := range s.Events {
		out.Extra += e.String()
	}
	return out
}

func valueText(v interface {
	GetStringValue() string
	GetIntValue() int64
	String() string
},
) string {
	if s := v.GetStringValue(); s != "" {
		return s
	}
	return fmt.Sprint(v.GetIntValue())
}

// Tree sets a trace out as a text, a line a span: its name, indented below its parent's, siblings by name. skip leaves spans out with all that is below
// them. A span whose parent is not there stands at the end, as “lost: name”.
func Tree(spans []Span, trace string, skip func(Span) bool) string {
	below, have := map[string][]Span{}, map[string]bool{}
	for _, s := range spans {
		if s.Trace == trace {
			below[s.Parent] = append(below[s.Parent], s)
			have[s.ID] = true
		}
	}
	var out strings.Builder
	var write func(parent string, depth int)
	write = func(parent string, depth int) {
		list := below[parent]
		slices.SortStableFunc(list, func(a, b Span) int { return strings.Compare(a.Name, b.Name) })
		for _, s := range list {
			if !skip(s) {
				fmt.Fprintf(&out, "%s%s\n", strings.Repeat("  ", depth), s.Name)
				write(s.ID, depth+1)
			}
		}
	}
	write("", 0)
	for parent, list := range below {
		if parent != "" && !have[parent] {
			for _, s := range list {
				fmt.Fprintf(&out, "lost: %s\n", s.Name)
			}
		}
	}
	return out.String()
}

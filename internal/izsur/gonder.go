package izsur

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

const (
	sendTime   = 5 * time.Second // a batch at the longest
	tracesPath = "/v1/traces"    // below the endpoint, by the OTLP specification
)

// client hands spans to an OTLP/HTTP receiver, once: what it does not take is dropped. OpenTelemetry's own (otlptracehttp) does the same
// with retries, and links all of gRPC into the program.
type client struct {
	url     string
	headers map[string]string
	http    *http.Client
	log     zerolog.Logger
	away    atomic.Bool // and it has been said
}

func newClient(o Options) (*client, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("not an address of an OTLP/HTTP receiver") //nolint:err113 // only told at the start
	}
	headers, err := ParseHeaders(o.Headers)
	if err != nil {
		return nil, err
	}
	return &client{url: u.JoinPath(tracesPath).String(), headers: headers, http: &http.Client{Timeout: sendTime}, log: o.Log}, nil
}

// ParseHeaders reads name=value,… with values as in an address (%20), as in OTEL_EXPORTER_OTLP_HEADERS. The error repeats no value.
func ParseHeaders(list string) (map[string]string, error) {
	headers := map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if name = strings.TrimSpace(name); !found || name == "" || err != nil {
			return nil, fmt.Errorf("not a list of name=value, separated by commas") //nolint:err113 // as above
		}
		headers[name] = value
	}
	return headers, nil
}

// Start is otlptrace.Client's; there is nothing to begin.
func (*client) Start(context.Context) error { return nil }

// Stop is otlptrace.Client's.
func (c *client) Stop(context.Context) error {
	c.http.CloseIdleConnections()
	return nil
}

// UploadTraces sends what may leave the program. A failure is told in our own log, once until it works again: the error would go to
// OpenTelemetry's, which nobody masks.
func (c *client) UploadTraces(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	clean(spans)
	err := c.send(ctx, spans)
	switch {
	case err != nil && c.away.CompareAndSwap(false, true):
		c.log.Warn().Err(err).Msg("the receiver of traces does not take them; spans are dropped until it does")
	case err == nil && c.away.CompareAndSwap(true, false):
		c.log.Info().Msg("the receiver of traces takes them again")
	}
	return nil
}

func (c *client) send(ctx context.Context, spans []*tracepb.ResourceSpans) error {
	body, err := proto.Marshal(&tracepb.TracesData{ResourceSpans: spans}) // on the wire the same as ExportTraceServiceRequest
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for k, v := range c.headers {
		req.Header.Set(k, v)
	}
	req.Header.Set("Content-Type", "application/x-protobuf")
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // to use the connection again
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("it answers %s", res.Status) //nolint:err113 // for the log
	}
	return nil
}

package saglik_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/saglik"
	"acikkapi/pipeline"
)

// OP-01: a dependency that is away is named and makes the process not ready, one that never answers too; the process
// itself is alive all the same.
func TestReadyNamesWhatIsAway(t *testing.T) {
	hangs := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for _, c := range []struct {
		name   string
		ask    func(context.Context) error
		status int
		said   string
	}{
		{"there", func(context.Context) error { return nil }, http.StatusOK, `"rabbitmq":"ok"`},
		{"away", func(context.Context) error { return errors.New("dial tcp 10.1.2.3: refused") }, http.StatusServiceUnavailable, `"rabbitmq":"yok"`},
		{"hangs", hangs, http.StatusServiceUnavailable, `"rabbitmq":`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := saglik.Handler(prometheus.NewRegistry(), []saglik.Check{
				{Name: "postgres", Ask: func(context.Context) error { return nil }}, {Name: "rabbitmq", Ask: c.ask},
			})
			status, body := get(t, h, "/readyz")
			if status != c.status || !strings.Contains(body, c.said) || !strings.Contains(body, `"postgres":"ok"`) || strings.Contains(body, "10.1.2.3") {
				t.Errorf("%d %s", status, body)
			}
			if status, _ := get(t, h, "/healthz"); status != http.StatusOK {
				t.Errorf("healthz says %d", status)
			}
		})
	}
}

// OP-02: what an operator watches is there, and moves.
func TestMetrics(t *testing.T) {
	s, reg := dbtest.New(t), prometheus.NewRegistry()
	s.Instrument(reg)
	pipeline.NewMetrics(reg)
	reg.MustRegister(&saglik.Figures{Store: s, Log: zerolog.Nop()})
	no := dbtest.File(t, s, 1)
	if _, err := s.Do(t.Context(), dbtest.AKS, no, basvuru.SendToMIA{}); err != nil {
		t.Fatal(err)
	}
	_, body := get(t, saglik.Handler(reg, nil), "/metrics")
	for _, line := range []string{
		`acikkapi_accepted_total{channel="web"} 1`, `acikkapi_transitions_total{event="basvuru.miaya_gonderildi"} 1`,
		"acikkapi_outbox_depth 2", "acikkapi_outbox_age_seconds ", "acikkapi_retries_waiting 0", "acikkapi_parked_open 0",
	} {
		if !strings.Contains(body, line) {
			t.Errorf("no line %q", line)
		}
	}
}

// OP-04: the operator is told of every consumer what it does, whom it matters to, and what to do.
func TestEveryConsumerIsExplained(t *testing.T) {
	t.Parallel()
	names := []string{"birim", "mia-kutusu"}
	for _, q := range pipeline.Queues() {
		names = append(names, q.Name)
	}
	for _, n := range names {
		if c := saglik.TuketiciOf(n); !saglik.Known(n) || c.Is == "" || c.Etki == "" || c.Ne == "" {
			t.Errorf("nothing is said about %s: add it to internal/saglik/tuketici.go", n)
		}
	}
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	res, err := srv.Client().Get(srv.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

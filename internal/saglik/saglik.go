// Package saglik is the private listener: is the process alive, are its dependencies there, and what do the
// figures say (OP-01, OP-02). It must never be reachable for the public.
package saglik

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Check asks one dependency; an error means that it is away.
type Check struct {
	Name string
	Ask  func(context.Context) error
}

const checkTime = 2 * time.Second

// Handler serves /healthz, /readyz (each dependency named), /metrics and /debug/pprof/.
func Handler(reg *prometheus.Registry, checks []Check) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"durum": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { ready(w, r, checks) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{Registry: reg, Timeout: 5 * time.Second}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// ready asks all dependencies; one that is away makes it 503.
func ready(w http.ResponseWriter, r *http.Request, checks []Check) {
	ctx, cancel := context.WithTimeout(r.Context(), checkTime)
	defer cancel()
	status, said := http.StatusOK, ask(ctx, checks)
	for _, s := range said {
		if s != there {
			status = http.StatusServiceUnavailable
		}
	}
	answer(w, status, said)
}

const there = "ok" // what is said of a part that answers

// ask asks all dependencies at once, and what each has said until ctx ends.
func ask(ctx context.Context, checks []Check) map[string]string {
	results := make([]chan error, len(checks))
	for i, c := range checks {
		results[i] = make(chan error, 1)
		go func() { results[i] <- c.Ask(ctx) }()
	}
	said := map[string]string{}
	for i, c := range checks {
		said[c.Name] = there
		select {
		case err := <-results[i]:
			if err != nil {
				said[c.Name] = "yok"
			}
		case <-ctx.Done():
			said[c.Name] = "cevap vermiyor"
		}
	}
	return said
}

// Ask asks all dependencies at once: "" for one that is there, else a word for people.
func Ask(ctx context.Context, checks []Check) map[string]string {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	said := ask(ctx, checks)
	for name, s := range said {
		if s == there {
			said[name] = ""
		}
	}
	return said
}

func answer(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck,gosec // the asker has gone
}

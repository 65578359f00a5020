package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
	"github.com/rs/zerolog"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
)

// Options of Chain. All but Log and Engine have defaults.
type Options struct {
	Engine       *Engine
	Log          zerolog.Logger
	Tracer       *izsur.Tracer  // nil: off
	PublicURL    string         // as people see it; https switches on HSTS
	Proxies      []netip.Prefix // whose X-Forwarded-For is believed; none by default
	PerMinute    int            // requests of one address in a minute, default 600; static files are not counted
	PerMinuteKey int            // requests with one API key, default ten times as many
	MaxBody      int64          // bytes of a body where the route does not AllowUpload, default 1 MB
	API          string         // prefix below which errors are problem+json, default /api/
	Time         time.Duration  // until an answer begins, default 10 s
	Observe      Observer       // nil: nobody
}

// Observer is told of every answer once it has ended. route is the template, as in /basvuru/{no}, never a path; "" where none matched.
type Observer func(route, method string, status int, took time.Duration)

const (
	defaultPerMinute = 600
	defaultMaxBody   = 1 << 20
)

func (o Options) withDefaults() Options {
	if o.PerMinute == 0 {
		o.PerMinute = defaultPerMinute
	}
	if o.PerMinuteKey == 0 {
		o.PerMinuteKey = 10 * o.PerMinute
	}
	if o.MaxBody == 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.API == "" {
		o.API = "/api/"
	}
	if o.Time == 0 {
		o.Time = requestTime
	}
	return o
}

// Chain puts around router what every request passes, outermost first, and gives it its pages for 404 and 405. Call it
// once, after all routes are there. Sessions are not in it: routers below choose between Sessions.Middleware and ReadOnly.
func Chain(router *mux.Router, o Options) (http.Handler, error) {
	o = o.withDefaults()
	headers, err := securityHeaders(o.PublicURL)
	if err != nil {
		return nil, err
	}
	crossOrigin, err := refuseCrossOrigin(o)
	if err != nil {
		return nil, err
	}
	router.Use(recordRoute)
	router.NotFoundHandler = o.failing(&kural.Error{Kind: kural.NotFound, Message: "Aradığınız sayfa bulunamadı."})
	router.MethodNotAllowedHandler = o.failing(&kural.Error{Kind: kural.NotFound, Message: "Bu adres bu istekle açılamaz."})

	var h http.Handler = router
	for _, layer := range []func(http.Handler) http.Handler{
		limitBody(o.MaxBody), // innermost
		limitTime(o.Time),
		markOwn,
		crossOrigin,
		limitRate(o),
		o.recoverPanics,
		headers,
		accessLog(o.Observe),
		o.trace,
		o.identify, // outermost
	} {
		h = layer(h)
	}
	return h, nil
}

// fail answers with a page, or with problem+json below the API's prefix.
func (o Options) fail(w http.ResponseWriter, r *http.Request, err error) {
	if len(r.URL.Path) >= len(o.API) && r.URL.Path[:len(o.API)] == o.API {
		Problem(w, r, err)
		return
	}
	o.Engine.Fail(w, r, err)
}

func (o Options) failing(err error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.fail(w, r, err) })
}

// identify finds out whose request it is, and gives it its id, in the answer's X-Request-ID and in every log line.
func (o Options) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info := &requestInfo{id: uuid.Must(uuid.NewV7()).String(), ip: o.clientIP(r)}
		w.Header().Set("X-Request-ID", info.id)
		ctx := context.WithValue(r.Context(), requestKey{}, info)
		l := o.Log.With().Str("request", info.id).Logger()
		next.ServeHTTP(w, r.WithContext(l.WithContext(ctx)))
	})
}

// accessLog writes method, route template, status and duration, and tells observe the same; never paths, queries or bodies, which may name
// people (SC-04).
func accessLog(observe Observer) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begin := time.Now()
			rec := &recorder{ResponseWriter: w, status: http.StatusOK}
			defer func() { // an answer cut off by a panic is logged too
				route, took := infoOf(r.Context()).route, time.Since(begin)
				zerolog.Ctx(r.Context()).Info().
					Str("method", r.Method).
					Str("route", route).
					Int("status", rec.status).
					Int64("ms", took.Milliseconds()).
					Msg("http")
				if observe != nil {
					observe(route, r.Method, rec.status, took)
				}
			}()
			next.ServeHTTP(rec, r)
		})
	}
}

// trace begins a trace for the request (OP-03), whose number stands in every log line. What lasts as long as a page is open, or only hands out a
// file of ours, has none.
func (o Options) trace(next http.Handler) http.Handler {
	if o.Tracer == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, livePath) || strings.HasPrefix(r.URL.Path, StaticPath) {
			next.ServeHTTP(w, r)
			return
		}
		ctx, end := o.Tracer.Request(r.Context(), r.Method)
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() { end(infoOf(ctx).route, rec.status) }()
		l := zerolog.Ctx(ctx).With().Str("trace", izsur.ID(ctx)).Logger()
		next.ServeHTTP(rec, r.WithContext(l.WithContext(ctx)))
	})
}

const livePath = "/canli/" // of pages that change by themselves

// recorder remembers the status and whether the answer has begun.
type recorder struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *recorder) WriteHeader(status int) {
	if !w.begun {
		w.status, w.begun = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recoverPanics makes a 500 page of a panic; an answer that has begun is cut off instead.
func (o Options) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); rec.begun || ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler)
			}
			zerolog.Ctx(r.Context()).Error().Bytes("stack", debug.Stack()).Msg("panic in a handler")
			o.fail(rec, r, fmt.Errorf("panic: %v", p))
		}()
		next.ServeHTTP(rec, r)
	})
}

// recordRoute tells the access log which route matched; mux knows it only inside.
func recordRoute(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route := mux.CurrentRoute(r); route != nil {
			infoOf(r.Context()).route, _ = route.GetPathTemplate()
		}
		next.ServeHTTP(w, r)
	})
}

package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"acikkapi/handlers"
	"acikkapi/intake"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kps"
	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/store"
)

const (
	sweepSessions = 5 * time.Minute
	sweepDrafts   = time.Hour
)

// pages is what all pages stand on.
type pages struct {
	store *store.Store
	files *dosya.Store
	temp  string // folder for exports under way

	queues *saglik.Kuyruklar // nil: not configured
	reg    prometheus.Registerer
}

// serveWeb opens the public listener with the pages of the chosen roles.
func (e *env) serveWeb(ctx context.Context, g *errgroup.Group, roles []string, p pages) error {
	s, files := p.store, p.files
	engine, router := web.NewEngine(), mux.NewRouter()
	router.PathPrefix(web.StaticPath).Handler(engine.Static())
	identities := kps.New(e.cfg.KPSURL, nil)
	if slices.Contains(roles, roleIntake) {
		intake.Routes(router, intake.Deps{
			Store: s, KPS: identities, Web: engine, Dosya: files,
			Sessions: web.NewSessions(s.Pool(), engine, web.CitizenSession(e.secure())),
		})
		g.Go(func() error { intake.Sweep(e.log.WithContext(ctx), s, files, sweepDrafts); return nil })
	}
	hub := web.NewHub()
	if slices.Contains(roles, roleInbox) {
		staff := web.NewSessions(s.Pool(), engine, web.StaffSession(e.secure()))
		var queues handlers.Kuyruklar
		if p.queues != nil {
			queues = p.queues
		}
		inbox := handlers.New(handlers.Options{
			Kuyruklar: queues,
			Store:     s, Engine: engine, Files: files, Temp: p.temp, Hub: hub, KPS: identities, Sessions: staff, Sertifika: e.certURL(),
			Kart: intake.NewKart(intake.KartDeps{Store: s, KPS: identities, Web: engine, Sessions: staff, Dosya: files}),
		})
		if err := e.serveCertificates(ctx, g, inbox, engine); err != nil {
			return err
		}
		inbox.Register(router)
		g.Go(func() error { inbox.Listen(e.log.WithContext(ctx)); return nil })
	}
	h, err := web.Chain(router, web.Options{Engine: engine, Log: e.log, Tracer: e.tracer, PublicURL: e.cfg.PublicURL, Proxies: e.cfg.TrustedProxies, Observe: measured(p.reg)})
	if err != nil {
		return err
	}
	ln, err := web.Listen(ctx, e.cfg.Listen)
	if err != nil {
		return fmt.Errorf("public listener: %w", err)
	}
	g.Go(func() error { web.SweepSessions(ctx, s.Pool(), sweepSessions); return nil })
	srv := web.NewServer(e.cfg.Listen, h)
	srv.RegisterOnShutdown(hub.Close) // open event streams would hold the stop up
	g.Go(func() error { return serveUntil(e.drained(ctx), srv, ln) })
	return nil
}

// measured counts and times the answers (OP-02) by the templates of the routes, of which there are a fixed number; not those of live pages, which
// have no end.
func measured(reg prometheus.Registerer) web.Observer {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: "acikkapi", Name: "http_request_duration_seconds",
		Help:    "Time until an answer was written, by route (its template; yok = no such route), method and status.",
		Buckets: []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"route", "method", "code"})
	reg.MustRegister(took)
	return func(route, method string, status int, d time.Duration) {
		switch {
		case strings.HasPrefix(route, "/canli/"):
			return
		case route == "": // whoever asks chooses the method then
			route, method = "yok", ""
		}
		took.WithLabelValues(route, method, strconv.Itoa(status)).Observe(d.Seconds())
	}
}

func (e *env) secure() bool { return strings.HasPrefix(e.cfg.PublicURL, "https://") }

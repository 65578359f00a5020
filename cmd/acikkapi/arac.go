package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

type migrateCmd struct{}

// Run brings the schema up to date.
func (migrateCmd) Run(ctx context.Context, e *env) error {
	n, err := store.Migrate(ctx, e.cfg.DatabaseURL)
	if err == nil {
		e.log.Info().Int("applied", n).Msg("schema is up to date")
	}
	return err
}

type seedCmd struct{}

// Run loads what every installation starts with; demo users only where ACIKKAPI_DEMO=1, elsewhere they are locked.
func (seedCmd) Run(ctx context.Context, e *env) error {
	s, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	rows, err := s.Seed(ctx)
	if err != nil {
		return err
	}
	if e.cfg.Demo {
		_, err = s.LoadDemo(ctx)
	} else {
		_, err = s.LockDemo(ctx)
	}
	if err == nil {
		e.log.Info().Int("rows", rows).Bool("demo", e.cfg.Demo).Msg("seed is loaded")
	}
	return err
}

type simCmds struct {
	Serve     simCmd       `cmd:"" default:"1" help:"Serve the simulators (what sim alone does)."`
	Sertifika sertifikaCmd `cmd:"" help:"Make an authority and certificates for the demo users and for trying every refusal, as .p12 files."`
}

type simCmd struct{}

// Run serves the simulators until the process is told to stop.
func (simCmd) Run(ctx context.Context, e *env) error {
	var o sim.Options
	if e.cfg.SimCA != "" {
		ca, _, err := sim.OpenCA(e.cfg.SimCA)
		if err != nil {
			return err
		}
		o.CA = ca
	}
	s := sim.New(o)
	srv := &http.Server{Addr: e.cfg.SimListen, Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second}
	e.log.Info().Str("listen", e.cfg.SimListen).Str("smpp", e.cfg.SimSMPP).Msg("simulators: KPS, SMS gateway and SMSC")
	g, ctx := errgroup.WithContext(ctx)
	if e.cfg.SimSMPP != "" {
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", e.cfg.SimSMPP)
		if err != nil {
			return err
		}
		g.Go(func() error { return s.ServeSMPP(ctx, ln) })
	}
	g.Go(func() error { return serveUntil(ctx, srv, nil) })
	return g.Wait()
}

func (e *env) open(ctx context.Context) (*store.Store, error) {
	quiet, err := sms.ParseSessiz(e.cfg.SMSQuiet, store.Istanbul())
	if err != nil {
		return nil, err
	}
	o := store.Options{URL: e.cfg.DatabaseURL, Keys: e.cfg.Keys, Sessiz: quiet, Tracer: e.tracer.PGX()}
	if e.cfg.Demo { // the few demo people sign in again and again, from one address
		o.Limits = store.Limits{TCKN: demoLimit, Telefon: demoLimit, IP: demoLimit}
	}
	return store.Open(ctx, o)
}

const demoLimit = 1000 // codes in a quarter of an hour

const drainTime = 15 * time.Second // of the 20 s that a stop may take (OP-01)

// drained ends some time after ctx: pages are served for that long while /readyz is silent already, so that the load balancer has turned to
// others before connections are refused (OP-01).
func (e *env) drained(ctx context.Context) context.Context {
	if e.cfg.Drain == 0 {
		return ctx
	}
	late, end := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(e.cfg.Drain, end) })
	return late
}

// serveUntil serves until ctx ends, then lets the requests under way finish. A nil listener opens srv.Addr.
func serveUntil(ctx context.Context, srv *http.Server, ln net.Listener) error {
	failed := make(chan error, 1)
	go func() {
		if ln != nil {
			failed <- srv.Serve(ln)
		} else {
			failed <- srv.ListenAndServe()
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return errors.Join(err, srv.Close())
	}
	return nil
}

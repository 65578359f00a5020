package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/amqpadres"
	"acikkapi/internal/dosya"
	"acikkapi/internal/izsur"
	"acikkapi/internal/kps"
	"acikkapi/internal/rapor"
	"acikkapi/internal/saglik"
	"acikkapi/internal/web"
	"acikkapi/pipeline"
)

const (
	roleIntake   = "intake"
	roleInbox    = "inbox"
	rolePipeline = "pipeline"
)

type serveCmd struct {
	Roles []string `default:"intake,inbox,pipeline" enum:"intake,inbox,pipeline" help:"Roles of this process: ${enum}."`
}

// Run serves until the process is told to stop.
func (c serveCmd) Run(ctx context.Context, e *env) (err error) {
	if e.tracer, err = izsur.New(izsur.Options{
		Endpoint: e.cfg.TraceURL, Headers: e.cfg.TraceHeaders, Share: e.cfg.TraceShare, Version: surum(), Log: e.log,
	}); err != nil {
		return err
	}
	defer e.tracer.Close() // last of all, so that what the stop does is handed over too
	return c.serve(ctx, e)
}

func (c serveCmd) serve(ctx context.Context, e *env) error {
	s, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.Instrument(reg)
	queues, err := e.kuyruklar()
	if err != nil {
		return err
	}

	files, err := dosya.New(ctx, e.cfg.Files)
	if err != nil {
		return err
	}
	defer files.Close() //nolint:errcheck // nothing is being written any more
	temp, err := rapor.OpenGecici(e.cfg.TempDir())
	if err != nil {
		return err
	}
	defer temp.Close() //nolint:errcheck // the next start removes what is left

	checks := []saglik.Check{{Name: "postgres", Ask: s.Ping}}
	ping := saglik.Check{Name: "dosya", Ask: files.Ping} // is no check of /readyz: without files the rest goes on
	all := func() []saglik.Check { return append(slices.Clone(checks), ping) }
	reg.MustRegister(&saglik.Figures{Store: s, Kuyruklar: queues, Checks: all, Surum: surum(), Roller: c.Roles, Log: e.log})
	g, ctx := errgroup.WithContext(ctx)
	if slices.Contains(c.Roles, rolePipeline) {
		providers, smpp := e.providers(s)
		p := pipeline.New(pipeline.Options{
			AMQPURL: e.cfg.AMQPURL, Store: s, Log: e.log, Tracer: e.tracer, Metrics: pipeline.NewMetrics(reg),
			KPS: kps.New(e.cfg.KPSURL, nil), Files: files, Temp: temp.Dir, Saglayicilar: providers, YonetimURL: e.cfg.AMQPManagementURL,
		})
		checks = append(checks, saglik.Check{Name: "rabbitmq", Ask: func(context.Context) error { return p.Ready() }})
		g.Go(func() error { return servePipeline(ctx, p, smpp) })
	}
	if slices.Contains(c.Roles, roleIntake) || slices.Contains(c.Roles, roleInbox) {
		if err := e.serveWeb(ctx, g, c.Roles, pages{s, files, temp.Dir, queues, reg}); err != nil {
			g.Go(func() error { return err }) // stops the pipeline, which has begun; Wait lets it finish
			return g.Wait()
		}
	}
	g.Go(func() error {
		return serveUntil(ctx, web.NewServer(e.cfg.PrivateListen, saglik.Handler(reg, checks)), nil)
	})
	e.shows(ctx, g, s, c.Roles, all(), queues)
	e.log.Info().Strs("roles", c.Roles).Str("listen", e.cfg.Listen).Str("private", e.cfg.PrivateListen).Msg("serving")
	return g.Wait()
}

// kuyruklar looks at the queues through the management API where its address is given, else nil.
func (e *env) kuyruklar() (*saglik.Kuyruklar, error) {
	if e.cfg.AMQPManagementURL == "" {
		return nil, nil //nolint:nilnil // there are none to be had
	}
	k, err := saglik.NewKuyruklar(e.cfg.AMQPManagementURL, amqpadres.Vhost(e.cfg.AMQPURL))
	if err != nil {
		return nil, fmt.Errorf("AMQP_MANAGEMENT_URL: %w", err)
	}
	return k, nil
}

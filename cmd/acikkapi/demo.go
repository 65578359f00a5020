package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/gosteri"
	"acikkapi/internal/gunluk"
)

type demoCmd struct {
	Log string `default:"" help:"File for the servers' log; without it only warnings are shown."`
}

const startTime = 30 * time.Second

// Run shows one application's whole life. A server and simulators that run already are used, else they are started
// for as long as it takes.
func (c demoCmd) Run(ctx context.Context, e *env) error {
	if !e.cfg.Demo {
		return errors.New("the demonstration needs the demo users: set ACIKKAPI_DEMO=1")
	}
	if err := c.quiet(e); err != nil {
		return err
	}
	if err := (migrateCmd{}).Run(ctx, e); err != nil {
		return err
	}
	if err := (seedCmd{}).Run(ctx, e); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var running []chan error
	start := func(url string, run func(context.Context, *env) error) error {
		if answers(ctx, url) {
			return nil
		}
		done := make(chan error, 1)
		go func() { done <- run(ctx, e) }()
		running = append(running, done)
		return await(ctx, url, done)
	}
	err := errors.Join(
		start(e.cfg.SimURL+"/kisiler?limit=1", simCmd{}.Run),
		start("http://"+e.cfg.PrivateListen+"/readyz", serveCmd{Roles: []string{roleIntake, roleInbox, rolePipeline}}.Run),
	)
	if err == nil {
		err = gosteri.Run(ctx, gosteri.Options{URL: e.cfg.PublicURL, SimURL: e.cfg.SimURL, AMQPURL: e.cfg.AMQPURL, Out: os.Stdout})
	}
	stop()
	for _, done := range running {
		err = errors.Join(err, <-done)
	}
	return err
}

func (c demoCmd) quiet(e *env) error {
	if c.Log == "" {
		e.log = e.log.Level(zerolog.ErrorLevel)
		return nil
	}
	f, err := os.Create(c.Log)
	if err != nil {
		return err
	}
	e.log = gunluk.New(f, e.cfg.LogLevel) // closed by the end of the process
	return nil
}

func answers(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// await waits until url answers, or the server that was started for it has ended.
func await(ctx context.Context, url string, done <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !answers(ctx, url) {
		select {
		case err := <-done:
			return fmt.Errorf("could not start: %w", err)
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer within %s", url, startTime)
		case <-tick.C:
		}
	}
	return nil
}

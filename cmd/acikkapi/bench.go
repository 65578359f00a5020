package main

import (
	"context"
	"os"

	"acikkapi/internal/bench"
)

type benchCmd struct {
	Quick bool   `help:"Small numbers: does it work, not how fast."`
	JSON  string `default:"bench/results.json" help:"File for the figures."`
}

// Run measures against the references, on a database and a vhost of its own.
func (c benchCmd) Run(ctx context.Context, e *env) error {
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	return bench.Run(ctx, bench.Options{
		DatabaseURL: e.cfg.DatabaseURL, AMQPURL: e.cfg.AMQPURL, ManagementURL: e.cfg.AMQPManagementURL,
		Binary: binary, Out: os.Stdout, JSON: c.JSON, Quick: c.Quick,
	})
}

package main

import (
	"context"
	"os"

	"acikkapi/internal/bench"
)

type benchCmd struct {
	Quick bool   `help:"Small numbers: does it work, not how fast."`
	JSON  string `default:"bench/results.json" help:"File for the figures."`

	Only []string `help:"Parts to measure, by the names that it prints, such as intake,Excel; the file is not written then."`
}

// Run measures against the references, on a database and a vhost of its own.
func (c benchCmd) Run(ctx context.Context, e *env) error {
	binary, err := os.Executable()
	if err != nil {
		return err
	}
	if len(c.Only) > 0 {
		c.JSON = "" // some of the figures would take the place of all
	}
	return bench.Run(ctx, bench.Options{
		DatabaseURL: e.cfg.DatabaseURL, AMQPURL: e.cfg.AMQPURL, ManagementURL: e.cfg.AMQPManagementURL,
		Binary: binary, Out: os.Stdout, JSON: c.JSON, Quick: c.Quick, Only: c.Only,
	})
}

// Package bench measures the system beside a reference, in the same run on the same machine, so that the ratios
// mean something on any machine. It works in a database and a RabbitMQ vhost of its own, which it removes.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// Options say where the servers are and what to leave behind.
type Options struct {
	DatabaseURL   string // of a user that may make databases; the database it names is not touched
	AMQPURL       string
	ManagementURL string    // http://user:password@host:port of RabbitMQ's management, which makes the vhost
	Binary        string    // acikkapi, whose idle memory is measured; "" = not measured
	Out           io.Writer // progress and the table
	JSON          string    // file for the results, "" = none; its folder is made
	Quick         bool      // one short round of each instead of three: shows that it works, measures little
	Only          []string  // names of the parts to measure (Steps); none = all
}

// step is one of the things measured; it adds its lines.
type step struct {
	name    string
	measure func(*bench, context.Context) error
}

func steps() []step {
	return []step{
		{"intake", (*bench).intake},
		{"relay", (*bench).relay},
		{"consumer", (*bench).consumer},
		{"reports", (*bench).reports},
		{"birim queues", (*bench).boxes},
		{"whole life and latency", (*bench).life},
		{"Excel", (*bench).excel},
		{"open inboxes", (*bench).inboxes},
		{"idle memory", (*bench).memory},
		{"lists", (*bench).lists},
		{"type-ahead", (*bench).typeAhead},
		{"photos", (*bench).photos},
		{"queue of cards", (*bench).cardQueue},
	}
}

// Steps are the names of what can be measured, in their order. Parts write what later ones read: Excel alone has few rows.
func Steps() []string {
	var names []string
	for _, s := range steps() {
		names = append(names, s.name)
	}
	return names
}

// bench is one run.
type bench struct {
	opt    Options
	world  *world
	rounds int
	span   time.Duration // of one round of a side that is measured over time
	lines  []Line
}

// Run measures everything, prints the table and writes the JSON. A part that fails does not keep the others from
// being measured; it is in the error. Cancelling ctx ends it; database and vhost are removed in any case.
func Run(ctx context.Context, opt Options) error {
	for _, name := range opt.Only {
		if !slices.Contains(Steps(), name) {
			return fmt.Errorf("bench: there is no part %q but: %s", name, strings.Join(Steps(), ", "))
		}
	}
	b := &bench{opt: opt, rounds: 3, span: 3 * time.Second}
	if opt.Quick {
		b.rounds, b.span = 1, 500*time.Millisecond
	}
	began := time.Now()
	w, err := newWorld(ctx, opt)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer w.close()
	b.world = w
	b.say("database and vhost %s, to be removed at the end", w.name)
	b.say("load average before: %s; what else runs makes every figure worse, the ratios less so", loadAverage())
	var errs []error
	for _, s := range steps() {
		if ctx.Err() != nil {
			break
		}
		if len(opt.Only) > 0 && !slices.Contains(opt.Only, s.name) {
			continue
		}
		b.say("measuring %s", s.name)
		if err := s.measure(b, ctx); err != nil {
			errs = append(errs, fmt.Errorf("bench: %s: %w", s.name, err))
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	printTable(opt.Out, b.lines)
	b.say("took %s", time.Since(began).Round(time.Second))
	if opt.JSON != "" {
		errs = append(errs, writeJSON(opt.JSON, b.lines))
	}
	return errors.Join(errs...)
}

func (b *bench) say(format string, a ...any) {
	fmt.Fprintf(b.opt.Out, "bench: "+format+"\n", a...)
}

// loadAverage is how busy the machine was in the last minute, for whoever reads the figures.
func loadAverage() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(raw), " ")
	return first
}

// size is full for a real measurement and quick for a look.
func (b *bench) size(full, quick int) int {
	if b.opt.Quick {
		return quick
	}
	return full
}

// side is one of the things compared; it returns a rate.
type side func(context.Context) (float64, error)

// medians measures the sides turn by turn, so that a noisy moment does not hit one alone, and returns each one's median.
func (b *bench) medians(ctx context.Context, sides ...side) ([]float64, error) {
	all := make([][]float64, len(sides))
	for range b.rounds {
		for i, measure := range sides {
			v, err := measure(ctx)
			if err != nil {
				return nil, err
			}
			all[i] = append(all[i], v)
		}
	}
	out := make([]float64, len(sides))
	for i, vs := range all {
		out[i] = percentile(vs, 50)
	}
	return out, nil
}

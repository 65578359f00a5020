package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"acikkapi/pipeline"
	"acikkapi/store"
)

type republishCmd struct {
	DryRun bool          `name:"dry-run" help:"Only count what would go out again."`
	Since  time.Duration `help:"Look at events no older than this, such as 720h; 0 = at all."`
	Wait   time.Duration `default:"30s" help:"How long to wait for RabbitMQ."`
}

// Run brings back what RabbitMQ has lost (SC-12): its queues, and from the database everything that has not arrived.
func (c republishCmd) Run(ctx context.Context, e *env) error {
	s, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	o := store.YayinSecenek{Abonelikler: pipeline.Subscriptions(), DryRun: c.DryRun}
	if c.Since > 0 {
		o.Since = time.Now().Add(-c.Since)
	}
	if !c.DryRun {
		if err := c.queues(ctx, e, s); err != nil {
			return err
		}
	}
	counts, err := s.Republish(ctx, o)
	printYayin(os.Stdout, counts, c.DryRun)
	return err
}

// queues makes those of birim and ils again, and has the units' own systems set up again.
func (c republishCmd) queues(ctx context.Context, e *env, s *store.Store) error {
	ks, err := s.Kuyruks(ctx)
	if err != nil {
		return err
	}
	ks = slices.DeleteFunc(ks, func(k store.Kuyruk) bool { return k.Dis }) // made with their rights, below
	waiting, cancel := context.WithTimeout(ctx, c.Wait+time.Duration(len(ks))*100*time.Millisecond)
	defer cancel()
	if err := pipeline.Redeclare(waiting, e.cfg.AMQPURL, pipeline.LinkOptions{Name: "republish", Log: e.log}, ks); err != nil {
		return fmt.Errorf("nothing was sent: %w", err)
	}
	n, err := s.RepeatBirimSistemleri(ctx)
	fmt.Fprintf(os.Stdout, "%8d  birim ve MİA kuyruğu yerinde\n%8d  birim sistemi yeniden kurulacak\n", len(ks), n)
	return err
}

func printYayin(w io.Writer, counts []store.YayinSayisi, dryRun bool) {
	total := 0
	for _, y := range counts {
		total += y.Adet
		fmt.Fprintf(w, "%8d  %s\n", y.Adet, y.Ne)
	}
	what := "ileti yeniden gönderilmek üzere yazıldı"
	if dryRun {
		what = "ileti yeniden gönderilecekti; hiçbir şey yazılmadı"
	}
	fmt.Fprintf(w, "%8d  %s\n", total, what)
}

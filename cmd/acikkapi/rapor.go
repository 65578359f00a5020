package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

type reportCmd struct {
	Rebuild reportRebuildCmd `cmd:"" help:"Count everything anew from the history, while the system works, and put it in place of the kept counts."`
}

type reportRebuildCmd struct {
	Check bool `help:"Only compare: print the lines that differ from what is kept, and end with 1 where any does."`
}

// Run rebuilds or checks the counts of the reports (PL-09) and prints what was found, in Turkish.
func (c *reportRebuildCmd) Run(ctx context.Context, e *env) error { return c.run(ctx, e, os.Stdout) }

func (c *reportRebuildCmd) run(ctx context.Context, e *env, out io.Writer) error {
	s, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	begun := time.Now()
	k, err := s.RebuildCounts(ctx, c.Check)
	if err != nil {
		return explainReport(err)
	}
	fmt.Fprintf(out, "%s başvurunun %s olayı sayıldı (%s).\n", binlik(k.Basvuru), binlik(k.Olay), saniye(time.Since(begun)))
	if !c.Check {
		fmt.Fprintf(out, "Sayımlar yenilendi. Kuyruktan henüz gelmemiş %s olay da içindedir; geldiklerinde yeniden sayılmazlar.\n", binlik(k.Bekleyen))
		return nil
	}
	fmt.Fprintf(out, "Kuyruktan henüz gelmemiş %s olay karşılaştırmaya katılmadı.\n", binlik(k.Bekleyen))
	for _, line := range k.Farklar {
		fmt.Fprintln(out, line)
	}
	if k.Fark > 0 {
		return fmt.Errorf("tutulan sayımlar %s satırda geçmişten farklı; düzeltmek için: acikkapi report rebuild", binlik(k.Fark))
	}
	fmt.Fprintln(out, "Tutulan sayımlar geçmişle aynı.")
	return nil
}

// explainReport puts what the database said into the operator's words.
func explainReport(err error) error {
	switch kural.KindOf(err) {
	case kural.Conflict:
		return &told{"sayımlar şu anda başka bir komutla yeniden kuruluyor; bitince yeniden deneyiniz.", store.ErrIthalSuruyor}
	case kural.Unavailable:
		return &told{"veritabanına ulaşılamıyor; sayımlar değişmedi. Veritabanı gelince aynı komutu yeniden veriniz.", err}
	case kural.Internal, kural.NotFound, kural.Forbidden, kural.Invalid:
	}
	return fmt.Errorf("sayımlar değişmedi: %w", err)
}

// Command acikkapi is the whole system in one binary: `serve` with roles, and the tools around it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/rs/zerolog"

	"acikkapi/internal/config"
	"acikkapi/internal/gunluk"
	"acikkapi/internal/izsur"
)

type commands struct {
	Serve     serveCmd     `cmd:"" help:"Serve the chosen roles."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database's schema up to date."`
	Seed      seedCmd      `cmd:"" help:"Load places, lists, synthetic units and, with ACIKKAPI_DEMO=1, the demo users."`
	Import    importCmd    `cmd:"" help:"Take over DETSİS units, addresses or holidays from a .csv or .xlsx file."`
	User      userCmd      `cmd:"" help:"Define users of e-İçişleri."`
	Report    reportCmd    `cmd:"" help:"Look after the counts behind the reports (PL-09)."`
	Uret      uretCmd      `cmd:"" name:"detsis-uret" help:"Write N synthetic DETSİS units as a file that import takes."`
	Republish republishCmd `cmd:"" help:"Send everything again that has not arrived, after RabbitMQ has lost its messages."`
	Sim       simCmds      `cmd:"" help:"Simulate KPS and the SMS gateway over real sockets; sim sertifika makes certificates to try."`
	Demo      demoCmd      `cmd:"" help:"Drive one application and one card through their whole lives and print each step."`
	Bench     benchCmd     `cmd:"" help:"Measure against the references and write the figures."`
}

// env is what every command gets: the configuration and the log.
type env struct {
	cfg config.Config
	log zerolog.Logger

	tracer *izsur.Tracer // nil: off
}

func main() {
	var c commands
	k := kong.Parse(&c, kong.Name("acikkapi"), kong.Description("Açık Kapı and Personel Yakını Tanıtım Kartı on one pipeline."), kong.UsageOnError())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, err := config.Load()
	if err != nil {
		fmt.Fprintf(os.Stderr, "acikkapi: the configuration has errors:\n%v\n", err)
		os.Exit(2)
	}
	k.BindTo(ctx, (*context.Context)(nil))
	if err := k.Run(&env{cfg: cfg, log: gunluk.New(os.Stderr, cfg.LogLevel)}); err != nil {
		fmt.Fprintf(os.Stderr, "acikkapi: %v\n", err)
		os.Exit(exitCode(err))
	}
}

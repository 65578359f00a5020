package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"time"

	"acikkapi/internal/ithal"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

type importCmd struct {
	Konu   string `arg:"" enum:"detsis,adres,tatil" help:"What the file holds: detsis, adres or tatil."`
	Dosya  string `arg:"" help:"The .csv or .xlsx file."`
	DryRun bool   `help:"Only look and report; nothing is changed."`
	Rapor  string `placeholder:"FILE.csv" help:"Write every refused row here too."`
	Tam    bool   `help:"The file is the whole register: what it lacks is closed."`
	YineDe bool   `help:"Go on even where --tam closes more than a fifth of what is there."`
	Yapan  string `help:"Who imports, for the audit line; the account's name without it."`
}

// Exit codes of import beside 0 (done, or nothing to do), 1 (a fault) and 2 (configuration): docs/ithal.md.
const (
	exitRed      = 3 // rows were refused, or the file would close too much: nothing was changed
	exitDosya    = 4 // the file cannot be read as a table
	exitAway     = 5 // the database is away: try again
	exitSuruyor  = 6 // another import is under way: try again later
	shownReds    = 100
	progressTick = 200 * time.Millisecond
)

// exitCode is what the process ends with after err.
func exitCode(err error) int {
	switch {
	case errors.Is(err, store.ErrIthalRed), errors.Is(err, errCok), errors.Is(err, errUser):
		return exitRed
	case errors.Is(err, ithal.ErrDosya), errors.Is(err, errSecretFile):
		return exitDosya
	case errors.Is(err, store.ErrIthalSuruyor):
		return exitSuruyor
	case kural.KindOf(err) == kural.Unavailable:
		return exitAway
	}
	return 1
}

// errCok is a whole file that would close too much.
var errCok = errors.New("too much would be closed")

// told is an error with words for the operator; its cause decides on the exit code.
type told struct {
	text  string
	cause error
}

func (e *told) Error() string { return e.text }
func (e *told) Unwrap() error { return e.cause }

// Run takes over the file and prints the report, in Turkish.
func (c *importCmd) Run(ctx context.Context, e *env) error {
	return c.run(ctx, e, os.Stdout, os.Stderr)
}

func (c *importCmd) run(ctx context.Context, e *env, out io.Writer, screen *os.File) (err error) {
	d, err := ithal.Open(c.Dosya)
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // was only read
	report, err := openRapor(c.Rapor)
	if err != nil {
		return err
	}
	s, err := e.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(out, "%s: %s (%s)\n", konular[c.Konu].ad, d.Ad, d.Bicim)
	show := newIlerleme(screen, d)
	reds := &redler{out: out, report: report}
	begun := time.Now()
	sonuc, err := konular[c.Konu].load(s, ctx, store.Ithal{
		Dosya: d, Tam: c.Tam, Deneme: c.DryRun, Coklu: c.YineDe, Yapan: c.who(), Red: reds.add, Adim: show.step,
	})
	show.end()
	if closed := reds.end(); err == nil {
		err = closed
	}
	if err != nil {
		return explain(err)
	}
	printSonuc(out, c, sonuc, time.Since(begun))
	return nil
}

// konular are the kinds of files.
var konular = map[string]struct {
	ad   string
	load func(*store.Store, context.Context, store.Ithal) (store.IthalSonuc, error)
}{
	"detsis": {"DETSİS birimleri", (*store.Store).ImportBirim},
	"adres":  {"Adres listesi", (*store.Store).ImportYer},
	"tatil":  {"Resmî tatiller", (*store.Store).ImportTatil},
}

// who is the name for the audit line.
func (c *importCmd) who() string {
	if c.Yapan != "" {
		return c.Yapan
	}
	name, host := "bilinmiyor", "bilinmiyor"
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if h, err := os.Hostname(); err == nil {
		host = h
	}
	return name + "@" + host
}

// explain puts an error into the operator's words.
func explain(err error) error {
	switch {
	case errors.Is(err, ithal.ErrDosya):
		return err
	case errors.Is(err, store.ErrIthalRed):
		return &told{"dosyada hatalı satırlar var; hiçbir satır işlenmedi. Satırları düzeltip dosyayı yeniden veriniz.", err}
	case errors.Is(err, store.ErrIthalSuruyor):
		return &told{"şu anda başka bir içe aktarma sürüyor; bitince yeniden deneyiniz. Hiçbir şey değiştirilmedi.", err}
	case errors.Is(err, context.Canceled):
		return &told{"içe aktarma yarıda kesildi; hiçbir şey değiştirilmedi.", err}
	}
	switch known := kural.All(err); {
	case len(known) == 1 && known[0].Kind == kural.Conflict:
		return &told{known[0].Message + " Hiçbir şey değiştirilmedi.", errCok}
	case kural.KindOf(err) == kural.Unavailable:
		return &told{fmt.Sprintf("veritabanına ulaşılamıyor; hiçbir şey değiştirilmedi. Veritabanı gelince aynı komutu yeniden veriniz. (%v)", errors.Unwrap(known[0])), err}
	}
	return fmt.Errorf("beklenmeyen hata; hiçbir şey değiştirilmedi: %w", err)
}

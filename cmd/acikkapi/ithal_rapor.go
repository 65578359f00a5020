package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"acikkapi/internal/ithal"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// openRapor makes the report's file anew; nil where none is wanted.
func openRapor(path string) (*os.File, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no report is no fault
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, &told{fmt.Sprintf("rapor dosyası yazılamıyor: %v", err), ithal.ErrDosya}
	}
	return f, nil
}

// redler prints the first refused rows and writes all of them into the report.
type redler struct {
	out    io.Writer
	report *os.File
	csv    *csv.Writer
	n      int
}

func (r *redler) add(red ithal.Red) error {
	if r.n++; r.n <= shownReds {
		fmt.Fprintf(r.out, "  RED  satır %d%s: %s\n", red.Satir, sutunOf(red), red.Neden)
	}
	if r.report == nil {
		return nil
	}
	if r.csv == nil {
		if _, err := r.report.WriteString("\ufeff"); err != nil { // so that Excel reads the letters
			return fmt.Errorf("rapor: %w", err)
		}
		r.csv = csv.NewWriter(r.report)
		r.csv.Comma = ';'
		if err := r.csv.Write([]string{"Satır", "Sütun", "Neden"}); err != nil {
			return fmt.Errorf("rapor: %w", err)
		}
	}
	return r.csv.Write([]string{strconv.Itoa(red.Satir), inert(red.Sutun), inert(red.Neden)})
}

// inert keeps a cell from becoming a formula (SC-08).
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func sutunOf(red ithal.Red) string {
	if red.Sutun == "" {
		return ""
	}
	return ", " + red.Sutun
}

func (r *redler) end() error {
	if r.n > shownReds {
		fmt.Fprintf(r.out, "  … ve %s ret daha", binlik(r.n-shownReds))
		if r.report == nil {
			fmt.Fprint(r.out, "; tümü için --rapor DOSYA.csv veriniz")
		}
		fmt.Fprintln(r.out)
	}
	if r.report == nil {
		return nil
	}
	if r.csv != nil {
		r.csv.Flush()
		if err := r.csv.Error(); err != nil {
			return fmt.Errorf("rapor: %w", err)
		}
	}
	return r.report.Close()
}

// ilerleme is the progress bar, or, where nobody watches, nothing.
type ilerleme struct {
	screen io.Writer
	bar    *progressbar.ProgressBar
}

func newIlerleme(screen *os.File, d *ithal.Dosya) *ilerleme {
	info, err := screen.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &ilerleme{}
	}
	unit := progressbar.OptionShowBytes(true)
	if d.Toplam < 0 { // rows, nobody knows how many
		unit = progressbar.OptionSetItsString("satır")
	}
	p := &ilerleme{screen, progressbar.NewOptions64(d.Toplam, progressbar.OptionSetWriter(screen), progressbar.OptionSetDescription("Okunuyor"), unit,
		progressbar.OptionShowCount(), progressbar.OptionThrottle(progressTick), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
	d.Ilerleme = func(n int64) { _ = p.bar.Set64(n) } // a bar that cannot be drawn is no reason to stop
	return p
}

// step shows what the database is busy with; how long that takes nobody knows beforehand.
func (p *ilerleme) step(text string) {
	if p.bar != nil {
		p.end()
		fmt.Fprintf(p.screen, "%s…\n", text)
	}
}

func (p *ilerleme) end() {
	if p.bar != nil && !p.bar.IsFinished() {
		_ = p.bar.Finish() // as above
	}
}

func printSonuc(out io.Writer, c *importCmd, r store.IthalSonuc, took time.Duration) {
	if r.Once != nil {
		fmt.Fprintf(out, "Bu dosya daha önce de işlenmiş: %s, %s.\n", r.Once.Zaman, r.Once.Yapan)
	}
	fmt.Fprintf(out, "%-60s %10s\n", "Dosyadaki satır", binlik(r.Satir))
	for _, n := range r.Sayimlar {
		if n.Sayi > 0 {
			fmt.Fprintf(out, "%-60s %10s\n", n.Ad, binlik(n.Sayi))
		}
	}
	for _, k := range r.Kalan {
		fmt.Fprintf(out, "  DURUYOR  %s %s: %s\n", k.No, k.Ad, k.Neden)
	}
	for _, u := range r.Uyarilar {
		fmt.Fprintf(out, "  UYARI  %s\n", u)
	}
	switch {
	case c.DryRun:
		fmt.Fprintf(out, "DENEME: dosya uygun; hiçbir şey değiştirilmedi (%s).\n", saniye(took))
	case r.Degisen == 0:
		fmt.Fprintf(out, "Değişen bir şey yok; her satır zaten sistemde böyle (%s).\n", saniye(took))
	default:
		fmt.Fprintf(out, "Tamam: %s kayıt değişti (%s).\n", binlik(r.Degisen), saniye(took))
	}
}

// binlik is n as people write it: 300.000.
func binlik(n int) string {
	s, err := web.Sayi(n)
	if err != nil {
		return strconv.Itoa(n)
	}
	return s
}

func saniye(d time.Duration) string {
	return strings.Replace(fmt.Sprintf("%.1f sn", d.Seconds()), ".", ",", 1)
}

package ariza_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// tablo collects a row of each fault. It is printed after all tests, so that it is the last that is seen, also where a row has failed.
var tablo struct {
	rows  []string
	began time.Time
}

// TestMain prints the table at the very end.
func TestMain(m *testing.M) {
	tablo.began = time.Now()
	m.Run() // the exit code is its
	if binary.path != "" {
		_ = os.RemoveAll(filepath.Dir(binary.path))
	}
	printTable()
}

// row runs f as a test of its own and puts what came of it into the table.
func row(t *testing.T, name string, f func(*kayit, *sonuc)) {
	t.Helper()
	k, r, ran := &kayit{}, &sonuc{}, false
	passed := t.Run(name, func(t *testing.T) { k.T, ran = t, true; f(k, r) })
	if !ran { // left out by -run
		return
	}
	verdict := "all hold"
	if !passed {
		verdict = "FAILED: " + shortened(k.first())
	}
	line := fmt.Sprintf("| %-58s | %8d | %4s | %7s | %16s | %10d | %s |", name, r.messages, r.figure(r.lost), r.figure(r.doubled), r.drained(), r.again, verdict)
	tablo.rows = append(tablo.rows, line)
	t.Log(line)
}

// figure is n, or that nobody has looked.
func (s *sonuc) figure(n int) string {
	if !s.looked {
		return "?"
	}
	return fmt.Sprint(n)
}

func (s *sonuc) drained() string {
	if s.drain == 0 {
		return "?"
	}
	return fmt.Sprintf("%.1f", s.drain.Seconds())
}

// shortened is the beginning of what a check says, fit for a cell.
func shortened(s string) string {
	s = strings.NewReplacer("\n", " ", "|", "/").Replace(s)
	if r := []rune(s); len(r) > 160 {
		return string(r[:160]) + "…"
	}
	if s == "" {
		return "see above"
	}
	return s
}

func printTable() {
	if len(tablo.rows) == 0 {
		return
	}
	fmt.Fprintf(os.Stdout, "\n| %-58s | %8s | %4s | %7s | %16s | %10s | checks |\n| %s | -------: | ---: | ------: | ---------------: | ---------: | :----- |\n%s\n\n%s on %d CPUs; load of the last minutes: %s\n\n",
		"fault", "messages", "lost", "doubled", "seconds to drain", "sent again", strings.Repeat("-", 58), strings.Join(tablo.rows, "\n"),
		time.Since(tablo.began).Round(time.Second), runtime.NumCPU(), load())
}

// load is what the machine had to do beside, where it tells.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

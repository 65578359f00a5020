package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/bench"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/testenv"
)

func options(t *testing.T) bench.Options {
	t.Helper()
	return bench.Options{
		DatabaseURL: dbtest.Server(t), AMQPURL: testenv.Get(t, "AMQP_URL"), ManagementURL: testenv.Get(t, "AMQP_MANAGEMENT_URL"),
		Out: t.Output(), Quick: true,
	}
}

// make bench measures and writes its results; how fast anything is, is not tested here.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	opt := options(t)
	opt.Binary = filepath.Join(t.TempDir(), "acikkapi")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", opt.Binary, "acikkapi/cmd/acikkapi").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	opt.JSON = filepath.Join(t.TempDir(), "bench", "results.json")
	if err := bench.Run(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(opt.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var lines []bench.Line
	if err := json.Unmarshal(raw, &lines); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	if len(lines) < 9 {
		t.Errorf("only %d lines: %s", len(lines), raw)
	}
	for _, l := range lines {
		if l.Name == "" || l.Unit == "" || l.Reference == "" {
			t.Errorf("a line without name, unit or reference: %+v", l)
		}
		for _, v := range []float64{l.Value, l.ReferenceValue, l.Ratio} {
			if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
				t.Errorf("%s: %+v", l.Name, l)
			}
		}
	}
}

// interrupter is a terminal at which somebody presses Ctrl-C when the relay is being measured.
type interrupter struct {
	strings.Builder
	stop context.CancelFunc
}

func (i *interrupter) Write(p []byte) (int, error) {
	if strings.Contains(string(p), "measuring relay") {
		i.stop()
	}
	return i.Builder.Write(p)
}

// An interrupted run leaves no database behind, and no results that look complete.
func TestInterrupted(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a database")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opt, out := options(t), &interrupter{stop: cancel}
	opt.Out, opt.JSON = out, filepath.Join(t.TempDir(), "results.json")
	if err := bench.Run(ctx, opt); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v after %s", err, out)
	}
	if _, err := os.Stat(opt.JSON); err == nil {
		t.Error("there are results")
	}
	name := regexp.MustCompile(`bench_[0-9a-f]+`).FindString(out.String())
	conn, err := pgx.Connect(t.Context(), opt.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var there bool
	err = conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there)
	if err != nil || there || name == "" {
		t.Errorf("database %q is there: %v, %v", name, there, err)
	}
}

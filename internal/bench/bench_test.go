package bench_test

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"acikkapi/internal/bench"
	"acikkapi/internal/dbtest"
)

// make bench measures and writes its results; how fast anything is, is not tested here.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	binary := filepath.Join(t.TempDir(), "acikkapi")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "acikkapi/cmd/acikkapi").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	file := filepath.Join(t.TempDir(), "bench", "results.json")
	err := bench.Run(t.Context(), bench.Options{
		DatabaseURL: dbtest.Server(t), AMQPURL: dbtest.Env("AMQP_URL"), ManagementURL: dbtest.Env("AMQP_MANAGEMENT_URL"),
		Binary: binary, Out: t.Output(), JSON: file, Quick: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
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

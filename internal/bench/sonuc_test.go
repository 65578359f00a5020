package bench

import (
	"math"
	"strings"
	"testing"
)

// The ratio is above 1 where we are better, whether more or less is better.
func TestRatio(t *testing.T) {
	for _, tc := range []struct {
		line Line
		want float64
	}{
		{rate("twice as fast", 200, "", 100, 0.5), 2},
		{rate("half as fast", 50, "", 100, 0.5), 0.5},
		{limit("half the time", 125, "ms", "", 250), 2},
		{limit("twice the memory", 120, "MB", "", 60), 0.5},
	} {
		if math.Abs(tc.line.Ratio-tc.want) > 1e-9 {
			t.Errorf("%s: ratio %v, want %v", tc.line.Name, tc.line.Ratio, tc.want)
		}
	}
}

func TestPercentile(t *testing.T) {
	for _, tc := range []struct {
		vs   []float64
		p    float64
		want float64
	}{
		{[]float64{7}, 99, 7},
		{[]float64{3, 1, 2}, 50, 2},
		{[]float64{4, 3, 2, 1}, 50, 2},
		{[]float64{4, 3, 2, 1}, 99, 4},
		{[]float64{4, 3, 2, 1}, 0, 1},
	} {
		if got := percentile(tc.vs, tc.p); got != tc.want {
			t.Errorf("percentile(%v, %v) = %v, want %v", tc.vs, tc.p, got, tc.want)
		}
	}
}

// A goal that is missed is not called reached.
func TestTableSaysWhatIsReached(t *testing.T) {
	var out strings.Builder
	printTable(&out, []Line{rate("fast", 90, "ref", 100, 0.5), rate("slow", 10, "ref", 100, 0.5), rate("free", 10, "ref", 100, 0)})
	for name, want := range map[string]string{"fast": "≥ 0.50 reached", "slow": "≥ 0.50 not yet", "free": "–"} {
		line := ""
		for l := range strings.Lines(out.String()) {
			if strings.HasPrefix(l, name) {
				line = strings.TrimSpace(l)
			}
		}
		if !strings.HasSuffix(line, want) {
			t.Errorf("the line of %s is %q, want it to end in %q", name, line, want)
		}
	}
}

// pgbench takes a colon and letters behind it for a variable of its own, so no literal may hold one.
func TestLiteral(t *testing.T) {
	v := `{"a":true,"b":"o'clock \x41"}`
	got := literal(&v, "json")
	if want := `U&'{"a"\003Atrue,"b"\003A"o''clock \\x41"}'::json`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := literal(nil, "text"); got != "NULL::text" {
		t.Errorf("got %s", got)
	}
}

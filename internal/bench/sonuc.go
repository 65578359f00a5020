package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
)

// Line is one measurement beside its reference.
type Line struct {
	Name           string  `json:"name"`
	Value          float64 `json:"value"`
	Unit           string  `json:"unit"` // "/s", "ms", "MB"
	Reference      string  `json:"reference"`
	ReferenceValue float64 `json:"reference_value"`
	// Ratio says how much better we are than the reference: value/reference for rates, reference/value for
	// times and sizes, so that more is always better.
	Ratio float64 `json:"ratio"`
	Goal  float64 `json:"goal"` // the ratio to reach (design.md, “Speed to reach”); 0 = none
}

// rate is a line of which more is better.
func rate(name string, value float64, reference string, referenceValue, goal float64) Line {
	return Line{name, value, "/s", reference, referenceValue, value / referenceValue, goal}
}

// limit is a line that shall stay below the reference.
func limit(name string, value float64, unit, reference string, referenceValue float64) Line {
	return Line{name, value, unit, reference, referenceValue, referenceValue / value, 1}
}

func (b *bench) add(l Line) {
	b.lines = append(b.lines, l)
	b.say("  %s: %s %s", l.Name, number(l.Value), l.Unit)
}

func printTable(out io.Writer, lines []Line) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nwhat\tvalue\t\treference\tits value\tratio\tgoal")
	for _, l := range lines {
		goal := "–"
		if l.Goal > 0 {
			goal = fmt.Sprintf("≥ %.2f %s", l.Goal, map[bool]string{true: "reached", false: "not yet"}[l.Ratio >= l.Goal])
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%.2f\t%s\n", l.Name, number(l.Value), l.Unit, l.Reference, number(l.ReferenceValue), l.Ratio, goal)
	}
	t.Flush() //nolint:errcheck,gosec // the terminal has gone: nobody to tell
	fmt.Fprintln(out, "\nRatios: above 1 is better than the reference, for times and sizes too. Client, servers and references share the machine.")
}

func number(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.1f", v)
}

func writeJSON(path string, lines []Line) error {
	raw, err := json.MarshalIndent(lines, "", "  ")
	if err != nil {
		return fmt.Errorf("bench results: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // results are no secret
		return fmt.Errorf("bench results: %w", err)
	}
	if err := os.WriteFile(path, append(raw, '\n'), 0o644); err != nil { //nolint:gosec // as above
		return fmt.Errorf("bench results: %w", err)
	}
	return nil
}

// percentile is the value below or at which p percent of vs are; vs is not empty.
func percentile(vs []float64, p float64) float64 {
	s := slices.Sorted(slices.Values(vs))
	return s[max(0, int(math.Ceil(float64(len(s))*p/100))-1)]
}

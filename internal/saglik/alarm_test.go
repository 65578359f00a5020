package saglik_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/saglik"
	"acikkapi/pipeline"
)

const deploy = "../../deploy"

// OP-02: promtool finds the alert rules right, quiet in an hour in which all is well, and each of them loud in its fault.
func TestAlertRules(t *testing.T) {
	t.Parallel()
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatalf("promtool is not here: %v (as root: make up installs it, or apt-get install prometheus)", err)
	}
	for _, args := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "alerts_test.yml"}} {
		cmd := exec.CommandContext(t.Context(), promtool, args...)
		cmd.Dir = filepath.Join(deploy, "prometheus")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
	rules, tests := read(t, "prometheus/alerts.yml"), read(t, "prometheus/alerts_test.yml")
	alerts := regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(rules, -1)
	if len(alerts) < 10 {
		t.Fatalf("only %d alerts were found", len(alerts))
	}
	for _, a := range alerts {
		if quiet, loud := strings.Contains(tests, "alertname: "+a[1]+"}"), strings.Contains(tests, `alertname="`+a[1]+`",alertstate="firing"`); !quiet || !loud {
			t.Errorf("%s: tested quiet %v, loud %v", a[1], quiet, loud)
		}
	}
}

// OP-02: rules and dashboard ask for metrics that there are, and the dashboard shows every one that is ours.
func TestDashboardShowsOurMetrics(t *testing.T) {
	t.Parallel()
	s, reg := dbtest.New(t), prometheus.NewRegistry()
	s.Instrument(reg)
	pipeline.NewMetrics(reg)
	ours := map[string]bool{"acikkapi_http_seconds_bucket": true, "acikkapi_http_seconds_count": true} // cmd's
	descs := make(chan *prometheus.Desc, 100)
	reg.Describe(descs)
	(&saglik.Figures{Store: s, Log: zerolog.Nop()}).Describe(descs)
	close(descs)
	name := regexp.MustCompile(`fqName: "(\w+)"`)
	for d := range descs {
		ours[name.FindStringSubmatch(d.String())[1]] = true
	}
	used := regexp.MustCompile(`acikkapi_[a-z_]+`)
	dashboard := read(t, "grafana/acikkapi.json")
	if !json.Valid([]byte(dashboard)) {
		t.Error("the dashboard is no JSON")
	}
	shown := used.FindAllString(dashboard, -1)
	for _, m := range append(shown, used.FindAllString(read(t, "prometheus/alerts.yml"), -1)...) {
		if !ours[m] {
			t.Errorf("%s is asked for, and there is no such metric", m)
		}
	}
	for m := range ours {
		if !slices.Contains(shown, m) && !strings.HasSuffix(m, "_info") {
			t.Errorf("the dashboard does not show %s", m)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(deploy, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

package saglik_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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

// OP-02: whoever is woken up is told what to look at, in the operator's guide.
func TestEveryAlertHasARunbook(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/isletim.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := read(t, "prometheus/alerts.yml")
	alerts := regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(rules, -1)
	anchor := regexp.MustCompile(`runbook: docs/isletim\.md#([a-z]+)\n`)
	for i, a := range alerts {
		_, rule, _ := strings.Cut(rules, a[0]+"\n")
		if i+1 < len(alerts) {
			rule, _, _ = strings.Cut(rule, alerts[i+1][0])
		}
		for _, want := range []string{"severity: ", "summary: ", "description: "} {
			if !strings.Contains(rule, want) {
				t.Errorf("%s lacks %q", a[1], want)
			}
		}
		if m := anchor.FindStringSubmatch(rule); m == nil || !regexp.MustCompile("(?i)^"+a[1]+"$").MatchString(m[1]) {
			t.Errorf("%s leads to %q", a[1], m)
		}
		if !strings.Contains(string(guide), "\n#### "+a[1]+"\n\n") {
			t.Errorf("docs/isletim.md does not say what to do about %s", a[1])
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

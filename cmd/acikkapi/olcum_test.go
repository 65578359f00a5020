package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"

	"acikkapi/internal/config"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/testenv"
)

// OP-02: a running program exposes every metric that rules and dashboard ask for, and only those that are documented; a real Prometheus
// understands every query of the dashboard and tells of a message that was parked.
func TestRunningProgramIsMeasured(t *testing.T) {
	db, mq := dbtest.URL(t), mqtest.VHost(t)
	public, private := freePort(t), freePort(t)
	serve(t, &env{log: zerolog.Nop(), cfg: config.Config{
		DatabaseURL: db, AMQPURL: mq, AMQPManagementURL: testenv.Get(t, "AMQP_MANAGEMENT_URL"), Keys: dbtest.Keys, SMSQuiet: "-",
		Files: "file://" + t.TempDir() + "?no_tmp_dir=true", Temp: t.TempDir(), PublicURL: "http://" + public, Listen: public, PrivateListen: private,
		SMSURL: "http://127.0.0.1:1", SMSKey: "sim", SMSSender: "ACIKKAPI", KPSURL: "http://127.0.0.1:1",
	}})
	s := dbtest.Open(t, db)
	soon(t, "the queues are there", func() bool { return publish(mq, "havuz", "{") == nil })
	soon(t, "what cannot be read is parked", func() bool {
		d, err := s.Isletim(t.Context())
		return err == nil && d.Park == 1
	})
	_ = fetch(t, "http://"+public+"/giris-yok/88000000152?tckn=88000000152")
	_ = fetch(t, "http://"+public+"/")

	rules, dashboard := deployed(t, "prometheus/alerts.yml"), deployed(t, "grafana/acikkapi.json")
	var exposed map[string]bool
	var text string
	missing := func() (all []string) {
		text = fetch(t, "http://"+private+"/metrics")
		exposed = metricNames(text)
		for _, m := range asked.FindAllString(rules+dashboard, -1) {
			if !exposed[m] && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
		return all
	}
	soon(t, "every metric that is asked for is exposed", func() bool { return len(missing()) == 0 }, func() any { return missing() })
	guide, err := os.ReadFile("../../docs/isletim.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range slices.Sorted(maps.Keys(exposed)) {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(m, "_bucket"), "_sum"), "_count")
		if !strings.Contains(string(guide), "`"+strings.TrimPrefix(base, "acikkapi_")+"`") {
			t.Errorf("docs/isletim.md does not explain %s", base)
		}
		if !strings.Contains(dashboard, base) {
			t.Errorf("the dashboard does not show %s", base)
		}
	}
	if long := regexp.MustCompile(`="[^"]*\d{7,}[^"]*"`).FindString(text); long != "" { // SC-04, and every birim would be a series
		t.Errorf("a label is a number of somebody or something: %s", long)
	}

	ask := prometheusOf(t, private, rules)
	soon(t, "somebody is told of the parked message", func() bool { return ask(`ALERTS{alertname="MesajIslenemedi",alertstate="firing"}`) == 1 })
	for title, exprs := range panels(t, dashboard) {
		for _, e := range exprs {
			if n := ask(e); n == 0 && strings.Contains(e, "max(") && !strings.Contains(e, ">") {
				t.Errorf("panel %q shows nothing: %s", title, e)
			}
		}
	}
}

var asked = regexp.MustCompile(`acikkapi_[a-z_]+`)

// serve runs all roles until the test ends, or until end.
func serve(t *testing.T, e *env) (end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- serveCmd{Roles: []string{roleIntake, roleInbox, rolePipeline}}.Run(ctx, e) }()
	end = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the program ended with %v", err)
		}
	})
	t.Cleanup(end)
	return end
}

// prometheusOf starts Debian's Prometheus on the program at target, with the rules as they are but for their patience. The function that it
// returns gives the number of series of a query; one that Prometheus does not understand fails the test.
func prometheusOf(t *testing.T, target, rules string) func(query string) int {
	t.Helper()
	dir, address := t.TempDir(), freePort(t)
	impatient := regexp.MustCompile(`(?m)^( +for:) .*$`).ReplaceAllString(rules, "$1 0s")
	for name, content := range map[string]string{
		"alerts.yml": impatient,
		"prometheus.yml": fmt.Sprintf("global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [alerts.yml]\n"+
			"scrape_configs: [{job_name: acikkapi, static_configs: [{targets: [%q]}]}]\n", target),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"), "--storage.tsdb.path="+filepath.Join(dir, "data"),
		"--web.listen-address="+address, "--log.level=warn")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatalf("%v (as root: make up installs it, or apt-get install prometheus)", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); t.Failed() {
			t.Logf("prometheus: %v\n%s", err, said.String())
		}
	})
	soon(t, "Prometheus has scraped", func() bool { return count(address, `up{job="acikkapi"} == 1`) == 1 })
	return func(query string) int {
		n := count(address, query)
		if n < 0 {
			t.Errorf("Prometheus does not understand %s", query)
		}
		return n
	}
}

// count is the number of series of a query, -1 for a query that is none and while Prometheus is not there.
func count(address, query string) int {
	res, err := http.Get("http://" + address + "/api/v1/query?query=" + url.QueryEscape(query)) //nolint:noctx // of a test's own server
	if err != nil {
		return -1
	}
	defer res.Body.Close()
	var answer struct {
		Status string
		Data   struct{ Result []json.RawMessage }
	}
	if json.NewDecoder(res.Body).Decode(&answer) != nil || answer.Status != "success" {
		return -1
	}
	return len(answer.Data.Result)
}

// panels are the dashboard's queries by the titles of their panels.
func panels(t *testing.T, dashboard string) map[string][]string {
	t.Helper()
	var d struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(dashboard), &d); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			all[p.Title] = append(all[p.Title], target.Expr)
		}
	}
	if len(all) < 30 {
		t.Errorf("only %d panels have queries", len(all))
	}
	return all
}

// metricNames are the names of the series of ours in an exposition.
func metricNames(text string) map[string]bool {
	names := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if name := asked.FindString(line); name != "" && strings.HasPrefix(line, name) {
			names[name] = true
		}
	}
	return names
}

func deployed(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address) //nolint:noctx // of a test's own server
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// publish puts a message straight into a queue. Errors: there is no such queue.
func publish(address, queue, body string) error {
	conn, err := amqp.Dial(address)
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		return err
	}
	if _, err := ch.QueueDeclarePassive(queue, true, false, false, false, nil); err != nil {
		return err
	}
	return ch.PublishWithContext(context.Background(), "", queue, false, false, amqp.Publishing{MessageId: uuid.NewString(), Body: []byte(body)})
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// soon waits until ok holds; else it says what had been waited for, and what is there instead.
func soon(t *testing.T, what string, ok func() bool, instead ...func() any) {
	t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for late := time.Now().Add(60 * time.Second); !ok(); <-tick.C {
		if time.Now().After(late) {
			for _, f := range instead {
				what += fmt.Sprint(": ", f())
			}
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

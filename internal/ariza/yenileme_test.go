package ariza_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/testenv"
	"acikkapi/internal/tohum"
)

// replaced runs two processes with the citizens' and staff's pages behind deploy/'s load balancer and two with the pipeline, and replaces one
// after the other by another build while people read and another system files applications: no request fails, none is lost or doubled
// (OP-01, OP-06).
func replaced(d *dunya) {
	d.t.Helper()
	demo := dbtest.Open(d.t, d.dbURL)
	if _, err := demo.LoadDemo(d.t.Context()); err != nil { // has the key of another system
		d.t.Fatal(err)
	}
	demo.Close()
	older, newer := build(d.t), buildPlain(d)
	front := freePort(d.t)
	var pages []*surec
	addresses := map[string]string{"bind :8080": "bind " + front}
	for i := range 2 {
		public, private := freePort(d.t), freePort(d.t)
		pages = append(pages, d.process(older, "intake,inbox", "ACIKKAPI_LISTEN="+public, "ACIKKAPI_PRIVATE_LISTEN="+private,
			"ACIKKAPI_URL=http://"+front, "ACIKKAPI_DRAIN=3s", "ACIKKAPI_TRUSTED_PROXIES=127.0.0.1/32"))
		_, port, _ := net.SplitHostPort(private)
		addresses[fmt.Sprintf("web%d:8080 check port 9090", i+1)] = public + " check port " + port
	}
	pipelines := []*surec{d.process(older, "pipeline"), d.process(older, "pipeline")}
	b := d.balancer(addresses)
	b.wait("web1", "web2")
	y := newYuk(d, "http://"+front)
	y.start()
	y.served("the load balancer passes requests on", 200)
	for i, p := range pages {
		p.renew(newer)
		b.wait(fmt.Sprintf("web%d", i+1))
		y.served("requests are served after a process was replaced", 200)
	}
	for _, p := range pipelines {
		p.renew(newer)
		y.served("requests are served while the pipeline is replaced", 100)
	}
	y.end()
	d.sonuc.drain = d.drain()
	d.stop()
	d.messages, d.looked = d.mesajSayisi(), true
	y.check()
}

// buildPlain makes the program as it is shipped: another version than build's.
func buildPlain(d *dunya) string {
	d.t.Helper()
	root, err := testenv.Root()
	if err != nil {
		d.t.Fatal(err)
	}
	bin := filepath.Join(d.t.TempDir(), "acikkapi")
	cmd := exec.CommandContext(d.t.Context(), "go", "build", "-o", bin, "./cmd/acikkapi")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("%v: %s", err, out)
	}
	return bin
}

// dengeleyici is haproxy with deploy/haproxy/haproxy.cfg, in which only addresses are others.
type dengeleyici struct {
	d      *dunya
	socket string
}

func (d *dunya) balancer(addresses map[string]string) *dengeleyici {
	d.t.Helper()
	root, err := testenv.Root()
	if err != nil {
		d.t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(root, "deploy", "haproxy", "haproxy.cfg"))
	if err != nil {
		d.t.Fatal(err)
	}
	broker, _ := url.Parse(d.mq.URL)
	management, _ := url.Parse(d.mq.Management)
	addresses["bind :5672"], addresses["bind :15672"] = "bind "+freePort(d.t), "bind "+freePort(d.t)
	for i := range 3 {
		addresses[fmt.Sprintf("mq%d:5672", i+1)], addresses[fmt.Sprintf("mq%d:15672", i+1)] = broker.Host, management.Host
	}
	conf := string(raw)
	for shipped, here := range addresses {
		if !strings.Contains(conf, shipped) {
			d.t.Fatalf("deploy/haproxy/haproxy.cfg has no %q", shipped)
		}
		conf = strings.ReplaceAll(conf, shipped, here)
	}
	dir, err := os.MkdirTemp("", "hap") // a socket's path is short
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	b := &dengeleyici{d: d, socket: filepath.Join(dir, "s")}
	file := filepath.Join(dir, "haproxy.cfg")
	if err := os.WriteFile(file, []byte(conf+"\nglobal\n  stats socket "+b.socket+"\n"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	if out, err := exec.CommandContext(d.t.Context(), "haproxy", "-c", "-f", file).CombinedOutput(); err != nil {
		d.t.Fatalf("%v (scripts/apt.sh fault installs it): %s", err, out)
	}
	cmd := exec.Command("haproxy", "-db", "-f", file) //nolint:noctx // ended below
	cmd.Stdout, cmd.Stderr = d.warnings, d.warnings
	d.t.Cleanup(func() {
		if d.t.Failed() {
			d.warnings.show()
		}
	})
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return b
}

// wait returns when the load balancer passes requests on to these.
func (b *dengeleyici) wait(names ...string) {
	b.d.t.Helper()
	for _, name := range names {
		b.d.until("the load balancer has "+name, func() bool { return strings.HasPrefix(b.status("ready", name), "UP") })
	}
}

func (b *dengeleyici) status(backend, server string) string {
	conn, err := net.Dial("unix", b.socket) //nolint:noctx // answers at once
	if err != nil {
		return ""
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "show stat\n"); err != nil {
		return ""
	}
	r := csv.NewReader(conn)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return ""
	}
	for _, f := range rows {
		if len(f) > 17 && f[0] == backend && f[1] == server {
			return f[17]
		}
	}
	return ""
}

// yuk are readers of the first page and a system that files applications, each over a connection that it keeps.
type yuk struct {
	d      *dunya
	url    string
	people []sim.Kisi
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	n       int
	filed   map[int64]int
	failed  int
	failure string
}

const (
	yukClients = 8
	yukPause   = 120 * time.Millisecond // an address may ask ten times a second
)

func newYuk(d *dunya, address string) *yuk {
	y := &yuk{d: d, url: address, cancel: func() {}, filed: map[int64]int{}}
	for _, k := range d.sim.Nufus().All() {
		if k.Cep != "" {
			y.people = append(y.people, k)
		}
	}
	return y
}

func (y *yuk) start() {
	ctx, cancel := context.WithCancel(context.WithoutCancel(y.d.t.Context()))
	y.cancel = cancel
	y.d.t.Cleanup(y.end)
	for c := range yukClients {
		y.wg.Go(func() {
			from := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(c+1))}}
			pool := &http.Transport{DialContext: from.DialContext}
			defer pool.CloseIdleConnections()
			client := &http.Client{Transport: pool, Timeout: 30 * time.Second}
			for i := c; ctx.Err() == nil; i += yukClients {
				err := y.read(client)
				if c%4 == 0 {
					err = y.file(client, i)
				}
				y.note(err)
				select {
				case <-time.After(yukPause):
				case <-ctx.Done():
				}
			}
		})
	}
}

func (y *yuk) end() {
	y.cancel()
	y.wg.Wait()
}

func (y *yuk) note(err error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.n++
	if err != nil {
		y.failed++
		y.failure = err.Error()
	}
}

// served waits until n more requests have been answered.
func (y *yuk) served(what string, n int) {
	y.d.t.Helper()
	count := func() int {
		y.mu.Lock()
		defer y.mu.Unlock()
		return y.n
	}
	began := count()
	y.d.until(what, func() bool { return count() >= began+n })
}

func (y *yuk) read(client *http.Client) error {
	res, err := client.Get(y.url + "/") //nolint:noctx // the client's time is bounded
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %d, %v", res.StatusCode, err) //nolint:errorlint // one of the two is nil
	}
	return nil
}

// file posts an application as another system does, once: a failure would have it repeated under the same key.
func (y *yuk) file(client *http.Client, n int) error {
	k := y.people[n%len(y.people)]
	anne := []rune(k.AnneKizlikSoyadi)
	yeni := dbtest.Yeni(0)
	body, err := json.Marshal(map[string]any{
		"tckn": k.TCKN, "ad": k.Ad, "soyad": k.Soyad, "anne_kizlik_soyadi": string(anne[0]) + string(anne[len(anne)-1]), "cep": k.Cep,
		"acik_adres": yeni.AcikAdres, "il": yeni.Il, "ilce": yeni.Ilce, "yerlesim": yeni.Yerlesim, "egitim": yeni.Egitim, "sektor": yeni.Sektor,
		"hizmetler": []map[string]any{{"baslik": yeni.Hizmets[0].Baslik, "alt_baslik": yeni.Hizmets[0].Alt}}, "konu": fmt.Sprintf("Deneme %d", n),
	})
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, y.url+"/api/v1/basvuru", bytes.NewReader(body)) //nolint:noctx // as above
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+tohum.DemoAnahtar)
	req.Header.Set("Idempotency-Key", uuid.NewString())
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	var answer struct {
		TakipNo int64 `json:"takip_no"`
	}
	if err != nil || res.StatusCode != http.StatusCreated || json.Unmarshal(raw, &answer) != nil {
		return fmt.Errorf("HTTP %d, %v: %.200s", res.StatusCode, err, raw) //nolint:errorlint // it may be nil
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.filed[answer.TakipNo]++
	return nil
}

// check: every request was served, each application is there once with its receipt by SMS, nothing was left over.
func (y *yuk) check() {
	y.d.t.Helper()
	d := y.d
	d.t.Logf("%d requests, %d applications filed, %d failed", y.n, len(y.filed), y.failed)
	if y.failed > 0 {
		d.t.Errorf("%d of %d requests failed, the last one: %s", y.failed, y.n, y.failure)
	}
	for no, times := range y.filed {
		if times > 1 || d.count(`SELECT count(*) FROM basvuru WHERE no = $1`, no) != 1 {
			d.lost++
			d.t.Errorf("application %d was answered %d times and is not there once", no, times)
		}
	}
	if n := d.count(`SELECT count(*) FROM basvuru`); n != len(y.filed) {
		d.doubled += n - len(y.filed)
		d.t.Errorf("%d applications are stored, %d were answered", n, len(y.filed))
	}
	if sent := len(d.sim.Mesajlar("")); sent != len(y.filed) || len(d.sim.Tekrarlar()) > 0 {
		d.t.Errorf("%d SMS for %d applications, sent twice: %v", sent, len(y.filed), d.sim.Tekrarlar())
	}
	if n := d.count(`SELECT count(*) FROM park`); n != 0 {
		d.t.Errorf("%d messages are parked", n)
	}
	if left := d.left(); left != "" {
		d.t.Errorf("messages are left in queues: %s", left)
	}
}

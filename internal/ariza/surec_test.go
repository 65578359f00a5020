package ariza_test

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/testenv"
)

// adim is a step of a message's way at which the process is killed, and how often it may come by before.
type adim struct {
	ad    string
	nth   int
	again bool // what was on its way is published again: the row has to show it
	fresh bool // comes by only where no queue has been opened yet: the process is killed there from the first application on
	kisa  bool
}

// steps are the fail points of package pipeline; TestStepsExist holds them against its source.
var steps = []adim{
	{ad: "before publish", nth: 5},
	{ad: "after publish, before confirm", nth: 5, again: true},
	{ad: "after confirm, before delete", nth: 5, again: true},
	{ad: "before effect", nth: 25},
	{ad: "after effect, before ack", nth: 25},
	{ad: "before a batch's effect", nth: 10},
	{ad: "after a batch's effect, before ack", nth: 10},
	{ad: "before the SMS is sent", nth: 5},
	{ad: "after the SMS is sent, before that is recorded", nth: 5, kisa: true},
	{ad: "a new queue, not bound yet", nth: 1, fresh: true},
}

const kills = 3

var binary struct {
	sync.Once
	path string
	err  error
}

// build makes the program with the fail points in it, once.
func build(t testing.TB) string {
	t.Helper()
	binary.Do(func() {
		dir, err := os.MkdirTemp("", "ariza-")
		if err != nil {
			binary.err = err
			return
		}
		root, err := testenv.Root()
		if err != nil {
			binary.err = err
			return
		}
		binary.path = filepath.Join(dir, "acikkapi")
		cmd := exec.Command("go", "build", "-tags", "ariza", "-o", binary.path, "./cmd/acikkapi")
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			binary.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if binary.err != nil {
		t.Fatal(binary.err)
	}
	return binary.path
}

// surec is the real program as a child, started again whenever it dies, as a supervisor does.
type surec struct {
	d      *dunya
	bin    string
	env    []string
	point  string // of the next starts
	deaths chan struct{}
	stop   chan struct{}
	done   chan struct{}

	mu     sync.Mutex
	kalan  int // starts that still get the point
	cmd    *exec.Cmd
	yerine chan error // told to stop, to be started again at once: how it has ended
}

func (d *dunya) process(bin, roles string, env ...string) *surec {
	d.t.Helper()
	p := &surec{d: d, bin: bin, deaths: make(chan struct{}, 100), stop: make(chan struct{}), done: make(chan struct{})}
	p.env = append(d.env(), env...)
	go p.supervise(roles)
	d.surecler++
	d.ends = append(d.ends, p.end)
	d.t.Cleanup(p.end)
	return p
}

// killAt kills the process as it is, in the middle of whatever it does, and has it die at point in each of its next starts.
func (p *surec) killAt(point string, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.point, p.kalan = point, times
	_ = p.cmd.Process.Kill()
}

// renew has the process stop in order and starts bin in its place, as an upgrade does.
func (p *surec) renew(bin string) {
	p.d.t.Helper()
	ended := make(chan error, 1)
	p.mu.Lock()
	p.bin, p.yerine = bin, ended
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	p.mu.Unlock()
	select {
	case err := <-ended:
		if err != nil {
			p.d.t.Errorf("told to stop, the program ended with %v", err)
		}
	case <-time.After(25 * time.Second): // OP-01: 20 s
		p.d.t.Error("the program does not end on SIGTERM")
	}
}

// replaced tells whether the end was by renew.
func (p *surec) replaced(err error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.yerine == nil {
		return false
	}
	p.yerine <- err
	p.yerine = nil
	return true
}

// died waits until the process has been killed n times.
func (p *surec) died(n int) {
	p.d.t.Helper()
	for i := range n {
		select {
		case <-p.deaths:
		case <-time.After(patience):
			p.d.t.Fatalf("the process was killed %d times, want %d", i, n)
		}
	}
}

// env is the program's configuration for this run.
func (d *dunya) env() []string {
	private, public := freePort(d.t), freePort(d.t)
	return append(os.Environ(),
		"DATABASE_URL="+d.dbURL, "AMQP_URL="+cmp.Or(d.amqpAll, d.amqpURL), "AMQP_MANAGEMENT_URL="+d.mq.Management, "ACIKKAPI_KEYS="+dbtest.Keys, "ACIKKAPI_FILES="+d.diskURL(),
		"SMS_URL="+d.simURL+"/sms-gateway", "KPS_URL="+d.simURL, "SMS_QUIET_HOURS=-", "SMS_REPORTS_PER_MINUTE=0", "ACIKKAPI_LOG_LEVEL=warn",
		"ACIKKAPI_PRIVATE_LISTEN="+private, "ACIKKAPI_LISTEN="+public, "ACIKKAPI_URL=http://"+public,
	)
}

func (p *surec) supervise(roles string) {
	defer close(p.done)
	for {
		p.mu.Lock()
		cmd := exec.Command(p.bin, "serve", "--roles="+roles)
		cmd.Env = p.env
		if p.kalan > 0 {
			p.kalan--
			cmd.Env = append(cmd.Env, "ACIKKAPI_ARIZA="+p.point)
		}
		cmd.Stdout, cmd.Stderr = p, p
		err := cmd.Start()
		p.cmd = cmd
		p.mu.Unlock()
		if err != nil {
			p.d.t.Errorf("start: %v", err)
			return
		}
		err = cmd.Wait()
		select {
		case <-p.stop:
			if err != nil {
				p.d.t.Errorf("the program ended with %v", err)
			}
			return
		default:
		}
		if p.replaced(err) {
			continue
		}
		if ws, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || ws.Signal() != syscall.SIGKILL {
			p.d.t.Errorf("the program ended by itself: %v", err)
			return
		}
		p.deaths <- struct{}{}
	}
}

// Write keeps the program's log, for when something is wrong.
func (p *surec) Write(b []byte) (int, error) {
	n, err := p.d.warnings.Write(b)
	return n, err
}

// end stops the program as a supervisor does; it has the 20 s of OP-01.
func (p *surec) end() {
	p.mu.Lock()
	select {
	case <-p.stop:
		p.mu.Unlock()
		return
	default:
	}
	close(p.stop)
	if p.cmd != nil && p.cmd.Process != nil {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
	}
	p.mu.Unlock()
	select {
	case <-p.done:
	case <-time.After(25 * time.Second):
		p.d.t.Error("the program does not end on SIGTERM")
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at once
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// killedAt runs whole lives under the real program, which is killed in the middle of them, and then at the step three times.
func killedAt(d *dunya, step adim) {
	d.t.Helper()
	d.witness()
	p := d.process(build(d.t), "pipeline")
	n, _ := kac()
	point := fmt.Sprintf("%s:%d", step.ad, step.nth)
	if step.fresh {
		d.connectSistem()
		p.killAt(point, kills)
	}
	d.begin()
	if !step.fresh {
		d.until("a quarter is closed", d.closed(n/4))
		p.killAt(point, kills)
	}
	p.died(1 + kills)
	d.finish(n)
	if step.again && d.again == 0 {
		d.t.Error("nothing was published twice: the process was not killed in the middle of it")
	}
}

// The steps are those of the source, and a production build knows none of them.
func TestStepsExist(t *testing.T) {
	root, err := testenv.Root()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "pipeline", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(b)
	}
	for _, step := range steps {
		if !strings.Contains(source.String(), `failPoint("`+step.ad+`")`) {
			t.Errorf("nothing is killed %s", step.ad)
		}
	}
	if n := strings.Count(source.String(), `failPoint("`); n != len(steps) {
		t.Errorf("%d fail points in the source, %d steps are tried", n, len(steps))
	}
	cmd := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.GoFiles}}", "./pipeline")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil || strings.Contains(string(out), "ariza_noktasi_ariza.go") || !strings.Contains(string(out), "ariza_noktasi.go") {
		t.Errorf("an ordinary build compiles %s, %v", out, err)
	}
}

package testenv

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Ozel is a server that belongs to one test: the script of scripts/ that rules it, and its folder.
type Ozel struct {
	Run    string // the server's folder
	t      testing.TB
	script string
	env    []string
}

// StartOzel starts a server by a script, postgres.sh or rabbitmq.sh, in a folder of its own, and stops it after the test. The folder is
// made in the folder TEST_SERVERS, /tmp without it, since t.TempDir is closed to the service user that the server runs as.
func StartOzel(t testing.TB, script string) *Ozel {
	t.Helper()
	return startOzel(t, script, folder(t))
}

// StartOzels starts several servers by one script in one folder, one after the other: env is what makes each of them another.
func StartOzels(t testing.TB, script string, env ...string) []*Ozel {
	t.Helper()
	run := folder(t)
	all := make([]*Ozel, 0, len(env))
	for _, e := range env {
		all = append(all, startOzel(t, script, run, e))
	}
	return all
}

// folder makes one that is gone after the test, unless a server of it is left.
func folder(t testing.TB) string {
	t.Helper()
	run, err := os.MkdirTemp(cmp.Or(os.Getenv("TEST_SERVERS"), "/tmp"), "acikkapi-ozel-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(run, 0o755); err != nil { //nolint:gosec // the service user has to enter it
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := os.Stat(filepath.Join(run, leftBehind)); err != nil {
			_ = os.RemoveAll(run)
		}
	})
	return run
}

const leftBehind = "left-behind" // in the folder of a server that did not stop

func startOzel(t testing.TB, script, run string, env ...string) *Ozel {
	t.Helper()
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	o := &Ozel{Run: run, t: t, script: filepath.Join(root, "scripts", script), env: env}
	t.Cleanup(func() {
		if out, err := o.command("stop"); err != nil {
			t.Logf("the server of %s in %s stays behind: %v: %s", script, run, err, out)
			_ = os.WriteFile(filepath.Join(run, leftBehind), nil, 0o600)
		}
	})
	o.Do("start")
	return o
}

// Do runs the script with a command and returns what it says; the test ends where it fails.
func (o *Ozel) Do(args ...string) string {
	o.t.Helper()
	out, err := o.command(args...)
	if err != nil {
		o.t.Fatalf("%s %s: %v: %s", filepath.Base(o.script), strings.Join(args, " "), err, out)
	}
	return out
}

func (o *Ozel) command(args ...string) (string, error) {
	cmd := exec.Command(o.script, args...)
	cmd.Env = append(append(os.Environ(), "RUN="+o.Run), o.env...)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

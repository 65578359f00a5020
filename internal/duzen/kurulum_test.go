package duzen_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever gives servers of their own has nothing started for them, and gets the same key each time.
func TestUpWithGivenServers(t *testing.T) {
	run := t.TempDir()
	database := "postgres://u:p@" + listener(t) + "/acikkapi?sslmode=disable&application_name=it's"
	given := []string{"DATABASE_URL=" + database, "AMQP_URL=amqp://u:p@" + listener(t) + "/"}

	var before string
	for range 2 {
		if out, stderr, err := script(t, run, given, "scripts/up.sh"); err != nil || strings.Contains(out, "runs on port") {
			t.Fatalf("up.sh: %v\n%s%s", err, out, stderr)
		}
		env, err := os.ReadFile(filepath.Join(run, "env"))
		if err != nil {
			t.Fatal(err)
		}
		if before != "" && before != string(env) {
			t.Errorf("a second make up changed the addresses or the key:\n%s\n%s", before, env)
		}
		before = string(env)
	}

	out, _, err := script(t, run, nil, "-c", `. "$RUN/env" && printf %s "$DATABASE_URL"`)
	if err != nil || out != database {
		t.Errorf("a shell reads DATABASE_URL as %q (%v), want %q", out, err, database)
	}
}

func TestUpSaysWhatIsAway(t *testing.T) {
	_, stderr, err := script(t, t.TempDir(), []string{"DATABASE_URL=postgres://u:hunter2@127.0.0.1:1/x"}, "scripts/up.sh")
	if err == nil || stderr != "up.sh: DATABASE_URL is given, but nothing answers at 127.0.0.1:1\n" {
		t.Errorf("got %v, %q", err, stderr)
	}
}

func TestPortInUse(t *testing.T) {
	run := t.TempDir()
	_, taken, err := net.SplitHostPort(listener(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(run, "ports"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(run, "ports", "pg"), []byte(taken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, stderr, err := script(t, run, nil, "-c", ". scripts/lib.sh; usable_port pg; port pg")
	got := strings.Fields(out)
	if err != nil || len(got) != 2 || got[0] != got[1] || got[0] == taken {
		t.Errorf("picked %v with %s taken (%v)", got, taken, err)
	}
	if !strings.HasPrefix(stderr, "port "+taken+" is in use") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("said %q", stderr)
	}
}

// listener is somebody's server on a port of loopback.
func listener(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

// script runs bash in the repository's root with the run directory run, and of the caller's variables only PATH.
func script(t *testing.T, run string, env []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", args...)
	cmd.Dir = root
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "RUN=" + run}, env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

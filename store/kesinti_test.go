package store_test

import (
	"context"
	"os"
	osexec "os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-06: PostgreSQL is stopped, killed and started again under load. Whoever was told that it is stored finds it stored,
// everybody else is told Unavailable, and the pool heals by itself.
func TestServerRestarts(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a PostgreSQL of its own")
	}
	t.Parallel()
	server := privatePostgres(t)
	url := server("url")
	if _, err := store.Migrate(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	s := dbtest.Open(t, url)
	for _, how := range [][]string{{"stop", "fast"}, {"kill"}} {
		w := writers(t, s)
		poll(t, "writes succeed", func() bool { return w.stored() > 100 })
		server(how...)
		poll(t, "somebody is told that it is away", func() bool { return w.away.Load() > 0 })
		server("start")
		before := w.stored()
		poll(t, "writes succeed again", func() bool { return w.stored() > before+100 })
		ids := w.stop()
		if n := scan[int](t, s, `SELECT count(*) FROM islenen_mesaj WHERE mesaj_id = ANY($1)`, ids); n != len(ids) {
			t.Errorf("%v: %d were told that it is stored, %d are", how, len(ids), n)
		}
	}
}

type load struct {
	mu   sync.Mutex
	ids  []uuid.UUID // stored, as the writers were told
	away atomic.Int64
	stop func() []uuid.UUID
}

func (l *load) stored() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.ids)
}

// writers write through s, four at once, until stop.
func writers(t *testing.T, s *store.Store) *load {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	l := &load{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				id := uuid.New()
				_, err := s.Effect(context.WithoutCancel(ctx), "yük", id, func(context.Context, *store.Tx) error { return nil })
				switch {
				case err == nil:
					l.mu.Lock()
					l.ids = append(l.ids, id)
					l.mu.Unlock()
				case kural.KindOf(err) == kural.Unavailable:
					l.away.Add(1)
				default:
					t.Errorf("not told that the database is away: %v", err)
					return
				}
			}
		})
	}
	l.stop = func() []uuid.UUID {
		cancel()
		wg.Wait()
		return l.ids
	}
	t.Cleanup(func() { cancel(); wg.Wait() })
	return l
}

// privatePostgres starts a server in a folder of its own (some 4 s), gone after the test, and returns what runs
// scripts/postgres.sh on it. The folder is under /tmp, since t.TempDir is closed to the server's user.
func privatePostgres(t *testing.T) func(args ...string) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pgtest-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the postgres user has to enter it
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := osexec.Command("../scripts/postgres.sh", args...)
		cmd.Env = append(os.Environ(), "RUN="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("scripts/postgres.sh %v: %v: %s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	t.Cleanup(func() {
		run("stop", "immediate")
		_ = os.RemoveAll(dir)
	})
	run("start")
	return run
}

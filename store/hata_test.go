package store_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// PL-06: with the database away nobody gets a number, and everybody is told to come back, in a sentence without internals.
func TestClosedPortIsUnavailable(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, "postgres://postgres@127.0.0.1:1/acikkapi?sslmode=disable")
	id := uuid.New()
	for name, f := range map[string]func() error{
		"Ping": func() error { return s.Ping(t.Context()) },
		"Submit": func() error {
			res, err := submit(t, s, dbtest.Yeni(1), store.WithKey("web", "k", nil))
			if res.No != 0 {
				t.Errorf("the number %d was given out", res.No)
			}
			return err
		},
		"Do":       func() error { _, err := s.Do(t.Context(), dbtest.AKS, 1000, basvuru.SendToMIA{}); return err },
		"Effect":   func() error { _, err := s.Effect(t.Context(), "x", id, nil); return err },
		"Relay":    func() error { _, _, err := s.Relay(t.Context(), 0, 1, nil); return err },
		"ClaimSMS": func() error { _, _, err := s.ClaimSMS(t.Context(), id, "http"); return err },
		"Park":     func() error { return s.Park(t.Context(), store.Parked{}) },
		"birim":    func() error { _, err := s.BirimMesajlari(t.Context(), 1000, []int{1}); return err },
		"Listen":   func() error { return s.Listen(t.Context(), func([]string) {}) },
	} {
		says := refused(t, f(), kural.Unavailable)
		if !strings.Contains(says, "daha sonra") && !strings.Contains(says, "sonra yeniden") || strings.Contains(says, "127.0.0.1") {
			t.Errorf("%s says %q", name, says)
		}
	}
}

// A database that goes silent, or away in the middle: Unavailable within the caller's time, and the pool heals by itself.
func TestBrokenConnectionsHeal(t *testing.T) {
	t.Parallel()
	owner := dbtest.URL(t)
	direct := dbtest.Open(t, owner)
	p, through := databaseProxy(t, owner)
	s := dbtest.Open(t, through)
	no := routed(t, s, 1)

	_, err := p.Toxics.AddToxicJson(strings.NewReader(`{"name":"sus","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = s.Do(ctx, dbtest.YetkiliMEM, no, answer(1))
	refused(t, err, kural.Unavailable)
	if err := p.Toxics.RemoveToxic(t.Context(), "sus"); err != nil {
		t.Fatal(err)
	}
	healed(t, s)

	p.Stop()
	_, err = s.Do(t.Context(), dbtest.AKS, no, basvuru.SendToMIA{})
	refused(t, err, kural.Unavailable)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	healed(t, s)
	if err := direct.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// PL-04, PL-06: the connection breaks at any moment of a command, before, in or after its commit: who tries again with
// the same message id has it applied once.
func TestRetriesAfterABrokenConnectionApplyOnce(t *testing.T) {
	t.Parallel()
	owner := dbtest.URL(t)
	direct := dbtest.Open(t, owner)
	p, through := databaseProxy(t, owner)
	s := dbtest.Open(t, through)
	for n := range 12 {
		no, id := routed(t, direct, n), uuid.New()
		healed(t, s)
		cut := time.AfterFunc(time.Duration(n)*300*time.Microsecond, func() {
			p.Stop()
			_ = p.Start() // on the same port; a failure shows below
		})
		poll(t, "the answer is in", func() bool {
			_, err := s.Do(t.Context(), dbtest.YetkiliMEM, no, answer(1), store.Once("cevap", id))
			if err != nil {
				refused(t, err, kural.Unavailable)
			}
			return err == nil
		})
		cut.Stop()
		if lines := scan[int](t, direct, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip = 'birim.cevapladi'`, no); lines != 1 {
			t.Errorf("answered %d times", lines)
		}
		if err := direct.VerifyChain(t.Context(), no); err != nil {
			t.Error(err)
		}
	}
}

// healed waits until s works again without having been opened anew.
func healed(t *testing.T, s *store.Store) {
	t.Helper()
	poll(t, "the pool heals", func() bool { return s.Ping(t.Context()) == nil })
}

func poll(t *testing.T, what string, cond func() bool) {
	t.Helper()
	deadline, tick := time.NewTimer(20*time.Second), time.NewTicker(10*time.Millisecond)
	defer deadline.Stop()
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

// databaseProxy puts a toxiproxy in this process between a store and the database.
func databaseProxy(t *testing.T, dbURL string) (*toxiproxy.Proxy, string) {
	t.Helper()
	u, err := url.Parse(dbURL)
	if err != nil {
		t.Fatal(err)
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := toxiproxy.NewProxy(server, t.Name(), "127.0.0.1:0", u.Host)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	u.Host = p.Listen
	return p, u.String()
}

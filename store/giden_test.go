package store_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/store"
)

// put fills the outbox: for each application of nos its messages 1…n, one after the other.
func put(t *testing.T, s *store.Store, n int, nos ...int64) {
	t.Helper()
	for i := range n {
		_, err := s.Effect(t.Context(), "deneme", uuid.New(), func(ctx context.Context, tx *store.Tx) error {
			for _, no := range nos {
				if err := tx.Send(ctx, store.Giden{MesajID: uuid.New(), KonuNo: no, Exchange: "olay", Anahtar: "x", Tip: "x", Govde: []byte("{}"), Deneme: i + 1}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// relayAll empties all shards of s once, in batches of limit, and hands every message to publish.
func relayAll(ctx context.Context, s *store.Store, limit int, publish func(store.Giden) error) (sent int, err error) {
	for parca := range store.Parcas {
		for {
			taken, n, err := s.Relay(ctx, parca, limit, func(_ context.Context, out []store.Giden) []error {
				errs := make([]error, len(out))
				for i := range out {
					errs[i] = publish(out[i])
				}
				return errs
			})
			sent += n
			if err != nil {
				return sent, err
			}
			if taken < limit || n == 0 {
				break
			}
		}
	}
	return sent, nil
}

// PL-04, design.md: two relays in two processes carry every message once, each application's in order.
func TestTwoRelaysDoubleAndLoseNothing(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	stores := []*store.Store{dbtest.Open(t, url), dbtest.Open(t, url)}
	nos := []int64{1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1016}
	const each = 25
	put(t, stores[0], each, nos...)
	var mu sync.Mutex
	order := map[int64][]int{}
	publish := func(g store.Giden) error {
		mu.Lock()
		defer mu.Unlock()
		order[g.KonuNo] = append(order[g.KonuNo], g.Deneme)
		return nil
	}
	poll(t, "the outbox is empty", func() bool {
		_, errs := together(2, func(i int) (int, error) { return relayAll(t.Context(), stores[i], 7, publish) })
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		return count(t, stores[0], `SELECT count(*) FROM giden`) == 0
	})
	for _, no := range nos {
		if got := order[no]; len(got) != each || !slices.IsSorted(got) {
			t.Errorf("application %d: %v, want 1 to %d", no, got, each)
		}
	}
	if len(order) != len(nos) {
		t.Errorf("messages of %v", slices.Sorted(maps.Keys(order)))
	}
}

// While a shard is worked on, another relay leaves it alone and goes on with the others.
func TestRelaySkipsAShardThatIsTaken(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	a, b := dbtest.Open(t, url), dbtest.Open(t, url)
	put(t, a, 3, 1000, 1001)
	_, sent, err := a.Relay(t.Context(), 1000%store.Parcas, 10, func(ctx context.Context, out []store.Giden) []error {
		taken, _, err := b.Relay(ctx, 1000%store.Parcas, 10, nil)
		if taken != 0 || err != nil {
			t.Errorf("the other relay took %d messages of this shard, %v", taken, err)
		}
		if n, err := relayAll(ctx, b, 10, func(store.Giden) error { return nil }); n != 3 || err != nil {
			t.Errorf("the other relay sent %d messages of the other shard, %v", n, err)
		}
		return make([]error, len(out))
	})
	if sent != 3 || err != nil {
		t.Errorf("sent %d, %v", sent, err)
	}
}

// What the broker refuses stays, in its place; what it takes is gone; what is put off waits, and holds nobody up.
func TestRelayKeepsWhatIsRefused(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	put(t, s, 3, 1000)
	no := errors.New("refused")
	if sent, err := relayAll(t.Context(), s, 10, func(g store.Giden) error {
		if g.Deneme == 1 {
			return no
		}
		return nil
	}); sent != 2 || err != nil {
		t.Errorf("sent %d, %v", sent, err)
	}
	if left := scan[int](t, s, `SELECT deneme FROM giden`); left != 1 {
		t.Errorf("message %d is left", left)
	}
	_, _, err := s.Relay(t.Context(), 1000%store.Parcas, 10, func(_ context.Context, out []store.Giden) []error {
		out[0].Bekle = time.Hour
		return []error{no}
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, 2, 1000)
	if sent, err := relayAll(t.Context(), s, 1, func(store.Giden) error { return nil }); sent != 2 || err != nil {
		t.Errorf("behind one that was put off %d were sent, %v", sent, err)
	}
	if d, err := s.GidenDurum(t.Context()); err != nil || d.Adet != 1 || d.Bekleme != 1 || d.EnEski != 0 {
		t.Errorf("the outbox says %+v, %v", d, err)
	}
}

// PL-05: a retry is sent when it is due and not before; a relay that dies in the middle has sent nothing.
func TestRelayWaitsUntilDue(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id := uuid.New()
	later := store.Giden{MesajID: id, KonuNo: 1000, Anahtar: "sms", Tip: "x", Govde: []byte("{}"), Baslik: map[string]string{"neden": "kapalı"}, Deneme: 3, Vade: time.Now().Add(time.Hour)}
	if err := s.SendLater(t.Context(), later); err != nil {
		t.Fatal(err)
	}
	take := func() (got []store.Giden) {
		if _, err := relayAll(t.Context(), s, 10, func(g store.Giden) error { got = append(got, g); return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := take(); len(got) != 0 {
		t.Errorf("sent an hour early: %+v", got)
	}
	exec(t, s, `UPDATE giden SET vade = now()`)
	ctx, cancel := context.WithCancel(t.Context())
	if _, _, err := s.Relay(ctx, 1000%store.Parcas, 10, func(context.Context, []store.Giden) []error { cancel(); return []error{nil} }); err == nil {
		t.Error("a relay whose end was not stored reports success")
	}
	got := take()
	if len(got) != 1 || got[0].MesajID != id || got[0].Deneme != 3 || got[0].Anahtar != "sms" || got[0].Baslik["neden"] != "kapalı" {
		t.Errorf("when due: %+v", got)
	}
}

// PL-06: a process that is frozen while it relays keeps its shard from the others for a minute, not for ever: the server ends its transaction.
func TestNoTransactionIdlesForEver(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	var patience time.Duration
	var ms int
	if err := s.Pool().QueryRow(t.Context(), "SELECT setting::int FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'").Scan(&ms); err != nil {
		t.Fatal(err)
	}
	if patience = time.Duration(ms) * time.Millisecond; patience < 30*time.Second || patience > 2*time.Minute {
		t.Errorf("the server waits %s for an idle transaction; a batch of the relay may take 20 s", patience)
	}
}

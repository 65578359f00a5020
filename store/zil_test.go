package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// ears collects what Listen hears.
type ears struct {
	mu     sync.Mutex
	calls  int
	topics []string
	ended  chan error
}

func listen(ctx context.Context, t *testing.T, s *store.Store) *ears {
	t.Helper()
	e := &ears{ended: make(chan error, 1)}
	ready := make(chan struct{})
	go func() {
		e.ended <- s.Listen(ctx, func(topics []string) {
			e.mu.Lock()
			defer e.mu.Unlock()
			if topics == nil {
				close(ready)
				return
			}
			e.calls++
			e.topics = append(e.topics, topics...)
		})
	}()
	select {
	case <-ready:
	case err := <-e.ended:
		t.Fatal(err)
	}
	return e
}

func (e *ears) heard() (calls int, topics []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.calls, slices.Clone(e.topics)
}

// YT-02, AK-12: a change is heard in another process, by its application and its il's pool; the relay hears that there is
// something to send.
func TestChangesAreHeardElsewhere(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	here, there := dbtest.Open(t, url), dbtest.Open(t, url)
	ctx, cancel := context.WithCancel(t.Context())
	e := listen(ctx, t, there)
	no := routed(t, here, 1)
	want := []string{store.TopicBasvuru(no), store.TopicIl(6), store.TopicGiden}
	poll(t, fmt.Sprint("heard ", want), func() bool {
		_, topics := e.heard()
		return !slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(topics, w) })
	})
	cancel()
	if err := <-e.ended; err == nil {
		t.Error("Listen ended without an error")
	}
}

// broker.md: many rings within a moment go out as one NOTIFY, each topic once; however many they are, none is lost.
func TestRingsAreGathered(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	e := listen(t.Context(), t, s)
	for range 500 {
		s.Ring(store.TopicGiden, store.TopicIl(6))
	}
	for no := range int64(1500) {
		s.Ring(store.TopicBasvuru(no))
	}
	poll(t, "all topics are heard", func() bool {
		_, topics := e.heard()
		slices.Sort(topics)
		return len(slices.Compact(topics)) == 1502
	})
	// 1,500 topics take four NOTIFY; a loaded machine may need more than one moment to ring them.
	if calls, _ := e.heard(); calls > 40 {
		t.Errorf("2,500 rings took %d notifications", calls)
	}
	s.Ring() // nothing to say: nobody is woken
}

// Whoever listens learns that the line is broken, so that it looks for what it has missed.
func TestListenEndsWithItsConnection(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	s, c := dbtest.Open(t, url), owner(t, url)
	e := listen(t.Context(), t, s)
	tag, err := c.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if err != nil || tag.RowsAffected() != 1 {
		t.Fatalf("%d connections closed, %v", tag.RowsAffected(), err)
	}
	refused(t, <-e.ended, kural.Unavailable)
	again := listen(t.Context(), t, s)
	no := dbtest.File(t, s, 1)
	poll(t, "heard again", func() bool {
		_, topics := again.heard()
		return slices.Contains(topics, store.TopicBasvuru(no))
	})
}

// A refused command rings nothing.
func TestRefusedCommandsRingNothing(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	e := listen(t.Context(), t, s)
	hear := func(topic string) []string {
		s.Ring(topic)
		var topics []string
		poll(t, topic+" is heard", func() bool {
			_, topics = e.heard()
			return slices.Contains(topics, topic)
		})
		return topics
	}
	before := len(hear("önce"))
	_, err := s.Do(t.Context(), dbtest.AKS, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "x"})
	refused(t, err, kural.Forbidden)
	if after := hear("sonra")[before:]; len(after) != 1 {
		t.Errorf("a refused command rang %v", after)
	}
}

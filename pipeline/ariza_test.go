package pipeline_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// Faults of the broker itself, on a private one.
func TestBrokerFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a RabbitMQ of its own")
	}
	t.Parallel()
	broker := mqtest.Private(t)
	t.Run("memory alarm", func(t *testing.T) { memoryAlarm(t, broker) })
	t.Run("kill -9", func(t *testing.T) { killed(t, broker) })
	t.Run("kill -9 of a new queue", func(t *testing.T) { stillborn(t, broker) })
	t.Run("a queue that does not answer", func(t *testing.T) { stuckQueue(t, broker) })
}

// During a memory alarm watermill-amqp's Publish hangs for as long as it lasts (broker.md, trap 2).
func memoryAlarm(t *testing.T, broker *mqtest.Server) {
	l := link(t, broker.URL)
	p := publisher(t, l, pipeline.PublisherOptions{Timeout: time.Hour}) // who waited for a confirm would wait in vain
	mustPublish(t, p, newOutgoing("", "havuz"))
	broker.Ctl("set_vm_memory_high_watermark", "0.00001")
	t.Cleanup(func() { broker.Ctl("set_vm_memory_high_watermark", "0.4") })
	// The broker says that it is blocked only to those who publish, and does not confirm what they sent.
	var err error
	eventually(t, "the alarm is felt", func() bool {
		err = p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0]
		return err != nil
	})
	if !errors.Is(err, pipeline.ErrBlocked) || kural.KindOf(err) != kural.Unavailable || !l.Blocked() || !l.Up() {
		t.Errorf("blocked: %v; Blocked() %v, Up() %v", err, l.Blocked(), l.Up())
	}
	for _, err := range p.PublishBatch(within(t, limit), batchOf(1000, "", "havuz")) {
		if !errors.Is(err, pipeline.ErrBlocked) {
			t.Fatalf("blocked: %v", err)
		}
	}
	broker.Ctl("set_vm_memory_high_watermark", "0.4")
	eventually(t, "publishing works again", func() bool {
		return p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0] == nil
	})
	if l.Blocked() {
		t.Error("still Blocked() after the alarm")
	}
}

// The broker is killed while messages are published and consumed, by both kinds of subscribers: what was
// confirmed arrives, duplicates are allowed (PL-04, PL-06).
func killed(t *testing.T, broker *mqtest.Server) {
	l := link(t, broker.URL)
	keys, names := []string{"55481037", "55481038", "55481039"}, []string{"birim.55481037", "birim.55481038", "birim.55481039"}
	openQueues(t, l, keys) // and killed a moment later: without ripening they would never answer again
	p := publisher(t, l, pipeline.PublisherOptions{})
	m := mux(t, link(t, broker.URL), pipeline.MuxOptions{})
	m.SetQueues(append(names, "havuz")) // havuz only for a subscription to it
	var fixed message.Subscriber = m
	if !underRaceDetector {
		fixed = subscriber(t, broker.URL)
	}
	seen := collect(t, subscribe(t, m, "birim"), subscribe(t, fixed, "havuz"))

	stop, confirmed := make(chan struct{}), make(chan []string, 1)
	ctx := within(t, 2*time.Minute)
	go func() { confirmed <- publishUntil(ctx, stop, p, append(batchOf(50, "", "havuz"), toEach(keys)...)) }()
	eventually(t, "messages flow", func() bool { return seen.count() > 500 })
	broker.Kill()
	eventually(t, "the loss is noticed", func() bool { return !l.Up() })
	broker.Start()
	if err := l.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	close(stop)
	ids := <-confirmed
	t.Logf("%d messages confirmed around a kill -9", len(ids))
	all := func() bool { return seen.missing(ids) == 0 }
	if holds(limit/3, all) {
		return
	}
	// RabbitMQ may keep a message for a consumer that never gets it (seen once in some hundred runs; the pipeline sends for such again, see unutulan.go):
	// it has it back when the connections close. What is lost would not come.
	t.Logf("%d of them wait or are lost\n%s", seen.missing(ids), broker.Ctl("list_queues", "name", "messages_ready", "messages_unacknowledged", "consumers", "state"))
	broker.Ctl("close_all_connections", "test")
	eventually(t, "all that was confirmed arrives", all)
}

// A queue that was declared a moment before the broker was killed comes back dead; the next message for its birim has it
// made anew (PL-06).
func stillborn(t *testing.T, broker *mqtest.Server) {
	l := link(t, broker.URL)
	const key = "70000001"
	onChannel(t, broker.URL, func(ch *amqp.Channel) error {
		_, err := pipeline.DeclareBirimQueue(t.Context(), ch, pipeline.ExchangeBirim, key)
		return err
	})
	broker.Kill()
	eventually(t, "the loss is noticed", func() bool { return !l.Up() })
	broker.Start()
	ctx := within(t, time.Minute)
	if err := l.Wait(ctx); err != nil {
		t.Fatal(err)
	}
	if err := l.OpenBirimQueue(ctx, pipeline.ExchangeBirim, key, false); err != nil {
		t.Fatal(err)
	}
	p := publisher(t, l, pipeline.PublisherOptions{Timeout: 3 * time.Second})
	if err := p.PublishBatch(ctx, toEach([]string{key}))[0]; err != nil {
		t.Errorf("the queue takes nothing: %v", err)
	}
}

// A quorum queue without its majority, or one that RabbitMQ brought back dead, answers nothing at all. It must
// not keep the consumer from the other queues.
func stuckQueue(t *testing.T, broker *mqtest.Server) {
	l := link(t, broker.URL)
	keys := []string{"60000001", "60000002"}
	openQueues(t, l, keys)
	p := publisher(t, l, pipeline.PublisherOptions{Timeout: time.Second})
	mustPublish(t, p, toEach(keys)...)
	broker.Ctl("eval", "sys:suspend(whereis('%2F_birim.60000001')).")
	m := mux(t, l, pipeline.MuxOptions{Quarantine: 4 * time.Second})
	m.SetQueues([]string{"birim.60000001", "birim.60000002"})
	in := subscribe(t, m, "birim")
	msg := receive(t, in)
	if got := msg.Metadata.Get(pipeline.MetaQueue); got != "birim.60000002" {
		t.Fatalf("a message from %s, which does not answer", got)
	}
	msg.Ack()
	if err := p.PublishBatch(within(t, limit), toEach(keys))[0]; !errors.Is(err, pipeline.ErrNoConfirm) {
		t.Errorf("published to a queue that does not answer: %v", err)
	}
	broker.Ctl("eval", "sys:resume(whereis('%2F_birim.60000001')).")
	eventually(t, "the queue is taken up again when it answers", func() bool {
		msg := receive(t, in)
		msg.Ack()
		return msg.Metadata.Get(pipeline.MetaQueue) == "birim.60000001"
	})
}

func openQueues(t *testing.T, l *pipeline.Link, keys []string) {
	t.Helper()
	var g errgroup.Group
	for _, key := range keys {
		g.Go(func() error { return l.OpenBirimQueue(within(t, limit), pipeline.ExchangeBirim, key, false) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
}

// sightings are the ids of the messages that have been received and acked.
type sightings struct {
	mu  sync.Mutex
	ids map[string]bool
}

func collect(t *testing.T, streams ...<-chan *message.Message) *sightings {
	t.Helper()
	s := &sightings{ids: map[string]bool{}}
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); wg.Wait() })
	for _, in := range streams {
		wg.Go(func() {
			for {
				select {
				case msg, ok := <-in:
					if !ok {
						return
					}
					s.add(msg.UUID)
					msg.Ack()
				case <-ctx.Done():
					return
				}
			}
		})
	}
	return s
}

func (s *sightings) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[id] = true
}

func (s *sightings) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.ids)
}

func (s *sightings) missing(ids []string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if !s.ids[id] {
			n++
		}
	}
	return n
}

func toEach(keys []string) []pipeline.Outgoing {
	batch := make([]pipeline.Outgoing, len(keys))
	for i, key := range keys {
		batch[i] = newOutgoing(pipeline.ExchangeBirim, key)
	}
	return batch
}

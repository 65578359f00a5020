package pipeline_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

func mux(t *testing.T, l *pipeline.Link, opt pipeline.MuxOptions) *pipeline.Mux {
	t.Helper()
	opt.Grace, opt.Log = 200*time.Millisecond, testLog(t)
	m := pipeline.NewMux(l, opt)
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// birimQueues declares the queues of n birims and returns their keys and names.
func birimQueues(t *testing.T, l *pipeline.Link, n int) (keys, names []string) {
	t.Helper()
	err := l.WithChannel(within(t, limit), func(ch *amqp.Channel) error {
		for i := range n {
			key := fmt.Sprint(55481037 + i)
			name, err := pipeline.DeclareBirimQueue(context.Background(), ch, pipeline.ExchangeBirim, key)
			if err != nil {
				return err
			}
			keys, names = append(keys, key), append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys, names
}

func subscribe(t *testing.T, s message.Subscriber, topic string) <-chan *message.Message {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	out, err := s.Subscribe(ctx, topic)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func receive(t *testing.T, in <-chan *message.Message) *message.Message {
	t.Helper()
	select {
	case msg, ok := <-in:
		if !ok {
			t.Fatal("the stream ended")
		}
		return msg
	case <-time.After(limit):
		t.Fatal("no message came")
	}
	return nil
}

// mustPublish tries again what the broker does not take yet, as the relay does: on a busy machine a quorum queue that was
// made a moment ago may have no leader.
func mustPublish(t *testing.T, p *pipeline.Publisher, batch ...pipeline.Outgoing) {
	t.Helper()
	ctx := within(t, limit)
	for todo := batch; len(todo) > 0; {
		var again []pipeline.Outgoing
		for i, err := range p.PublishBatch(ctx, todo) {
			switch {
			case err == nil:
			case ctx.Err() == nil && kural.KindOf(err) == kural.Unavailable:
				again = append(again, todo[i])
			default:
				t.Fatalf("message %d of %d: %v", i, len(todo), err)
			}
		}
		todo = again
	}
}

func TestMuxManyQueuesFewChannelsAcksInAnyOrder(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	keys, names := birimQueues(t, l, 25)
	p := publisher(t, l, pipeline.PublisherOptions{})
	sent := map[string]bool{}
	for range 20 {
		for _, key := range keys {
			o := newOutgoing("birim", key)
			sent[o.ID] = true
			mustPublish(t, p, o)
		}
	}
	m := mux(t, l, pipeline.MuxOptions{QueuesPerChannel: 10})
	m.SetQueues(names)
	in := subscribe(t, m, "birim")
	var kept []*message.Message
	for len(sent) > 0 {
		msg := receive(t, in)
		if !sent[msg.UUID] {
			t.Fatalf("%s came twice, or was never sent", msg.UUID)
		}
		delete(sent, msg.UUID)
		if got := msg.Metadata.Get(pipeline.MetaQueue); got != "birim."+msg.Metadata.Get(pipeline.MetaRoutingKey) {
			t.Errorf("message from queue %q has the key %q", got, msg.Metadata.Get(pipeline.MetaRoutingKey))
		}
		if kept = append(kept, msg); len(kept) == 50 { // ack back to front, so that each ack leaves a gap
			for i := range kept {
				kept[len(kept)-1-i].Ack()
			}
			kept = nil
		}
	}
	if err := m.Close(); err != nil { // gives back what was not acked
		t.Fatal(err)
	}
	for _, name := range names {
		if n := depth(t, url, name); n > 0 {
			t.Errorf("%d acks for %s did not reach the broker", n, name)
		}
	}
}

func TestMuxUnackedMessagesComeAgainAndAckedOnesDoNot(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	_, names := birimQueues(t, l, 2)
	p := publisher(t, l, pipeline.PublisherOptions{})
	batch := append(batchOf(100, "", names[0]), batchOf(100, "", names[1])...)
	mustPublish(t, p, batch...)
	first := mux(t, l, pipeline.MuxOptions{})
	first.SetQueues(names)
	in := subscribe(t, first, "birim")
	acked := map[string]bool{}
	for i := range 150 {
		msg := receive(t, in)
		if i%3 != 0 { // every third is left unacked, with acked ones behind it
			acked[msg.UUID] = true
			msg.Ack()
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the broker has taken note of it", func() bool {
		return depth(t, url, names[0])+depth(t, url, names[1]) == len(batch)-len(acked)
	})
	left := drain(t, url, names[0])
	for id := range drain(t, url, names[1]) {
		left[id]++
	}
	for _, o := range batch {
		if acked[o.ID] == (left[o.ID] > 0) {
			t.Errorf("acked %v, yet in the queue %d times", acked[o.ID], left[o.ID])
		}
	}
}

func TestMuxQueuesComeAndGo(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	keys, names := birimQueues(t, l, 3)
	p := publisher(t, l, pipeline.PublisherOptions{})
	gone := make(chan string, 10)
	m := mux(t, l, pipeline.MuxOptions{OnGone: func(q string) { gone <- q }})
	in := subscribe(t, m, "birim")

	m.Add(names[0])
	mustPublish(t, p, newOutgoing("birim", keys[0]))
	inHand := receive(t, in)

	// A queue that is not there is reported, and the others are none the worse.
	m.SetQueues([]string{names[0], "birim.10000000", names[1]})
	mustPublish(t, p, newOutgoing("birim", keys[1]))
	receive(t, in).Ack()
	if q := <-gone; q != "birim.10000000" {
		t.Errorf("reported as gone: %s", q)
	}

	inHand.Ack()

	// One that is no longer wanted is let go.
	m.SetQueues([]string{names[1]})
	eventually(t, "nobody consumes it", func() bool { return consumers(t, url, names[0]) == 0 })

	// A queue that is deleted under its consumer is reported; declared and added again, it is back.
	err := l.WithChannel(within(t, limit), func(ch *amqp.Channel) error {
		_, err := ch.QueueDelete(names[1], false, false, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if q := <-gone; q != names[1] {
		t.Errorf("reported as gone: %s", q)
	}
	birimQueues(t, l, 3)
	m.Add(names[1])
	m.Add(names[2])
	mustPublish(t, p, newOutgoing("birim", keys[1]), newOutgoing("birim", keys[2]))
	receive(t, in).Ack()
	receive(t, in).Ack()
}

func TestMuxLooksAgainForAQueueThatOnGoneAdds(t *testing.T) {
	t.Parallel()
	l := link(t, mqtest.VHost(t))
	gone := make(chan string, 2)
	var m *pipeline.Mux
	var once sync.Once
	m = mux(t, l, pipeline.MuxOptions{OnGone: func(q string) {
		once.Do(func() { m.Add(q) })
		gone <- q
	}})
	subscribe(t, m, "birim")
	m.Add("birim.55481037")
	for range 2 {
		select {
		case <-gone:
		case <-time.After(limit):
			t.Fatal("the queue was not looked for again")
		}
	}
}

// A nacked message is not back at once, 7,800 times a second (broker.md, trap 4), and keeps nobody waiting.
func TestMuxNackRestsBeforeItComesAgain(t *testing.T) {
	t.Parallel()
	l := link(t, mqtest.VHost(t))
	_, names := birimQueues(t, l, 1)
	p := publisher(t, l, pipeline.PublisherOptions{})
	m := mux(t, l, pipeline.MuxOptions{NackDelay: 500 * time.Millisecond})
	m.SetQueues(names)
	in := subscribe(t, m, "birim")
	mustPublish(t, p, batchOf(2, "", names[0])...)
	bad := receive(t, in)
	bad.Nack()
	nacked := time.Now()
	receive(t, in).Ack()
	again := receive(t, in)
	if again.UUID != bad.UUID || again.Metadata.Get(pipeline.MetaDeliveryCount) != "1" || again.Metadata.Get(pipeline.MetaRedelivered) != "true" {
		t.Errorf("the nacked message came back as %s %v", again.UUID, again.Metadata)
	}
	if rested := time.Since(nacked); rested < 500*time.Millisecond {
		t.Errorf("it rested for %s only", rested)
	}
	again.Ack()
}

func TestMuxReconnects(t *testing.T) {
	t.Parallel()
	faults, url := proxy(t, mqtest.VHost(t))
	l := link(t, url)
	_, names := birimQueues(t, l, 30)
	p := publisher(t, l, pipeline.PublisherOptions{})
	m := mux(t, l, pipeline.MuxOptions{QueuesPerChannel: 10})
	m.SetQueues(names)
	in := subscribe(t, m, "birim")
	mustPublish(t, p, newOutgoing("", names[7]))
	unacked := receive(t, in)

	faults.Stop()
	eventually(t, "the loss is noticed", func() bool { return !l.Up() })
	select {
	case <-unacked.Context().Done():
	case <-time.After(limit):
		t.Error("the handler was not told that its message will come again")
	}
	if err := faults.Start(); err != nil {
		t.Fatal(err)
	}
	again := receive(t, in)
	if again.UUID != unacked.UUID {
		t.Errorf("%s came, want %s again", again.UUID, unacked.UUID)
	}
	again.Ack()
}

func TestMuxStaysWithinTheChannelsItMayHave(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := pipeline.NewLink(url, pipeline.LinkOptions{Name: "dar", ChannelMax: 8, Prepare: pipeline.Declare, Log: testLog(t)})
	t.Cleanup(l.Close)
	_, names := birimQueues(t, l, 20)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{})
	m := mux(t, l, pipeline.MuxOptions{QueuesPerChannel: 1})
	m.SetQueues(names)
	in := subscribe(t, m, "birim")
	for _, n := range names {
		mustPublish(t, p, newOutgoing("", n))
	}
	for range names {
		receive(t, in).Ack()
	}
}

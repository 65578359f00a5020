package pipeline_test

import (
	"context"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

func subscriber(t *testing.T, url string) *pipeline.Subscriber {
	t.Helper()
	s := pipeline.NewSubscriber(url, pipeline.SubscriberOptions{})
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSubscriberHasAsManyInFlightAsSubscriptions(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{})
	s := subscriber(t, url)
	first, second := subscribe(t, s, "sms"), subscribe(t, s, "sms")
	// Subscribe returns before the broker knows of it: one that came late would find everything sent to the other.
	eventually(t, "the broker knows of both", func() bool { return consumers(t, url, "sms") == 2 })
	mustPublish(t, p, batchOf(3, "", "sms")...) // dealt out in turn
	a, b := receive(t, first), receive(t, second)
	select {
	case msg := <-first:
		t.Errorf("%s came on a subscription with a message in flight", msg.UUID)
	case msg := <-second:
		t.Errorf("%s came on a subscription with a message in flight", msg.UUID)
	case <-time.After(100 * time.Millisecond):
	}
	a.Ack()
	b.Ack()
	select {
	case msg := <-first:
		msg.Ack()
	case msg := <-second:
		msg.Ack()
	case <-time.After(limit):
		t.Error("the third message did not come")
	}
}

// PL-06: the broker away at the start is no reason to give up.
func TestSubscriberWaitsForTheBroker(t *testing.T) {
	t.Parallel()
	direct := mqtest.VHost(t)
	p := publisher(t, link(t, direct), pipeline.PublisherOptions{})
	faults, url := proxy(t, direct)
	faults.Stop()
	s := subscriber(t, url)
	if _, err := s.Subscribe(within(t, 200*time.Millisecond), "sms"); err == nil {
		t.Fatal("subscribed to a broker that is away")
	}
	type result struct {
		in  <-chan *message.Message
		err error
	}
	got := make(chan result, 1)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		in, err := s.Subscribe(ctx, "sms")
		got <- result{in, err}
	}()
	if err := faults.Start(); err != nil {
		t.Fatal(err)
	}
	r := <-got
	if r.err != nil {
		t.Fatal(r.err)
	}
	mustPublish(t, p, newOutgoing("", "sms"))
	receive(t, r.in).Ack()
}

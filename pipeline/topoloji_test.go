package pipeline_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

func TestRegisterIsWhole(t *testing.T) {
	exchanges, queues, parking := map[string]string{}, map[string]bool{}, pipeline.ParkingQueues()
	for _, e := range pipeline.Exchanges() {
		if _, twice := exchanges[e.Name]; twice {
			t.Errorf("exchange %s is there twice", e.Name)
		}
		if _, known := exchanges[e.Alternate]; e.Alternate != "" && !known {
			t.Errorf("exchange %s needs %s, which is not declared before it", e.Name, e.Alternate)
		}
		exchanges[e.Name] = e.Kind
	}
	for _, q := range pipeline.Queues() {
		if queues[q.Name] {
			t.Errorf("queue %s is there twice", q.Name)
		}
		queues[q.Name] = true
		if len(q.Bindings) == 0 {
			t.Errorf("nothing goes to queue %s", q.Name)
		}
		for _, b := range q.Bindings {
			if _, known := exchanges[b.Exchange]; !known {
				t.Errorf("queue %s is bound to %s, which is no exchange of ours", q.Name, b.Exchange)
			}
		}
		if !slices.Contains(parking, pipeline.ParkingQueue(q.Name)) {
			t.Errorf("queue %s has no parking queue", q.Name)
		}
	}
}

func TestDeclareTwiceAndRoute(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	if err := l.WithChannel(within(t, limit), func(ch *amqp.Channel) error { return pipeline.Declare(context.Background(), ch) }); err != nil {
		t.Fatalf("declared a second time: %v", err)
	}
	p := publisher(t, l, pipeline.PublisherOptions{})
	for _, q := range pipeline.Queues() {
		for _, b := range q.Bindings {
			o := newOutgoing(b.Exchange, b.Key)
			mustPublish(t, p, o)
			if drain(t, url, q.Name)[o.ID] != 1 {
				t.Errorf("%s with key %q did not reach %s", b.Exchange, b.Key, q.Name)
			}
		}
	}
}

func TestDeclareNamesTheQueueThatDiffers(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	onChannel(t, url, func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare("toplama", true, false, false, false, nil)
		return err
	})
	onChannel(t, url, func(ch *amqp.Channel) error {
		if err := pipeline.Declare(within(t, limit), ch); err == nil || !strings.Contains(err.Error(), "queue toplama is there already") {
			t.Errorf("a classic queue in the place of ours: %v", err)
		}
		return nil
	})
}

// What is meant for a birim without a queue goes to the activator, and to the birim once it has one (PL-02).
func TestBirimQueueIsMadeWhenNeeded(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	p := publisher(t, l, pipeline.PublisherOptions{})
	const key = "55481037"

	early := newOutgoing("birim", key)
	mustPublish(t, p, early)
	if drain(t, url, "birim.yok")[early.ID] != 1 {
		t.Error("a message for a birim without a queue is not with the activator")
	}
	_, names := birimQueues(t, l, 1)
	if names[0] != "birim."+key {
		t.Errorf("the queue is called %s", names[0])
	}
	mustPublish(t, p, newOutgoing("birim", key))
	if depth(t, url, names[0]) != 1 || depth(t, url, "birim.yok") != 0 {
		t.Error("a message for a birim with a queue is not in it")
	}
}

func TestDeadMessageOfABirimIsParked(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	_, names := birimQueues(t, l, 1)
	p := publisher(t, l, pipeline.PublisherOptions{})
	o := newOutgoing("", names[0])
	mustPublish(t, p, o)
	onChannel(t, url, func(ch *amqp.Channel) error {
		d, _, err := ch.Get(names[0], false)
		if err != nil {
			return err
		}
		return d.Reject(false)
	})
	eventually(t, "the message is parked", func() bool { return depth(t, url, "olu.birim") == 1 })
	if drain(t, url, "olu.birim")[o.ID] != 1 {
		t.Error("another message is parked")
	}
}

package pipeline_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

func publisher(t *testing.T, l *pipeline.Link, opt pipeline.PublisherOptions) *pipeline.Publisher {
	t.Helper()
	p := pipeline.NewPublisher(l, opt)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

func TestPublishedMessagesAreConfirmedAndWhole(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{Window: 100})
	batch := batchOf(2500, "", "havuz") // more than the window
	for i, err := range p.PublishBatch(within(t, limit), batch) {
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	onChannel(t, url, func(ch *amqp.Channel) error {
		d, _, err := ch.Get("havuz", true)
		want := batch[0]
		if d.MessageId != want.ID || d.Type != "deneme" || d.CorrelationId != "kr-1" || d.ContentType != "application/json" ||
			d.DeliveryMode != amqp.Persistent || d.Headers["traceparent"] != want.Headers["traceparent"] ||
			d.Timestamp.Unix() != want.Time.Unix() || string(d.Body) != string(want.Body) {
			t.Errorf("the first message arrived as %+v, sent was %+v", d, want)
		}
		return err
	})
	if seen := drain(t, url, "havuz"); len(seen) != len(batch)-1 {
		t.Errorf("%d messages in the queue, want %d", len(seen), len(batch)-1)
	}
}

// Without a listener for returns, publishing to nowhere reports success (broker.md, trap 5).
func TestReturnedMessageFailsAloneInItsBatch(t *testing.T) {
	t.Parallel()
	p := publisher(t, link(t, mqtest.VHost(t)), pipeline.PublisherOptions{Window: 10})
	batch := batchOf(30, "", "havuz")
	batch[3], batch[17] = newOutgoing("olay", "kimse.dinlemiyor"), newOutgoing("", "boyle-kuyruk-yok")
	for i, err := range p.PublishBatch(within(t, limit), batch) {
		lost := i == 3 || i == 17
		if got := errors.Is(err, pipeline.ErrUnroutable); got != lost || (err != nil) != lost {
			t.Errorf("message %d: %v", i, err)
		}
		if lost && kural.KindOf(err) == kural.Unavailable {
			t.Errorf("message %d: an unroutable message looks worth a retry: %v", i, err)
		}
	}
}

// An exchange that is not there has the broker close the channel and forget what else was under way on it.
func TestPoisonedMessageDoesNotFailItsBatch(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{})
	batch := batchOf(100, "", "havuz")
	batch[42] = newOutgoing("boyle-exchange-yok", "x")
	for i, err := range p.PublishBatch(within(t, limit), batch) {
		if (err != nil) != (i == 42) {
			t.Errorf("message %d: %v", i, err)
		}
		if i == 42 && kural.KindOf(err) != kural.Invalid {
			t.Errorf("the poisoned message is not refused for good: %v", err)
		}
	}
	if seen := drain(t, url, "havuz"); len(seen) != 99 {
		t.Errorf("%d of the 99 good messages arrived", len(seen))
	}
}

// amqp091-go and the broker answer these by closing the connection.
func TestUnsendableMessagesAreRefusedAlone(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{})
	batch := batchOf(5, "", "havuz")
	batch[1].Type = strings.Repeat("t", 300)
	batch[2].Headers = map[string]string{"neden": strings.Repeat("n", 200<<10)}
	batch[3].Headers = map[string]string{strings.Repeat("h", 256): ""}
	for i, err := range p.PublishBatch(within(t, limit), batch) {
		if bad := i >= 1 && i <= 3; (err != nil) != bad || bad && kural.KindOf(err) != kural.Invalid {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if seen := drain(t, url, "havuz"); len(seen) != 2 {
		t.Errorf("%d of the 2 good messages arrived", len(seen))
	}
}

func TestFullQueueRefusesAndIsWorthARetry(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	l := link(t, url)
	onChannel(t, url, func(ch *amqp.Channel) error {
		_, err := ch.QueueDeclare("dar", true, false, false, false,
			amqp.Table{"x-queue-type": "quorum", "x-max-length": 1, "x-overflow": "reject-publish"})
		return err
	})
	p := publisher(t, l, pipeline.PublisherOptions{})
	var refused error
	eventually(t, "a full queue refuses", func() bool {
		refused = p.PublishBatch(within(t, limit), batchOf(1, "", "dar"))[0]
		return refused != nil
	})
	if !errors.Is(refused, pipeline.ErrRefused) || kural.KindOf(refused) != kural.Unavailable {
		t.Errorf("a full queue is reported as %v", refused)
	}
}

// watermill-amqp waits for such a confirm for ever (broker.md, trap 2).
func TestConfirmThatNeverComesIsAnErrorAfterTheDeadline(t *testing.T) {
	t.Parallel()
	faults, url := proxy(t, mqtest.VHost(t))
	p := publisher(t, link(t, url), pipeline.PublisherOptions{Timeout: 300 * time.Millisecond, Channels: 1})
	if err := p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0]; err != nil {
		t.Fatal(err)
	}
	restore := silence(t, faults)
	began := time.Now()
	for _, err := range p.PublishBatch(within(t, limit), batchOf(5, "", "havuz")) {
		if !errors.Is(err, pipeline.ErrNoConfirm) || kural.KindOf(err) != kural.Unavailable {
			t.Errorf("unconfirmed message: %v", err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("the caller waited %s for confirms that never came", took)
	}
	restore()
	eventually(t, "publishing works again on another channel", func() bool {
		return p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0] == nil
	})
}

func TestCancelledBatchReturnsAtOnce(t *testing.T) {
	t.Parallel()
	faults, url := proxy(t, mqtest.VHost(t))
	p := publisher(t, link(t, url), pipeline.PublisherOptions{Channels: 1})
	if err := p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0]; err != nil {
		t.Fatal(err)
	}
	defer silence(t, faults)()
	err := p.PublishBatch(within(t, 200*time.Millisecond), batchOf(1, "", "havuz"))[0]
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestConnectionsClosedByAnOperatorLoseNothingConfirmed(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	p := publisher(t, link(t, url), pipeline.PublisherOptions{})
	stop, confirmed := make(chan struct{}), make(chan []string, 1)
	ctx := within(t, time.Minute)
	go func() { confirmed <- publishUntil(ctx, stop, p, batchOf(100, "", "havuz")) }()
	eventually(t, "the management knows the connection", func() bool { return mqtest.CloseConnections(t, url) > 0 })
	close(stop)
	ids := <-confirmed
	seen := drain(t, url, "havuz")
	for _, id := range ids {
		if seen[id] == 0 {
			t.Errorf("%s was confirmed and is not there", id)
		}
	}
	if len(ids) == 0 {
		t.Error("nothing was confirmed")
	}
}

// publishUntil publishes batch, under new ids each time, until stop is closed and two more have gone through,
// and returns the ids that were confirmed.
func publishUntil(ctx context.Context, stop <-chan struct{}, p *pipeline.Publisher, batch []pipeline.Outgoing) (confirmed []string) {
	for after := 0; after < 2 && ctx.Err() == nil; {
		for i := range batch {
			batch[i].ID = uuid.NewString()
		}
		whole := true
		for i, err := range p.PublishBatch(ctx, batch) {
			if err != nil {
				whole = false
				continue
			}
			confirmed = append(confirmed, batch[i].ID)
		}
		select {
		case <-stop:
			if whole {
				after++
			}
		default:
		}
	}
	return confirmed
}

func TestClosedPublisherRefuses(t *testing.T) {
	t.Parallel()
	p := publisher(t, link(t, mqtest.VHost(t)), pipeline.PublisherOptions{})
	if err := errors.Join(p.Close(), p.Close()); err != nil {
		t.Fatal(err)
	}
	if err := p.PublishBatch(within(t, limit), batchOf(1, "", "havuz"))[0]; !errors.Is(err, pipeline.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

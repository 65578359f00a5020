package pipeline

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/izsur"
	"acikkapi/store"
)

const (
	batchSize = 256 // messages in one transaction

	// Between two of them, unless enough wait: where messages come all the time, a commit takes several.
	batchRest = 50 * time.Millisecond
	inboxRest = 5 * time.Millisecond // where people wait
)

// batches empties the queues of those consumers that take many messages at once, each by a batcher of its own (docs/adr/0008).
func (p *Pipeline) batches(ctx context.Context) error {
	mux := NewMux(p.consume, MuxOptions{Log: p.opt.Log, MaxPrefetch: 2 * batchSize})
	mux.opt.OnGone = func(queue string) { time.AfterFunc(kuyrukLook, func() { mux.Add(queue) }) } // a fixed queue is made again
	var g errgroup.Group
	for _, h := range p.c.handlers() {
		if h.batch == nil {
			continue
		}
		mux.Add(h.name)
		g.Go(func() error {
			return (&batcher{failures: &p.c.failures, consumer: h.name, rest: h.rest, effect: h.batch}).drain(ctx, mux, h.name)
		})
	}
	err := g.Wait()
	return firstError(err, mux.Close())
}

// batcher gives a consumer what waits in its queues, many messages at a time. Where all of them together fail, each is tried by
// itself: what is wrong with one is no reason to hold the others.
type batcher struct {
	failures *failures
	consumer string
	size     int // 0: batchSize
	rest     time.Duration
	effect   func(context.Context, []*message.Message) error // of all messages or of none
}

// drain takes batches of the queues under topic until ctx ends.
func (b *batcher) drain(ctx context.Context, mux *Mux, topic string) error {
	in, err := mux.Subscribe(ctx, topic)
	if err == nil {
		b.run(ctx, in)
	}
	return err
}

// run takes batches until in is closed.
func (b *batcher) run(ctx context.Context, in <-chan *message.Message) {
	due := time.After(0)
	for {
		batch := b.take(in, due)
		if len(batch) == 0 {
			return
		}
		b.apply(ctx, batch)
		due = time.After(b.rest)
	}
}

// take waits for a message and for what comes until due; a message that comes alone is not kept waiting.
func (b *batcher) take(in <-chan *message.Message, due <-chan time.Time) []*message.Message {
	first, ok := <-in
	if !ok {
		return nil
	}
	size := defaultTo(b.size, batchSize)
	batch := append(make([]*message.Message, 0, size), first)
	for len(batch) < size {
		select {
		case msg, ok := <-in:
			if !ok {
				return batch
			}
			batch = append(batch, msg)
		case <-due:
			return batch
		}
	}
	return batch
}

// apply settles every message of the batch.
func (b *batcher) apply(ctx context.Context, batch []*message.Message) {
	failPoint("before a batch's effect")
	began := time.Now()
	traced, headers, end := b.failures.tracer.ConsumeAll(ctx, b.consumer, carriedAll(batch))
	for i, h := range headers {
		batch[i].Metadata.Set(izsur.Header, h)
	}
	err := finish(traced, nil, func(ctx context.Context, _ *message.Message) error { return b.effect(ctx, batch) })
	end(err)
	b.failures.metrics.took(b.consumer, began)
	if err == nil {
		failPoint("after a batch's effect, before ack")
		for _, msg := range batch {
			b.failures.metrics.consumed(b.consumer, msg)
			msg.Ack()
		}
		return
	}
	b.failures.log.Warn().Err(err).Str("consumer", b.consumer).Int("messages", len(batch)).Msg("a batch failed; its messages are tried one by one")
	for _, msg := range batch {
		if ctx.Err() != nil { // a stop does not wait for them all
			msg.Nack()
			continue
		}
		b.failures.settle(ctx, b.consumer, msg, func(ctx context.Context, msg *message.Message) error {
			return b.effect(ctx, []*message.Message{msg})
		})
	}
}

// decodeEvents is decodeAll for events, each in the trace of its message.
func decodeEvents(msgs []*message.Message) ([]store.Mesaj, error) {
	evs, err := decodeAll[store.Mesaj](msgs)
	for i := range evs {
		evs[i].Traceparent = msgs[i].Metadata.Get(izsur.Header)
	}
	return evs, err
}

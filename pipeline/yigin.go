package pipeline

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
)

// Batches gathers messages, so that many effects share one transaction: up to maxSize of them, waiting for
// more no longer than maxWait after the first. The messages keep their order. The result is closed when in is
// or when ctx ends; what was gathered and not taken by then is left unacked and comes again.
func Batches(ctx context.Context, in <-chan *message.Message, maxSize int, maxWait time.Duration) <-chan []*message.Message {
	out := make(chan []*message.Message)
	go func() {
		defer close(out)
		for {
			batch := gather(ctx, in, maxSize, maxWait)
			if len(batch) == 0 {
				return
			}
			select {
			case out <- batch:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// gather returns an empty batch when in is closed or ctx ends before the first message.
func gather(ctx context.Context, in <-chan *message.Message, maxSize int, maxWait time.Duration) []*message.Message {
	var batch []*message.Message
	select {
	case msg, ok := <-in:
		if !ok {
			return nil
		}
		batch = append(batch, msg)
	case <-ctx.Done():
		return nil
	}
	enough := time.NewTimer(maxWait)
	defer enough.Stop()
	for len(batch) < maxSize {
		select {
		case msg, ok := <-in:
			if !ok {
				return batch
			}
			batch = append(batch, msg)
		case <-enough.C:
			return batch
		case <-ctx.Done():
			return batch
		}
	}
	return batch
}

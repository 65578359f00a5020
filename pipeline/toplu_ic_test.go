package pipeline

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
)

// What comes alone is applied at once; what comes soon after goes together, and no further message is waited for once the batch is full.
// When the stream ends, what is in hand is still applied.
func TestBatchesTakeWhatIsThere(t *testing.T) {
	t.Parallel()
	in, got := make(chan *message.Message), make(chan []string)
	b := &batcher{failures: newFailures(), consumer: "rapor", size: 3, rest: time.Hour, effect: func(_ context.Context, msgs []*message.Message) error {
		got <- ids(msgs)
		return nil
	}}
	done := make(chan struct{})
	go func() { defer close(done); b.run(t.Context(), in) }()
	var sent []*message.Message
	send := func(names ...string) {
		for _, name := range names {
			msg := message.NewMessage(name, nil)
			sent = append(sent, msg)
			in <- msg
		}
	}
	send("alone")
	if have := <-got; !slices.Equal(have, []string{"alone"}) {
		t.Errorf("the first batch is %v", have)
	}
	send("b", "c", "d")
	if have := <-got; !slices.Equal(have, []string{"b", "c", "d"}) {
		t.Errorf("the second batch is %v", have)
	}
	send("last")
	close(in)
	if have := <-got; !slices.Equal(have, []string{"last"}) {
		t.Errorf("the last batch is %v", have)
	}
	<-done
	for _, msg := range sent {
		<-msg.Acked()
	}
}

// PL-05: messages that fail together are tried one by one, each settled by itself; after a stop none is begun that was not, and the
// broker keeps it.
func TestFailedBatchGoesOneByOne(t *testing.T) {
	t.Parallel()
	for _, stop := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var tried [][]string
		b := &batcher{failures: newFailures(), consumer: "rapor", effect: func(_ context.Context, msgs []*message.Message) error {
			if tried = append(tried, ids(msgs)); len(msgs) > 1 {
				return errors.New("one of them is bad")
			}
			if stop {
				cancel()
			}
			return nil
		}}
		batch := []*message.Message{message.NewMessage("a", nil), message.NewMessage("b", nil), message.NewMessage("c", nil)}
		b.apply(ctx, batch)
		want := [][]string{{"a", "b", "c"}, {"a"}, {"b"}, {"c"}}
		if stop {
			want = want[:2]
		}
		if !slices.EqualFunc(tried, want, slices.Equal) {
			t.Errorf("tried %v, want %v", tried, want)
		}
		for _, msg := range batch[:len(want)-1] {
			<-msg.Acked()
		}
		for _, msg := range batch[len(want)-1:] {
			<-msg.Nacked()
		}
	}
}

func ids(msgs []*message.Message) (names []string) {
	for _, msg := range msgs {
		names = append(names, msg.UUID)
	}
	return names
}

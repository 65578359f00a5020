package intake

import (
	"context"
	"errors"
	"sync"

	"acikkapi/internal/kps"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// checkFor asks KPS about the person for the API key of scope kapsam. A key that does not know a person's letters cannot find them
// out: what did not match is counted, per key and person, and so is refused in the end what would match (SC-09). Applications that are
// right are not counted. Errors: those of check; store.ErrTooMany.
func (s *service) checkFor(ctx context.Context, kapsam string, k kimlik) (kps.Kisi, error) {
	done, err := s.turns.take(ctx, kapsam+" "+string(k.TCKN)) // else many at once would all be let in before the first is counted
	if err != nil {
		return kps.Kisi{}, err
	}
	defer done()
	try := store.Deneme{Konu: kapsam, TCKN: k.TCKN}
	if err := s.Store.Exhausted(ctx, try); err != nil {
		return kps.Kisi{}, err
	}
	kisi, err := s.check(ctx, k)
	if errors.Is(err, errKimlik) {
		err = errors.Join(err, s.Store.CountAttempt(ctx, try))
	}
	return kisi, err
}

// turns lets those who come with the same key wait for each other.
type turns struct {
	mu   sync.Mutex
	busy map[string]chan struct{} // closed when the one whose turn it is has done
}

// take waits for key's turn; done ends it. Errors: Unavailable when ctx ends before.
func (t *turns) take(ctx context.Context, key string) (done func(), err error) {
	mine := make(chan struct{})
	for {
		t.mu.Lock()
		other, taken := t.busy[key]
		if !taken {
			if t.busy == nil {
				t.busy = map[string]chan struct{}{}
			}
			t.busy[key] = mine
		}
		t.mu.Unlock()
		if !taken {
			return func() {
				t.mu.Lock()
				delete(t.busy, key)
				t.mu.Unlock()
				close(mine)
			}, nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return nil, kural.Away("İstek sırada bekledi. Lütfen yeniden deneyiniz.", ctx.Err())
		}
	}
}

package pipeline

import (
	"maps"
	"slices"
	"testing"

	"acikkapi/basvuru"
	"acikkapi/kart"
)

// Every queue has a consumer and every consumer a queue; what the two disagree about would pile up unseen.
func TestEveryQueueIsConsumed(t *testing.T) {
	handled := map[string]bool{}
	for _, h := range (&consumers{}).handlers() {
		if handled[h.name] {
			t.Errorf("%s is handled twice", h.name)
		}
		handled[h.name] = true
		if one, many := h.workers > 0 && h.effect != nil, h.batch != nil; one == many || many && h.workers > 0 {
			t.Errorf("%s is handled by %d workers, in batches: %v", h.name, h.workers, many)
		}
	}
	for _, q := range Queues() {
		if !handled[q.Name] {
			t.Errorf("nobody consumes queue %s, the handlers are those of %v", q.Name, slices.Sorted(maps.Keys(handled)))
		}
		delete(handled, q.Name)
	}
	for name := range handled {
		t.Errorf("handler %s has no queue", name)
	}
}

// What any queue dead-letters, or its consumer parks, goes to a parking queue that is consumed.
func TestEveryParkingQueueIsReachedAndConsumed(t *testing.T) {
	names := []string{BirimQueue(ExchangeBirim, "55481037"), BirimQueue(ExchangeMIA, "06")}
	for _, q := range Queues() {
		names = append(names, q.Name)
	}
	reached := map[string]bool{}
	for _, name := range names {
		reached[ParkingQueue(parkingKey(name))] = true
	}
	consumed := NewMux(nil, MuxOptions{})
	consumed.SetQueues(ParkingQueues())
	wanted, _ := consumed.wanted(ExchangeOlu) // as Pipeline.parking subscribes
	if have, want := slices.Sorted(maps.Keys(wanted)), slices.Sorted(maps.Keys(reached)); !slices.Equal(have, want) {
		t.Errorf("consumed are %v, reached can be %v", have, want)
	}
}

// design.md: every event is handled or listed as local, not both; and nothing is bound that no event has.
func TestEveryEventIsHandledOrLocal(t *testing.T) {
	events, bound := map[string]bool{}, map[string][]string{}
	for _, m := range basvuru.Moves {
		if m.Event != "" {
			events[m.Event] = true
		}
	}
	for _, m := range kart.Moves {
		events[m.Event] = true
	}
	yerel := maps.Clone(basvuru.Yerel)
	maps.Copy(yerel, kart.Yerel)
	for _, q := range Queues() {
		for _, b := range q.Bindings {
			if b.Exchange == ExchangeOlay {
				bound[b.Key] = append(bound[b.Key], q.Name)
			}
		}
	}
	for e := range events {
		if local := yerel[e] != ""; local == (len(bound[e]) > 0) {
			t.Errorf("%s: bound to %v, listed as local: %v", e, bound[e], local)
		}
	}
	for _, key := range slices.Concat(slices.Collect(maps.Keys(bound)), slices.Collect(maps.Keys(yerel))) {
		if !events[key] {
			t.Errorf("%s is bound or listed, and no move has it", key)
		}
	}
}

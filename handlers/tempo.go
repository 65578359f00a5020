package handlers

import (
	"sync"
	"time"
)

// breath is how long the pages of a topic are left alone after they were told of a change. What changes meanwhile is told at its end:
// a page that drops events itself would drop the last one and show an old state for good.
const breath = time.Second

// tempo keeps a busy topic from making its pages reload without end. Safe for concurrent use.
type tempo struct {
	mu     sync.Mutex
	breath time.Duration
	missed map[string]bool // the topics that were told within the last breath: whether they have changed since
}

func newTempo(d time.Duration) *tempo { return &tempo{breath: d, missed: map[string]bool{}} }

// tell calls publish now, or once at the end of the topic's breath.
func (t *tempo) tell(topic string, publish func()) {
	t.mu.Lock()
	_, breathing := t.missed[topic]
	t.missed[topic] = breathing
	t.mu.Unlock()
	if breathing {
		return
	}
	publish()
	time.AfterFunc(t.breath, func() { t.exhale(topic, publish) })
}

func (t *tempo) exhale(topic string, publish func()) {
	t.mu.Lock()
	missed := t.missed[topic]
	delete(t.missed, topic)
	t.mu.Unlock()
	if missed {
		t.tell(topic, publish)
	}
}

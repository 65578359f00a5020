package web

import (
	"sync"
)

// Event is one server-sent event: Name is what a Live region waits for, Data usually a rendered fragment, ID the place in
// the topic's order from which a reader catches up after a break.
type Event struct{ ID, Name, Data string }

// Bounds of a Hub.
const (
	clientBuffer = 32     // events that wait for one slow reader before it is dropped
	maxClients   = 20_000 // readers of one process
)

// Hub hands events to the pages that are open in this process. It keeps nothing: what a reader missed comes from the
// database, by the since function of Serve. Safe for concurrent use.
type Hub struct {
	mu      sync.Mutex
	topics  map[string]map[*client]struct{}
	clients int
	closed  bool
}

// client is one open page. gone is closed by the hub when the page was too slow or the hub closes.
type client struct {
	events chan Event
	gone   chan struct{}
	topics []string
	once   sync.Once
}

func (c *client) drop() { c.once.Do(func() { close(c.gone) }) }

// NewHub returns an empty hub.
func NewHub() *Hub { return &Hub{topics: map[string]map[*client]struct{}{}} }

// Publish hands ev to every reader of topic and never waits: a reader whose buffer is full is dropped, reconnects and
// catches up.
func (h *Hub) Publish(topic string, ev Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.topics[topic] {
		select {
		case c.events <- ev:
		default:
			h.remove(c)
			c.drop()
		}
	}
}

// Readers is the number of open pages on topic.
func (h *Hub) Readers(topic string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.topics[topic])
}

// Close ends every stream, so that the server can shut down; later ones are refused.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for _, readers := range h.topics {
		for c := range readers {
			c.drop()
		}
	}
}

func (h *Hub) subscribe(topics []string) (*client, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || h.clients >= maxClients {
		return nil, false
	}
	c := &client{events: make(chan Event, clientBuffer), gone: make(chan struct{}), topics: topics}
	for _, t := range topics {
		if h.topics[t] == nil {
			h.topics[t] = map[*client]struct{}{}
		}
		h.topics[t][c] = struct{}{}
	}
	h.clients++
	return c, true
}

func (h *Hub) unsubscribe(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(c)
}

// remove takes c out of its topics; a second call does nothing.
func (h *Hub) remove(c *client) {
	found := false
	for _, t := range c.topics {
		if _, ok := h.topics[t][c]; !ok {
			continue
		}
		found = true
		delete(h.topics[t], c)
		if len(h.topics[t]) == 0 {
			delete(h.topics, t)
		}
	}
	if found {
		h.clients--
	}
}

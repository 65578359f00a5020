package web

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"acikkapi/internal/kural"
)

// nothing is a since for topics without a past.
func nothing(context.Context, string) ([]Event, error) { return nil, nil }

// reader is one open page: it reads events from its stream.
type reader struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

// open connects to url and waits until the stream has begun.
func open(t *testing.T, url, lastID string) *reader {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, lines: bufio.NewScanner(res.Body), close: func() { cancel(); _ = res.Body.Close() }}
	if got := r.next(); got != "retry: 2000" {
		t.Fatalf("stream begins with %q", got)
	}
	return r
}

// next is the next event, its lines joined by “|”, "" at the end of the stream.
func (r *reader) next() string {
	var event []string
	for r.lines.Scan() {
		if line := r.lines.Text(); line != "" {
			event = append(event, line)
		} else if len(event) > 0 {
			return strings.Join(event, "|")
		}
	}
	return ""
}

// hubServer serves topic birim:1 of hub through the server's real time limits.
func hubServer(t *testing.T, hub *Hub, since Since) string {
	t.Helper()
	e := demoEngine(t)
	s := httptest.NewUnstartedServer(e.Handle(func(w http.ResponseWriter, r *http.Request) error {
		return hub.Serve(w, r, []string{"birim:1"}, since)
	}))
	s.Config.ReadTimeout, s.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	s.Start()
	t.Cleanup(s.Close)
	t.Cleanup(hub.Close)
	return s.URL
}

// UI-04: every open page gets the topic's events, in order, and nothing of other topics.
func TestHubReachesEveryReader(t *testing.T) {
	hub := NewHub()
	url := hubServer(t, hub, nothing)
	one, two := open(t, url, ""), open(t, url, "")
	defer one.close()
	defer two.close()
	hub.Publish("birim:2", Event{ID: "1", Name: "satir", Data: "başkasının"})
	hub.Publish("birim:1", Event{ID: "2", Name: "satir", Data: "<tr>\r\n<td>ş</td>\r</tr>"})
	hub.Publish("birim:1", Event{ID: "3\nevent: kötü", Name: "satir", Data: ""})
	for _, r := range []*reader{one, two} {
		if got := r.next(); got != "id: 2|event: satir|data: <tr>|data: <td>ş</td>|data: </tr>" {
			t.Errorf("first event is %q", got)
		}
		if got := r.next(); got != "id: 3 event: kötü|event: satir|data: " {
			t.Errorf("second event is %q", got)
		}
	}
}

// UI-04: a reader who comes back gets what it missed, once, though it also came live meanwhile.
func TestHubCatchesUp(t *testing.T) {
	hub := NewHub()
	var asked string
	url := hubServer(t, hub, func(_ context.Context, lastID string) ([]Event, error) {
		asked = lastID
		hub.Publish("birim:1", Event{ID: "8", Name: "satir", Data: "sekiz"}) // committed while since reads
		return []Event{{ID: "7", Name: "satir", Data: "yedi"}, {ID: "8", Name: "satir", Data: "sekiz"}}, nil
	})
	for _, c := range []struct{ query, header, asked string }{{"", "6", "6"}, {"?son=5", "", "5"}, {"?son=5", "6", "6"}, {"", "", ""}} {
		r := open(t, url+c.query, c.header)
		first, second := r.next(), r.next()
		hub.Publish("birim:1", Event{ID: "9", Name: "satir", Data: "dokuz"})
		third := r.next()
		r.close()
		if asked != c.asked {
			t.Errorf("%+v: since was asked for %q", c, asked)
		}
		if !strings.HasSuffix(first, "yedi") || !strings.HasSuffix(second, "sekiz") || !strings.HasSuffix(third, "dokuz") {
			t.Errorf("%+v: got %q, %q, %q", c, first, second, third)
		}
	}
}

// A stream outlives the server's read and write limits, which are for pages.
func TestStreamOutlivesServerTimeouts(t *testing.T) {
	hub := NewHub()
	r := open(t, hubServer(t, hub, nothing), "")
	defer r.close()
	timer := time.NewTimer(500 * time.Millisecond) // more than both limits of hubServer
	<-timer.C
	hub.Publish("birim:1", Event{ID: "1", Name: "satir", Data: "geç"})
	if got := r.next(); !strings.HasSuffix(got, "geç") {
		t.Errorf("after the limits: %q", got)
	}
}

// A reader who does not read is dropped, holds up nobody, and costs nothing afterwards.
func TestHubDropsSlowReader(t *testing.T) {
	hub := NewHub()
	slow, ok := hub.subscribe([]string{"birim:1", "birim:2"})
	if !ok {
		t.Fatal("no room")
	}
	quick, _ := hub.subscribe([]string{"birim:1"})
	for range clientBuffer + 1 {
		hub.Publish("birim:1", Event{Data: "x"})
		<-quick.events
	}
	select {
	case <-slow.gone:
	default:
		t.Error("the slow reader is still there")
	}
	if hub.Readers("birim:1") != 1 || hub.Readers("birim:2") != 0 {
		t.Errorf("readers: %d, %d", hub.Readers("birim:1"), hub.Readers("birim:2"))
	}
	hub.unsubscribe(slow) // as Serve does when it returns
	hub.unsubscribe(quick)
	if hub.clients != 0 || len(hub.topics) != 0 {
		t.Errorf("%d clients, %d topics are left", hub.clients, len(hub.topics))
	}
}

// Closing ends the streams, so that a server can shut down, and refuses new ones as an outage.
func TestHubClose(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { // after the server's own cleanup, which hubServer registers
		http.DefaultClient.CloseIdleConnections()
		goleak.VerifyNone(t, before)
	})
	hub := NewHub()
	url := hubServer(t, hub, nothing)
	r := open(t, url, "")
	hub.Close()
	if got := r.next(); got != "" {
		t.Errorf("after closing: %q", got)
	}
	r.close()
	w := httptest.NewRecorder()
	err := hub.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), []string{"birim:1"}, nothing)
	if kural.KindOf(err) != kural.Unavailable {
		t.Errorf("a closed hub says %v", err)
	}
}

// An error of since is a page, since nothing has been written yet.
func TestServeFailsBeforeItBegins(t *testing.T) {
	hub, cause := NewHub(), errors.New("connection refused")
	w := httptest.NewRecorder()
	err := hub.Serve(w, httptest.NewRequest(http.MethodGet, "/", nil), []string{"a"}, func(context.Context, string) ([]Event, error) { return nil, cause })
	if !errors.Is(err, cause) || w.Body.Len() != 0 || hub.Readers("a") != 0 {
		t.Errorf("%v, %q, %d readers", err, w.Body, hub.Readers("a"))
	}
}

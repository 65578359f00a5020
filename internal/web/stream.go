package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"acikkapi/internal/kural"
)

// Times of a stream.
const (
	heartbeat   = 20 * time.Second // keeps proxies from closing a quiet stream, and finds readers who left
	eventTime   = 10 * time.Second // to write one event to one reader
	streamTime  = 10 * time.Minute // then the browser reconnects, and sign-in and rights are asked anew (GR-05)
	reconnectMS = 2000
)

// sinceKey is the query parameter that carries the last event a page knew when it was rendered.
const sinceKey = "son"

// Since lists what happened after the event lastID, oldest first; lastID is "" for a reader who knows nothing yet. It
// should bound its answer.
type Since func(ctx context.Context, lastID string) ([]Event, error)

// Serve streams the events of topics until the reader leaves, is too slow, or streamTime is over. What the reader missed – by
// Last-Event-ID, else ?son= – comes first, from since. Events that come both ways are sent once. Mount it
// outside Sessions.Middleware; Sessions.ReadOnly may stand before it. An error comes back only before the stream began.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, topics []string, since Since) error {
	c, ok := h.subscribe(topics) // before since, so that nothing falls between the two
	if !ok {
		return kural.Away("Canlı bağlantı sayısı dolu. Sayfa yenilenerek kullanılabilir.", errors.New("hub is full or closed"))
	}
	defer h.unsubscribe(c)
	lastID := r.Header.Get("Last-Event-ID")
	if lastID == "" {
		lastID = r.URL.Query().Get(sinceKey)
	}
	missed, err := since(r.Context(), lastID)
	if err != nil {
		return err
	}
	s := &stream{w: w, control: http.NewResponseController(w)}
	if err := s.begin(missed); err != nil {
		return nil // the reader left; the answer has begun
	}
	s.follow(r.Context(), c, missed)
	return nil
}

// stream writes events to one reader.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *stream) begin(missed []Event) error {
	// The server's read deadline would cancel the request, its write deadline cut the stream.
	_ = s.control.SetReadDeadline(time.Time{}) // unsupported only by test recorders
	header := s.w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	if err := s.write(fmt.Sprintf("retry: %d\n\n", reconnectMS)); err != nil {
		return err
	}
	for _, ev := range missed {
		if err := s.write(ev.wire()); err != nil {
			return err
		}
	}
	return nil
}

// follow passes on events as they come. sent are the ones that since already gave.
func (s *stream) follow(ctx context.Context, c *client, sent []Event) {
	seen := make(map[string]bool, len(sent))
	for _, ev := range sent {
		seen[ev.ID] = true
	}
	beat, end := time.NewTicker(heartbeat), time.NewTimer(streamTime)
	defer beat.Stop()
	defer end.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-c.gone:
			return
		case <-end.C:
			return
		case <-beat.C:
			err = s.write(": \n\n")
		case ev := <-c.events:
			if ev.ID == "" || !seen[ev.ID] {
				err = s.write(ev.wire())
			}
		}
		if err != nil {
			return
		}
	}
}

func (s *stream) write(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(eventTime)) // unsupported only by test recorders
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("writing an event: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("flushing an event: %w", err)
	}
	return nil
}

// oneLine keeps a field of an event from beginning another.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\x00", "")

// wire is ev in the format of the HTML standard; every line of data has its own prefix.
func (ev Event) wire() string {
	var b strings.Builder
	if ev.ID != "" {
		b.WriteString("id: " + oneLine.Replace(ev.ID) + "\n")
	}
	if ev.Name != "" {
		b.WriteString("event: " + oneLine.Replace(ev.Name) + "\n")
	}
	data := strings.ReplaceAll(strings.ReplaceAll(ev.Data, "\r\n", "\n"), "\r", "\n")
	for line := range strings.SplitSeq(data, "\n") {
		b.WriteString("data: " + line + "\n")
	}
	b.WriteByte('\n')
	return b.String()
}

package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/web"
	"acikkapi/store"
)

// A live page is told by an event that something has changed, and reloads its own part: so that every reader gets
// what their own rights show them.
const changed = "degisti"

// news is the event of what every page of the desk is told, whatever it shows (AK-12).
const news = "haber"

// Times of listening to the database's bell.
const (
	listenPause = time.Second
	ringsKept   = 2 * time.Minute // what a short break needs
	clockSkew   = 2 * time.Second // between the process that rendered a page and the one that streams to it
)

// rings remembers when each topic last rang, so that a page which was cut off learns whether it missed anything. It
// remembers for ringsKept at least, for twice as long at most: pages from before then are told to look.
type rings struct {
	mu         sync.Mutex
	young, old map[string]time.Time
	known      time.Time // since then nothing is forgotten; zero = deaf
	turned     time.Time // since then is in young
}

func newRings() *rings { return &rings{} }

func (m *rings) begin(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.young, m.old = map[string]time.Time{}, nil
	m.known, m.turned = at, at
}

func (m *rings) note(topics []string, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at.Sub(m.turned) > ringsKept {
		m.old, m.known = m.young, m.turned
		m.young, m.turned = map[string]time.Time{}, at
	}
	for _, t := range topics {
		m.young[t] = at
	}
}

// since tells whether any of topics may have changed after at.
func (m *rings) since(at time.Time, topics []string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known.IsZero() || at.Before(m.known) {
		return true
	}
	at = at.Add(-clockSkew)
	return slices.ContainsFunc(topics, func(t string) bool { return m.young[t].After(at) || m.old[t].After(at) })
}

// Listen hands what the database's bell rings to the open pages of this process, until ctx ends; a broken connection is
// made anew, and every page that was open meanwhile looks for itself.
func (s *Service) Listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := s.store.Listen(ctx, s.hear)
		if ctx.Err() != nil {
			return
		}
		zerolog.Ctx(ctx).Warn().Err(err).Msg("listening for changes broke off")
		select {
		case <-ctx.Done():
		case <-time.After(listenPause):
		}
	}
}

// hear is called with nothing when listening begins, then with what rings.
func (s *Service) hear(topics []string) {
	now := s.now()
	if topics == nil {
		s.seen.begin(now)
		s.hub.Publish(everyone, changedAt(now))
		s.hub.Publish(everyone, newsAt(now))
		return
	}
	s.seen.note(topics, now)
	for _, t := range topics {
		event := changedAt
		if store.IsCevap(t) {
			event = newsAt
		}
		s.tempo.tell(t, func() { s.hub.Publish(t, event(s.now())) })
	}
}

// everyone is the topic of all pages: something may have been missed.
const everyone = "hepsi"

func changedAt(at time.Time) web.Event { return eventAt(changed, at) }

func newsAt(at time.Time) web.Event { return eventAt(news, at) }

func eventAt(name string, at time.Time) web.Event {
	id := strconv.FormatInt(at.UnixMicro(), 10)
	return web.Event{ID: id, Name: name, Data: id}
}

// stream serves the events of topics. A page that says it was rendered (or told) before the last change is told at once, and so it
// is of news.
func (s *Service) stream(w http.ResponseWriter, r *http.Request, topics ...string) error {
	return s.hub.Serve(w, r, append(slices.Clone(topics), everyone), func(_ context.Context, lastID string) ([]web.Event, error) {
		at, err := strconv.ParseInt(lastID, 10, 64)
		if err != nil { // a page that knows no time is new
			return []web.Event{}, nil //nolint:nilerr // as the line above says
		}
		missed, now := map[string]bool{}, s.now()
		for _, t := range topics {
			name := changed
			if store.IsCevap(t) {
				name = news
			}
			missed[name] = missed[name] || s.seen.since(time.UnixMicro(at), []string{t})
		}
		events := []web.Event{}
		for _, name := range []string{changed, news} {
			if missed[name] {
				events = append(events, eventAt(name, now))
			}
		}
		return events, nil
	})
}

// canli is the live region of a page: events come from URL, the region's new content from Part.
type canli struct{ URL, Part, Event string }

// liveRegion is told of changes after at, a moment before the page's data were read.
func liveRegion(at time.Time, url, part string) canli {
	return canli{URL: web.Live{URL: url, LastID: changedAt(at).ID}.Address(), Part: part, Event: "sse:" + changed}
}

// part answers with one block of a page, for a live region.
func (s *Service) part(w http.ResponseWriter, page, block string, data any) error {
	html, err := s.web.Fragment(page, block, data)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(html)) // the reader may have gone; nobody is left to tell
	return nil
}

package web

import (
	"context"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// requestTime is how long a request may take until its answer begins, not counting the time in which its body arrives:
// whoever waits for a database that hangs is told so, and holds nothing up (SC-11, PL-06).
const requestTime = 10 * time.Second

// deadline is the context of one request. It ends with DeadlineExceeded, so that callers tell an outage from a reader who has left.
type deadline struct {
	context.Context // of the server
	limit           time.Duration
	timer           *time.Timer
	done            chan struct{}
	answered        atomic.Bool // it stands still for good

	mu  sync.Mutex
	err error
}

func newDeadline(parent context.Context, limit time.Duration) *deadline {
	d := &deadline{Context: parent, limit: limit, done: make(chan struct{})}
	d.timer = time.AfterFunc(limit, func() { d.end(context.DeadlineExceeded) })
	return d
}

func (d *deadline) end(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err == nil {
		d.err = err
		close(d.done)
	}
}

// Done and Err are context.Context's.
func (d *deadline) Done() <-chan struct{} { return d.done }

// Err is DeadlineExceeded after the time, Canceled when the reader has left or was answered.
func (d *deadline) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// limitTime gives every request limit until its answer begins; a stream of events or a download then takes as long as it takes.
func limitTime(limit time.Duration) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			d := newDeadline(r.Context(), limit)
			defer d.end(context.Canceled)
			defer d.timer.Stop()
			defer context.AfterFunc(r.Context(), func() { d.end(r.Context().Err()) })()
			r2 := r.WithContext(d)
			if r.Body != nil && r.Body != http.NoBody {
				r2.Body = &timedBody{r.Body, d}
			}
			next.ServeHTTP(&begin{ResponseWriter: w, d: d}, r2)
		})
	}
}

// timedBody stops the clock while it waits for a slow client: the server's read deadline is for that.
type timedBody struct {
	io.ReadCloser
	d *deadline
}

func (b *timedBody) Read(p []byte) (int, error) {
	b.d.timer.Stop()
	n, err := b.ReadCloser.Read(p)
	if !b.d.answered.Load() {
		b.d.timer.Reset(b.d.limit)
	}
	return n, err
}

func (d *deadline) answer() {
	d.answered.Store(true)
	d.timer.Stop()
}

// begin stops the clock for good when the answer begins.
type begin struct {
	http.ResponseWriter
	d *deadline
}

func (w *begin) WriteHeader(status int) {
	w.d.answer()
	w.ResponseWriter.WriteHeader(status)
}

func (w *begin) Write(b []byte) (int, error) {
	w.d.answer()
	return w.ResponseWriter.Write(b)
}

func (w *begin) Unwrap() http.ResponseWriter { return w.ResponseWriter }

package pipeline_test

import (
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// PL-04, PL-06: the broker keeps an event for a consumer that never gets it, so that outbox and queues are empty and nobody has acted on it: it is
// sent again by itself. What is younger may still be on its way.
func TestEventThatNobodyActedOnIsSentAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		want  int
	}{"old": {time.Nanosecond, 1}, "young": {0, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := stopped(t, dbtest.New(t), mqtest.VHost(t))
			dbtest.File(t, w.Store, 1)
			if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil {
				t.Fatal(err)
			}
			w.run(t, impatient, func(o *pipeline.Options) { o.ForgottenAfter = c.after })
			eventually(t, "the SMS of the lost one comes", func() bool { return w.received(1) >= c.want })
			dbtest.File(t, w.Store, 2)
			eventually(t, "the SMS of another one comes", func() bool { return w.received(2) == 1 })
			w.settled(t)
			if n := w.received(1); n != c.want {
				t.Errorf("%d SMS for what was lost, want %d", n, c.want)
			}
		})
	}
}

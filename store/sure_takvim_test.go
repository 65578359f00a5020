package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// later lets the time pass for which messages wait in the outbox, then has the consumer do what they say.
func (c *clocked) later(t *testing.T) int {
	t.Helper()
	exec(t, c.Store, `UPDATE giden SET vade = clock_timestamp() WHERE exchange = 'sure'`)
	return c.deliver(t)
}

// PL-08: what another process has routed or filed by the old calendar, which it may have for a minute more, is counted anew too.
func TestLateHolidayReachesWhatIsRoutedMeanwhile(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	c, other := clockedOn(t, url, "2026-11-02 10:00"), clockedOn(t, url, "2026-11-02 10:00")
	c.tick(t)
	no := c.file(t, 1)
	if _, err := other.Takvim(t.Context()); err != nil { // read, and kept for a minute
		t.Fatal(err)
	}
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-11-10', 'İdari izin'), ('2026-12-02', 'İdari izin')`)
	c.tick(t)
	do(t, other.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	filed := other.file(t, 2)
	c.counts(t, no, "2026-11-23"+endOf, "routed by the old calendar")
	c.later(t)
	c.counts(t, no, "2026-11-24"+endOf, "counted anew after a while")
	c.counts(t, filed, "2026-12-03"+endOf, "filed by the old calendar, counted anew after a while")
}

// PL-08: the process that moves the dates reads the calendar for it, however its clock stands to that of the one who saw the change.
func TestLateHolidayWhereClocksDiffer(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	c, fast := clockedOn(t, url, "2026-11-02 10:00"), clockedOn(t, url, "2026-11-02 10:02")
	c.tick(t)
	no := c.file(t, 1)
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	if _, err := fast.Takvim(t.Context()); err != nil {
		t.Fatal(err)
	}
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-11-10', 'İdari izin')`)
	if _, err := c.SureTuru(t.Context()); err != nil {
		t.Fatal(err)
	}
	fast.deliver(t)
	c.counts(t, no, "2026-11-24"+endOf, "moved by a process whose clock is two minutes fast")
}

// PL-08: what is not late any more, by a holiday or because the birim has answered, leaves the MİA's table of what is late, and comes
// back when it is late again.
func TestMIAsLateOnesAreLateNow(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	c.tick(t)
	no := c.file(t, 1)
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}) // until 23 November, a Monday
	listed := func(want int, why string) {
		t.Helper()
		p, err := c.Liste(t.Context(), dbtest.MIA, store.Suzgec{Yukseltilen: true}, store.Imlec{}, 10)
		if err != nil || p.Toplam != want {
			t.Errorf("%s: %d in the MİA's list, want %d (%v)", why, p.Toplam, want, err)
		}
	}
	c.set(t, "2026-11-27 00:01")
	c.tick(t)
	listed(1, "three working days late")
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) SELECT g::date, 'İdari izin' FROM generate_series(date '2026-11-23', date '2026-11-27', interval '1 day') g`)
	c.tick(t)
	c.counts(t, no, "2026-11-30"+endOf, "a week off, entered at its end")
	listed(0, "not late any more")
	c.set(t, "2026-12-01 10:00")
	c.tick(t)
	listed(1, "late by the new date")
	do(t, c.Store, dbtest.YetkiliMEM, no, answer(1))
	do(t, c.Store, kural.Pipeline("toplama"), no, basvuru.Collect{})
	listed(0, "answered")
	c.set(t, "2026-12-03 10:00")
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}}) // has one working day: the law's date was yesterday
	listed(1, "late by the law")
}

// PL-08: a day that becomes a working day after all makes nobody late who was not: a date goes back to today at most.
func TestDatesNeverMoveIntoThePast(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) SELECT g::date, 'İdari izin' FROM generate_series(date '2026-11-09', date '2026-11-13', interval '1 day') g`)
	c.tick(t)
	no, late := c.file(t, 1), c.file(t, 2)
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	c.set(t, "2026-11-05 10:00")
	exec(t, c.Store, `UPDATE hizmet_baslik SET sure_gun = 7`)
	do(t, c.Store, dbtest.AKS, late, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	c.counts(t, no, "2026-11-30"+endOf, "with a week off")
	c.counts(t, late, "2026-11-23"+endOf, "seven days, with a week off")
	exec(t, c.Store, `DELETE FROM tatil WHERE ad = 'İdari izin'`)
	c.set(t, "2026-11-25 15:00")
	c.tick(t)
	c.counts(t, no, "2026-11-25"+endOf, "it would be the 23rd, which is over")
	c.counts(t, late, "2026-11-23"+endOf, "was late before, and stays as late as it was")
	c.set(t, "2026-11-25 16:00")
	c.later(t)
	c.counts(t, no, "2026-11-25"+endOf, "counted once more")
	if err := c.VerifyChain(t.Context(), no); err != nil {
		t.Error(err)
	}
}

// PL-08: a process that stops in the middle of looking at the clock, frozen with its machine, does not keep the others from it.
func TestAFrozenProcessStopsNobodysClock(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	c := clockedOn(t, url, "2026-11-02 10:00")
	c.tick(t)
	do(t, c.Store, dbtest.AKS, c.file(t, 1), basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	c.set(t, "2026-11-24 00:01")
	thaw, stopped := make(chan struct{}), make(chan struct{})
	var once sync.Once
	frozen, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, MaxConns: 2, Now: func() time.Time {
		var held bool
		if err := c.Pool().QueryRow(context.Background(), `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = x'61636b53'::int::oid AND granted
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`).Scan(&held); err == nil && held {
			once.Do(func() { close(stopped) })
			<-thaw
		}
		return c.now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(frozen.Close)
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-12-31', 'İdari izin')`) // it asks for the time when it sees that
	done := make(chan error)
	go func() {
		_, err := frozen.SureTuru(context.Background())
		done <- err
	}()
	<-stopped
	deadline := time.Now().Add(time.Minute)
	n := 0
	for n == 0 && time.Now().Before(deadline) {
		if n, err = c.SureTuru(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(thaw)
	if n == 0 {
		t.Error("nobody else could look at the clock")
	}
	if err := <-done; err == nil {
		t.Error("the frozen process has said its part too")
	}
}

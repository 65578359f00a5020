package store_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// clocked is a store whose clock stands where the test puts it.
type clocked struct {
	*store.Store
	mu  sync.Mutex
	now time.Time
}

func (c *clocked) set(t *testing.T, moment string) {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", moment, store.Istanbul())
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

func newClocked(t *testing.T, moment string) *clocked {
	t.Helper()
	return clockedOn(t, dbtest.URL(t), moment)
}

// clockedOn is another process on the database at url, with a clock of its own.
func clockedOn(t *testing.T, url, moment string) *clocked {
	t.Helper()
	c := &clocked{}
	c.set(t, moment)
	s, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, MaxConns: 8, Now: func() time.Time {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c.Store = s
	return c
}

// file stores an application that came in on the clock's day, with these headings (the first pair where none are given).
func (c *clocked) file(t *testing.T, n int, hizmets ...basvuru.Hizmet) int64 {
	t.Helper()
	y := dbtest.Yeni(n)
	y.GelisTarihi = c.now.In(store.Istanbul())
	if len(hizmets) > 0 {
		y.Hizmets = hizmets
	}
	return do(t, c.Store, citizen, 0, submission(y)).No
}

// son reads a deadline as people see it, in Istanbul; "" for none.
func (c *clocked) son(t *testing.T, sql string, args ...any) string {
	t.Helper()
	at := scan[*time.Time](t, c.Store, sql, args...)
	if at == nil {
		return ""
	}
	return at.In(store.Istanbul()).Format("2006-01-02 15:04:05")
}

func (c *clocked) counts(t *testing.T, no int64, want, why string) {
	t.Helper()
	if got := c.son(t, `SELECT son_cevap FROM basvuru WHERE no = $1`, no); got != want {
		t.Errorf("%s: the date that counts is %q, want %q", why, got, want)
	}
}

func (c *clocked) routing(t *testing.T, no int64, sira int) string {
	t.Helper()
	return c.son(t, `SELECT son_tarih FROM yonlendirme WHERE basvuru_no = $1 AND sira = $2`, no, sira)
}

const endOf = " 23:59:59"

// PL-08: the shortest of the headings counts: a sub-heading's days before its heading's, the general 15 where neither says anything.
func TestDeadlineByHeading(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00") // three weeks without a holiday follow
	exec(t, c.Store, `UPDATE hizmet_baslik SET sure_gun = 10 WHERE id = 2`)
	exec(t, c.Store, `UPDATE hizmet_alt_baslik SET sure_gun = 3 WHERE id = (SELECT min(id) FROM hizmet_alt_baslik WHERE baslik_id = 2)`)
	exec(t, c.Store, `UPDATE hizmet_alt_baslik SET sure_gun = 20 WHERE id = (SELECT max(id) FROM hizmet_alt_baslik WHERE baslik_id = 2)`)
	alt := func(baslik, offset int) basvuru.Hizmet {
		return basvuru.Hizmet{Baslik: baslik, Alt: scan[int](t, c.Store, `SELECT id FROM hizmet_alt_baslik WHERE baslik_id = $1 ORDER BY id OFFSET $2 LIMIT 1`, baslik, offset)}
	}
	last := basvuru.Hizmet{Baslik: 2, Alt: scan[int](t, c.Store, `SELECT max(id) FROM hizmet_alt_baslik WHERE baslik_id = 2`)}
	diger := basvuru.Hizmet{Baslik: scan[int](t, c.Store, `SELECT id FROM hizmet_baslik WHERE diger`), Aciklama: "Başka"}
	for n, tc := range []struct {
		why     string
		hizmets []basvuru.Hizmet
		want    string
	}{
		{"no heading says anything: 15", []basvuru.Hizmet{alt(1, 0)}, "2026-11-23"},
		{"“Diğer” has no sub-heading", []basvuru.Hizmet{diger}, "2026-11-23"},
		{"the sub-heading's 3", []basvuru.Hizmet{alt(2, 0)}, "2026-11-05"},
		{"the heading's 10", []basvuru.Hizmet{alt(2, 1)}, "2026-11-16"},
		{"a sub-heading may have more than its heading", []basvuru.Hizmet{last}, "2026-11-30"},
		{"the shortest of 15, 10 and 3", []basvuru.Hizmet{alt(1, 0), alt(2, 1), alt(2, 0)}, "2026-11-05"},
		{"the shortest of 20 and 15", []basvuru.Hizmet{last, alt(1, 0)}, "2026-11-23"},
	} {
		no := c.file(t, n, tc.hizmets...)
		do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		if got := c.routing(t, no, 1); got != tc.want+endOf {
			t.Errorf("%s: %s, want %s", tc.why, got, tc.want)
		}
		c.counts(t, no, tc.want+endOf, tc.why)
	}
}

// PL-08: the law's 30 days are over all; a routing made when they are nearly or already gone leaves one working day.
func TestLawCapsTheDeadline(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no := c.file(t, 1)
	c.counts(t, no, "2026-12-02"+endOf, "before a routing the law's date counts")
	for sira, tc := range []struct{ sent, want, why string }{
		{"2026-11-17 10:00", "2026-12-02", "the law's date comes before 15 working days"},
		{"2026-12-01 10:00", "2026-12-02", "the day before"},
		{"2026-12-02 10:00", "2026-12-03", "on its last day one working day is left"},
		{"2026-12-11 17:30", "2026-12-14", "long after it too, over the weekend"},
	} {
		c.set(t, tc.sent)
		do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		if got := c.routing(t, no, sira+1); got != tc.want+endOf {
			t.Errorf("%s: %s, want %s", tc.why, got, tc.want)
		}
		do(t, c.Store, dbtest.YetkiliMEM, no, basvuru.Return{Sira: sira + 1, Neden: "Görev alanımızda değil"})
		do(t, c.Store, kural.Pipeline("cevap"), no, basvuru.Collect{})
	}
	c.set(t, "2026-05-01 10:00") // a holiday; the 30th day after it is a Sunday behind Kurban Bayramı
	c.counts(t, c.file(t, 2), "2026-06-01"+endOf, "the law's 30th day is a day off")
	c.set(t, "2026-09-28 10:00")
	c.counts(t, c.file(t, 3), "2026-10-28 12:59:59", "the law's 30th day ends at 13:00")
}

// PL-08: over Kurban Bayramı 2026, counted by hand: the 26th is half a day, the 27th to the 29th are none.
func TestDeadlineOverTheHolidays(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-05-20 16:45")
	no := c.file(t, 1)
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	if got := c.routing(t, no, 1); got != "2026-06-16"+endOf {
		t.Errorf("15 working days after 20 May end %s, want 16 June", got)
	}
}

// PL-08: the date that counts is kept right by every change: the earliest open routing's, else the law's, none once closed.
func TestTheDateThatCounts(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no := c.file(t, 1)
	const law, first, second = "2026-12-02" + endOf, "2026-11-23" + endOf, "2026-11-24" + endOf
	step := func(why, want string, actor basvuru.Actor, cmd basvuru.Command) {
		t.Helper()
		do(t, c.Store, actor, no, cmd)
		c.counts(t, no, want, why)
		if err := c.VerifyChain(t.Context(), no); err != nil { // SC-05: the history is whole after each of them
			t.Errorf("%s: %v", why, err)
		}
	}
	collect := kural.Pipeline("cevap")
	c.counts(t, no, law, "filed")
	step("routed", first, dbtest.AKS, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	c.set(t, "2026-11-03 10:00")
	step("routed to a second a day later", first, dbtest.AKS, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	step("the first answered", second, dbtest.YetkiliMEM, answer(1))
	step("the second withdrawn", law, dbtest.AKS, basvuru.Withdraw{Sira: 2, Neden: "Yanlış birim"})
	step("collected", law, collect, basvuru.Collect{})
	step("routed on", second, dbtest.AKS, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	step("delivered", second, kural.Pipeline("birim"), basvuru.Deliver{Sira: 3})
	step("sent to the MİA while a birim works on it", second, dbtest.AKS, basvuru.SendToMIA{})
	step("begun anew by the MİA", law, dbtest.MIA, basvuru.Reset{Aciklama: "Baştan"})
	c.set(t, "2026-11-09 10:00")
	step("routed in the second round", "2026-11-30"+endOf, dbtest.AKS, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	step("returned as not competent", law, dbtest.YetkiliMEM, basvuru.Return{Sira: 4, Neden: "Görev alanımızda değil"})
	step("collected again", law, collect, basvuru.Collect{})
	step("at the MİA", law, dbtest.AKS, basvuru.SendToMIA{})
	step("answered by the MİA", law, dbtest.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	step("closed", "", dbtest.AKS, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	if got := c.routing(t, no, 1); got != first {
		t.Errorf("the first routing's date became %s: what people were told stays", got)
	}
}

// AK-02: “Süresi Geçtiği Halde Cevaplanmayanlar” finds what is late at this second, and nothing that is closed.
func TestLateOnes(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	late, closed, waiting := c.file(t, 1), c.file(t, 2), c.file(t, 3)
	for _, no := range []int64{late, closed} {
		do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	}
	do(t, c.Store, dbtest.YetkiliMEM, closed, answer(1))
	do(t, c.Store, kural.Pipeline("cevap"), closed, basvuru.Collect{})
	do(t, c.Store, dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	for moment, want := range map[string]int{"2026-11-23 23:59": 0, "2026-11-24 00:00": 1, "2026-12-03 00:00": 2} {
		c.set(t, moment)
		p, err := c.Liste(t.Context(), dbtest.AKS, store.Suzgec{Gecikmis: true}, store.Imlec{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if p.Toplam != want {
			t.Errorf("at %s: %d late, want %d", moment, p.Toplam, want)
		}
		for _, l := range p.Satirs {
			if l.No != late && l.No != waiting || !l.SonCevap().Before(c.now) {
				t.Errorf("at %s: %d is listed with %s", moment, l.No, l.SonCevap())
			}
		}
	}
}

// PL-08: a holiday entered later moves a date that was given by the clock only, not by itself; what is routed afterwards counts it.
func TestLateHolidayWaitsForTheClock(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	before := c.file(t, 1)
	do(t, c.Store, dbtest.AKS, before, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-11-10', 'İdari izin')`)
	c.set(t, "2026-11-02 10:02") // the calendar is read anew after a minute
	after := c.file(t, 2)
	for no, want := range map[int64]string{before: "2026-11-23", after: "2026-11-24"} {
		if no == after {
			do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		}
		c.counts(t, no, want+endOf, "with a holiday entered in between")
	}
}

// PL-08: a date beyond the calendar's edge is in the log, with the last year that it knows.
func TestEdgeOfTheCalendarIsLogged(t *testing.T) {
	t.Parallel()
	for moment, warned := range map[string]bool{"2028-11-15 10:00": false, "2028-12-11 10:00": true} {
		c := newClocked(t, moment)
		var log bytes.Buffer
		ctx := zerolog.New(&log).WithContext(t.Context())
		y := dbtest.Yeni(1)
		y.GelisTarihi = c.now
		res, err := c.Do(ctx, citizen, 0, submission(y))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Do(ctx, dbtest.AKS, res.No, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(log.String(), `"takvim_son_yil":2028`); (n == 2) != warned || (n == 0) == warned {
			t.Errorf("on %s: %d warnings\n%s", moment, n, log.String())
		}
	}
}

// MI-01: “Birime Geliş Tarihi” is when it last came to the MİA in this round.
func TestArrivalAtTheMIA(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no := c.file(t, 1)
	line := func() string {
		t.Helper()
		p, err := c.Liste(t.Context(), dbtest.MIA, store.Suzgec{}, store.Imlec{}, 10)
		if err != nil || len(p.Satirs) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
		if p.Satirs[0].MIAGeldi.IsZero() {
			return ""
		}
		return p.Satirs[0].MIAGeldi.In(store.Istanbul()).Format("01-02 15:04")
	}
	arrive := func(moment string) {
		t.Helper()
		sira := do(t, c.Store, dbtest.AKS, no, basvuru.SendToMIA{}).OlaySira
		c.set(t, moment)
		if err := c.DeliverMIA(t.Context(), store.MIAGorev{ID: uuid.Must(uuid.NewV7()), BasvuruNo: no, OlaySira: sira, Il: 6}); err != nil {
			t.Fatal(err)
		}
	}
	if got := line(); got != "" {
		t.Errorf("arrived %s before it was sent", got)
	}
	arrive("2026-11-02 11:00")
	do(t, c.Store, dbtest.MIA, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	arrive("2026-11-03 12:00")
	if got := line(); got != "11-03 12:00" {
		t.Errorf("arrived %s", got)
	}
	do(t, c.Store, dbtest.MIA, no, basvuru.Reset{Aciklama: "Baştan"})
	if got := line(); got != "" {
		t.Errorf("begun anew, and still arrived %s", got)
	}
}

// A process that has not read the calendar yet is routed to by more people at once than it has connections: nobody waits for a
// connection that somebody who waits for the calendar holds.
func TestManyRouteBeforeTheCalendarIsRead(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	first := dbtest.Open(t, url)
	var nos []int64
	for n := range 12 {
		nos = append(nos, dbtest.File(t, first, n))
	}
	for range 3 {
		s, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, MaxConns: 2})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		_, errs := together(4, func(i int) (store.Result, error) {
			return s.Do(ctx, dbtest.AKS, nos[i], basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
		})
		cancel()
		s.Close()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		nos = nos[4:]
	}
}

package store_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// tick looks at the clock and lets the consumer do what it says, each message twice, as a broker may deliver it. It returns how many
// messages there were; those that shall wait a while are left where they are.
func (c *clocked) tick(t *testing.T) int {
	t.Helper()
	for {
		n, err := c.SureTuru(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	return c.deliver(t)
}

// deliver lets the consumer do what the messages say that are due.
func (c *clocked) deliver(t *testing.T) int {
	t.Helper()
	sum := 0
	for {
		rows, err := c.Pool().Query(t.Context(), `DELETE FROM giden WHERE exchange = 'sure' AND vade <= clock_timestamp() RETURNING tip, govde`)
		if err != nil {
			t.Fatal(err)
		}
		type message struct {
			Tip   string
			Govde []byte
		}
		all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[message])
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 {
			return sum
		}
		sum += len(all)
		for range 2 {
			for _, m := range all {
				c.consume(t, m.Tip, m.Govde)
			}
		}
	}
}

func (c *clocked) consume(t *testing.T, tip string, body []byte) {
	t.Helper()
	if tip == store.TipTakvim {
		var g store.TakvimGorev
		if err := json.Unmarshal(body, &g); err != nil {
			t.Fatal(err)
		}
		if err := c.MoveDates(t.Context(), "sure", g); err != nil {
			t.Fatal(err)
		}
		return
	}
	var g store.SureGorev
	if err := json.Unmarshal(body, &g); err != nil {
		t.Fatal(err)
	}
	_, err := c.Do(t.Context(), kural.Pipeline("sure"), g.BasvuruNo, basvuru.NoteDeadline{Olay: g.Olay, Sira: g.Sira, SonTarih: g.SonTarih}, store.Once("sure", g.ID))
	if err != nil {
		t.Fatal(err)
	}
}

// said are the clock's lines in the timeline of no, in order.
func (c *clocked) said(t *testing.T, no int64) string {
	t.Helper()
	return scan[string](t, c.Store, `SELECT coalesce(string_agg(etiket || ' – ' || aciklama, E'\n' ORDER BY sira), '') FROM olay
		WHERE konu = 'basvuru' AND konu_no = $1 AND tip IN ($2, $3, $4, $5)`, no, basvuru.SureHatirlatildi, basvuru.SuresiGecti, basvuru.MIAyaBildirildi, basvuru.SonTarihDegisti)
}

// PL-08: a birim is reminded two working days before its date, told when it has passed, and the MİA three working days later; each
// once, however often and by however many the clock is looked at.
func TestTheClockSpeaksOnce(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no, answered := c.file(t, 1), c.file(t, 2)
	for _, n := range []int64{no, answered} {
		do(t, c.Store, dbtest.AKS, n, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}}) // until 23 November, a Monday
	}
	lines := ""
	step := func(moment, line string) {
		t.Helper()
		c.set(t, moment)
		var wg sync.WaitGroup
		for range 4 { // replicas
			wg.Go(func() {
				if _, err := c.SureTuru(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		c.tick(t)
		if line != "" {
			lines = strings.TrimPrefix(lines+"\n"+line, "\n")
		}
		if got := c.said(t, no); got != lines {
			t.Errorf("at %s the timeline says\n%s\nwant\n%s", moment, got, lines)
		}
		if err := c.VerifyChain(t.Context(), no); err != nil {
			t.Error(err)
		}
	}
	const mem = "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ: 23.11.2026"
	step("2026-11-18 23:59", "")
	step("2026-11-19 00:01", "Birime Cevap Süresi Hatırlatıldı – "+mem)
	do(t, c.Store, dbtest.YetkiliMEM, answered, answer(1))
	step("2026-11-23 23:59", "")
	step("2026-11-24 00:01", "Cevap Süresi Geçti – "+mem)
	step("2026-11-26 23:59", "")
	step("2026-11-27 00:01", "Süre Aşımı Mülki İdare Amirine Bildirildi – "+mem)
	step("2026-12-01 10:00", "")
	step("2026-12-03 00:01", "Cevap Süresi Geçti – Yasal süre: 02.12.2026") // the MİA knows already
	if got, want := c.said(t, answered), "Birime Cevap Süresi Hatırlatıldı – "+mem; !strings.HasPrefix(got, want) || strings.Contains(got, "Geçti – "+mem) {
		t.Errorf("of an answered routing the timeline says\n%s", got)
	}
	p, err := c.Liste(t.Context(), dbtest.MIA, store.Suzgec{Yukseltilen: true}, store.Imlec{}, 10)
	if err != nil || p.Toplam != 2 || p.Satirs[1].No != no { // the other one by the law's date
		t.Errorf("the MİA's list: %+v, %v", p, err)
	}
	do(t, c.Store, dbtest.YetkiliMEM, no, answer(1))
	do(t, c.Store, kural.Pipeline("toplama"), no, basvuru.Collect{})
	do(t, c.Store, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	if p, err := c.Liste(t.Context(), dbtest.MIA, store.Suzgec{Yukseltilen: true}, store.Imlec{}, 10); err != nil || p.Toplam != 1 {
		t.Errorf("closed, it is still in the MİA's list: %+v, %v", p, err)
	}
}

// PL-08: what the clock said of a date that has moved, or been answered, before the message came, is nothing.
func TestTheClockSpeaksTooLate(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no := c.file(t, 1)
	do(t, c.Store, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	c.set(t, "2026-11-24 00:01")
	if n, err := c.SureTuru(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d messages, %v", n, err)
	}
	do(t, c.Store, dbtest.YetkiliMEM, no, answer(1))
	if n := c.tick(t); n != 1 || c.said(t, no) != "" {
		t.Errorf("%d messages; the timeline says %q", n, c.said(t, no))
	}
}

// PL-08: a holiday entered late, or removed, moves the open dates: the birim's and the law's, with a line that tells from when to when.
// Answered routings and closed applications keep theirs. Counted anew, the dates are what they would have been from the beginning.
func TestLateHolidayMovesOpenDates(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	no, answered, closed := c.file(t, 1), c.file(t, 2), c.file(t, 3)
	for _, n := range []int64{no, answered, closed} {
		do(t, c.Store, dbtest.AKS, n, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	}
	do(t, c.Store, dbtest.YetkiliMEM, answered, answer(1))
	do(t, c.Store, dbtest.YetkiliMEM, closed, answer(1))
	do(t, c.Store, kural.Pipeline("toplama"), closed, basvuru.Collect{})
	do(t, c.Store, dbtest.AKS, closed, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	if n := c.tick(t); n != 0 { // learns the calendar
		t.Fatalf("%d messages with nothing new", n)
	}
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-11-10', 'İdari izin'), ('2026-12-02', 'İdari izin')`)
	c.set(t, "2026-11-03 10:00")
	c.tick(t)
	c.counts(t, no, "2026-11-24"+endOf, "with the new holidays")
	if got := c.son(t, `SELECT yasal_son FROM basvuru WHERE no = $1`, no); got != "2026-12-03"+endOf {
		t.Errorf("the law's date is %s", got)
	}
	const line = "Son Cevap Verme Tarihi Güncellendi – Tatil takvimi değişti. Yasal süre: 02.12.2026 → 03.12.2026; ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ: 23.11.2026 → 24.11.2026"
	if got := c.said(t, no); got != line {
		t.Errorf("the timeline says\n%s\nwant\n%s", got, line)
	}
	if got := c.routing(t, answered, 1); got != "2026-11-23"+endOf {
		t.Errorf("an answered routing's date became %s", got)
	}
	if got := c.said(t, closed); got != "" {
		t.Errorf("a closed application's timeline says %s", got)
	}
	exec(t, c.Store, `DELETE FROM tatil WHERE ad = 'İdari izin'`)
	c.set(t, "2026-11-04 10:00")
	c.tick(t)
	c.counts(t, no, "2026-11-23"+endOf, "without them again")
	for _, n := range []int64{no, answered, closed} {
		if err := c.VerifyChain(t.Context(), n); err != nil {
			t.Error(err)
		}
	}
}

// PL-08: many applications are counted anew some at a time, each once, whatever is delivered twice.
func TestLateHolidayForMany(t *testing.T) {
	t.Parallel()
	c := newClocked(t, "2026-11-02 10:00")
	c.tick(t)
	const all = 230 // more than two messages
	for n := range all {
		c.file(t, n)
	}
	exec(t, c.Store, `INSERT INTO tatil (gun, ad) VALUES ('2026-12-02', 'İdari izin')`)
	c.set(t, "2026-11-03 10:00")
	if n := c.tick(t); n != 3 {
		t.Errorf("%d messages", n)
	}
	if got := scan[string](t, c.Store, `SELECT count(*) || ' ' || min(n) || ' ' || max(n) FROM (SELECT count(*) n FROM olay WHERE tip = $1 GROUP BY konu_no) x`, basvuru.SonTarihDegisti); got != fmt.Sprintf("%d 1 1", all) {
		t.Errorf("applications, least and most lines: %s", got)
	}
	g := store.TakvimGorev{ID: uuid.New(), Zaman: c.now}
	if err := c.MoveDates(t.Context(), "sure", g); err != nil { // another message, nothing to move
		t.Fatal(err)
	}
	if got := scan[int](t, c.Store, `SELECT count(*)::int FROM olay WHERE tip = $1`, basvuru.SonTarihDegisti); got != all {
		t.Errorf("%d lines after a message without a change", got)
	}
}

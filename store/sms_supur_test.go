package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// PL-07: an SMS that is not out and has no message any more is sent for again, more and more seldom; one whose message waits in the outbox or is
// parked, one that somebody is at, one that has only begun and one that is out are left alone.
func TestForgottenSMS(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ids := map[string]uuid.UUID{}
	for _, what := range []string{"never begun", "claimed and left", "in the outbox", "parked", "under way", "new", "sent"} {
		ids[what] = queueSMS(t, s, store.SMS{Sablon: metin.SablonAlindi, Alici: testCep, Metin: what, Parca: 1})
	}
	for _, what := range []string{"claimed and left", "under way", "sent"} {
		claim(t, s, ids[what])
	}
	if err := s.SMSSent(t.Context(), ids["sent"], "no-1"); err != nil {
		t.Fatal(err)
	}
	change := func(sql string, args ...any) {
		t.Helper()
		if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	change(`UPDATE sms SET olusturma = olusturma - interval '1 hour' WHERE id <> $1`, ids["new"])
	change(`UPDATE sms SET gonderim = gonderim - interval '1 hour' WHERE id <> $1`, ids["under way"])
	lost := func() { change(`DELETE FROM giden WHERE mesaj_id <> $1`, ids["in the outbox"]) } // published, confirmed, and never seen again
	lost()
	change(`INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik) VALUES (gen_random_uuid(), 'sms', $1, $2, 'x', '{}', '{}')`, ids["parked"], store.TipSMS)

	send := func(want ...string) {
		t.Helper()
		n, err := s.SendForgottenSMS(t.Context())
		if err != nil || n != len(want) {
			t.Errorf("%d sent for again, %v; want %v", n, err, want)
		}
		for _, what := range want {
			if n := count(t, s, `SELECT count(*) FROM giden WHERE mesaj_id = $1 AND exchange = 'sms'`, ids[what]); n != 1 {
				t.Errorf("%s: %d messages", what, n)
			}
		}
	}
	send("never begun", "claimed and left")
	send() // they are on their way
	lost()
	send() // and may be waiting in a long queue
	change(`UPDATE sms SET soruldu = soruldu - interval '31 minutes'`)
	send("never begun", "claimed and left")
	if _, hal := claim(t, s, ids["claimed and left"]); hal != store.SMSBelirsiz {
		t.Errorf("claimed and left: %v, want that the provider is asked first", hal)
	}
}

// PL-06, PL-07: an SMS that another process holds in the middle of its work keeps no other from being claimed.
func TestHeldSMSKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	news := store.SMS{Sablon: metin.SablonAlindi, Alici: testCep, Metin: "Alındı.", Parca: 1}
	held, free := queueSMS(t, s, news), queueSMS(t, s, news)
	tx, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.WithoutCancel(t.Context())) // it has only looked
	if _, err := tx.Exec(t.Context(), `SELECT FROM sms WHERE id = $1 FOR UPDATE`, held); err != nil {
		t.Fatal(err)
	}
	_, _, err = s.ClaimSMS(t.Context(), held, "http")
	if busy, ok := errors.AsType[*store.Mesgul](err); !ok || busy.Kalan <= 0 || busy.Kalan > 5*time.Second {
		t.Errorf("held: %v, want that it is tried again soon", err)
	}
	if _, hal := claim(t, s, free); hal != store.SMSGonder {
		t.Errorf("the other: %v", hal)
	}
}

// PL-05, PL-06: an application that somebody holds for long fails a batch soon, to be tried again: its messages are not those of all others.
func TestDoAllDoesNotWaitForLong(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	do(t, s, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	tx, err := s.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.WithoutCancel(t.Context())) // it has only looked
	if _, err := tx.Exec(t.Context(), `SELECT FROM basvuru WHERE no = $1 FOR UPDATE`, no); err != nil {
		t.Fatal(err)
	}
	all := []store.Is{{MesajID: uuid.New(), No: no, Cmd: basvuru.Deliver{Sira: 1}}}
	err = s.DoAll(t.Context(), kural.Pipeline("birim"), "birim", all)
	if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "55P03" || !errors.Is(err, store.ErrDatabase) {
		t.Errorf("while it is held: %v", err)
	}
	refused(t, err, kural.Unavailable)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.DoAll(t.Context(), kural.Pipeline("birim"), "birim", all); err != nil {
		t.Error(err)
	}
}

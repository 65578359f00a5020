package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// movable is a store's time, moved by the test.
type movable struct {
	mu sync.Mutex
	at time.Time
}

func (c *movable) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *movable) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// exports is a store with the demonstration's users, its clock, and an AKS of Ankara.
func exports(t *testing.T) (*exporting, *movable, basvuru.Actor) {
	t.Helper()
	c, owner := &movable{at: time.Now()}, dbtest.DemoURL(t)
	s, err := store.Open(t.Context(), store.Options{URL: owner, Keys: dbtest.Keys, MaxConns: 12, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	var id int64
	if err := s.Pool().QueryRow(t.Context(), `SELECT min(id) FROM kullanici WHERE tip = 'sorumlu' AND il_kodu = 6
		AND id NOT IN (SELECT kullanici_id FROM kullanici_ilce)`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	u, err := s.Kullanici(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return &exporting{s, owner}, c, u.Actor()
}

// exporting is a store, and its database's address as the owner's.
type exporting struct {
	*store.Store
	owner string
}

func ask(t *testing.T, s *exporting, a basvuru.Actor, f store.Suzgec) uuid.UUID {
	t.Helper()
	id, err := s.StartAktarim(t.Context(), a, store.AktarimSuzgec{Liste: f}, "06 - ANKARA", 10)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func take(t *testing.T, s *exporting, id uuid.UUID) *store.AktarimIsi {
	t.Helper()
	is, err := s.TakeAktarim(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func one(t *testing.T, s *exporting, a basvuru.Actor, id uuid.UUID) store.Aktarim {
	t.Helper()
	x, err := s.Aktarim(t.Context(), a, id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// PL-10, PL-04: an attempt whose process was killed frees the export at once; the next begins from the first row, with the filter
// and the rights that were asked with, and what the first one brings later is not taken: there is never a second file.
func TestKilledExportBeginsAnew(t *testing.T) {
	t.Parallel()
	s, _, aks := exports(t)
	f := store.Suzgec{Soyad: "demir", Durums: []basvuru.Durum{basvuru.Havuzda}}
	id := ask(t, s, aks, f)
	first := take(t, s, id)
	if first.Suzgec.Liste.Soyad != "demir" || first.Actor.Il != 6 || first.Actor.Rol != kural.AKS || first.Last {
		t.Errorf("taken up: %+v", first)
	}
	if err := first.Progress(t.Context(), 7); err != nil {
		t.Fatal(err)
	}

	// While it lives nobody else begins.
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := s.TakeAktarim(short, id); kural.KindOf(err) != kural.Unavailable {
		t.Errorf("a second attempt beside it: %v", err)
	}

	// kill -9, as the server sees it: the connection that holds the locks is gone.
	kill(t, s)
	second := take(t, s, id)
	defer second.Release()
	if a := one(t, s, aks, id); a.Satir != 0 || a.Durum != store.AktarimCalisiyor {
		t.Errorf("begun anew: %+v", a)
	}
	for name, err := range map[string]error{
		"progress": first.Progress(t.Context(), 8), "fail": first.Fail(t.Context(), "-"), "finish": first.Finish(t.Context(), 10, 1, "a"),
		"give back": first.GiveBack(t.Context(), true, ""),
	} {
		if !errors.Is(err, store.ErrAktarimGone) {
			t.Errorf("%s of the killed attempt: %v", name, err)
		}
	}
	first.Release()
	if err := second.Finish(t.Context(), 12, 345, "b"); err != nil {
		t.Fatal(err)
	}
	if a := one(t, s, aks, id); a.Durum != store.AktarimHazir || a.Satir != 12 || a.Toplam != 12 || a.Boyut != 345 || a.Yuzde() != 100 {
		t.Errorf("ready: %+v", a)
	}
	if file, err := s.AktarimDosyasi(t.Context(), aks, id); err != nil || file != second.Dosya {
		t.Errorf("file %v of %v, %v", file, second.Dosya, err)
	}
	second.Release()
	if _, err := s.TakeAktarim(t.Context(), id); !errors.Is(err, store.ErrAktarimGone) { // the message is delivered again
		t.Errorf("taken up once more: %v", err)
	}
}

// kill ends the connections that hold advisory locks on this database.
func kill(t *testing.T, s *exporting) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), s.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	_, err = c.Exec(t.Context(), `SELECT pg_terminate_backend(pid, 5000) FROM (SELECT DISTINCT pid FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) l WHERE pid <> pg_backend_pid()`)
	if err != nil {
		t.Fatal(err)
	}
}

// An export that takes its process down each time is not tried for ever.
func TestDeadlyExportEnds(t *testing.T) {
	t.Parallel()
	s, _, aks := exports(t)
	id := ask(t, s, aks, store.Suzgec{})
	for n := range 3 {
		is := take(t, s, id)
		if is.Last != (n == 2) {
			t.Errorf("attempt %d: last %v", n+1, is.Last)
		}
		kill(t, s)
		is.Release()
	}
	if _, err := s.TakeAktarim(t.Context(), id); !errors.Is(err, store.ErrAktarimGone) {
		t.Errorf("a fourth attempt: %v", err)
	}
	if a := one(t, s, aks, id); a.Durum != store.AktarimBasarisiz || a.Neden != "Rapor 3 kez denendi, hazırlanamadı." {
		t.Errorf("%+v", a)
	}
}

// GR-05: a right that is gone when the pipeline comes to the export makes no file.
func TestExportNeedsTheRightWhenItIsMade(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"removed":      `UPDATE kullanici SET aktif = false WHERE id = $1`,
		"another il":   `UPDATE kullanici SET il_kodu = 34 WHERE id = $1`,
		"one ilçe now": `INSERT INTO kullanici_ilce VALUES ($1, 6007)`,
	} {
		s, _, aks := exports(t)
		id := ask(t, s, aks, store.Suzgec{})
		if _, err := s.Pool().Exec(t.Context(), sql, aks.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.TakeAktarim(t.Context(), id); !errors.Is(err, store.ErrAktarimGone) {
			t.Errorf("%s: %v", name, err)
		}
		if a := one(t, s, aks, id); a.Durum != store.AktarimBasarisiz || a.Neden == "" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// Whoever cancels stops the attempt at its next row; a process that stops gives the export back without using up an attempt.
func TestCancelledAndGivenBack(t *testing.T) {
	t.Parallel()
	s, _, aks := exports(t)
	id := ask(t, s, aks, store.Suzgec{})
	for range 5 {
		is := take(t, s, id)
		if err := is.GiveBack(t.Context(), false, ""); err != nil || is.Last {
			t.Errorf("given back: %v, last %v", err, is.Last)
		}
		is.Release()
	}
	is := take(t, s, id)
	defer is.Release()
	if err := s.CancelAktarim(t.Context(), aks, id); err != nil {
		t.Fatal(err)
	}
	if err := is.Progress(t.Context(), 1); !errors.Is(err, store.ErrAktarimGone) {
		t.Errorf("progress of a cancelled one: %v", err)
	}
}

// PL-10: at most two exports are made at once in the whole system; a third begins when one has ended.
func TestExportsTakeTurns(t *testing.T) {
	t.Parallel()
	s, _, aks := exports(t)
	var ids []uuid.UUID
	for n := range 3 {
		ids = append(ids, ask(t, s, aks, store.Suzgec{No: int64(n + 1)}))
	}
	a, b := take(t, s, ids[0]), take(t, s, ids[1])
	defer b.Release()
	third := make(chan error, 1)
	go func() {
		is, err := s.TakeAktarim(context.WithoutCancel(t.Context()), ids[2])
		if err == nil {
			is.Release()
		}
		third <- err
	}()
	select {
	case err := <-third:
		t.Fatalf("a third one beside two: %v", err)
	case <-time.After(300 * time.Millisecond): // it must not come
	}
	a.Release()
	if err := <-third; err != nil {
		t.Error(err)
	}
}

// What nobody takes up, and what shows no sign of life, ends by time; what has ended is forgotten after a day, its file first.
func TestExportsEndByTime(t *testing.T) {
	t.Parallel()
	s, c, aks := exports(t)
	waiting, stuck, ready := ask(t, s, aks, store.Suzgec{No: 1}), ask(t, s, aks, store.Suzgec{No: 2}), ask(t, s, aks, store.Suzgec{No: 3})
	dead := take(t, s, stuck)
	defer dead.Release()
	is := take(t, s, ready)
	if err := is.Finish(t.Context(), 1, 1, "x"); err != nil {
		t.Fatal(err)
	}
	is.Release()
	var removed []uuid.UUID
	sweep := func() {
		t.Helper()
		_, err := s.SweepAktarim(t.Context(), func(_ context.Context, id uuid.UUID) error { removed = append(removed, id); return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	c.pass(41 * time.Minute)
	sweep()
	for id, want := range map[uuid.UUID]store.AktarimDurum{waiting: store.AktarimBekliyor, stuck: store.AktarimBasarisiz, ready: store.AktarimHazir} {
		if a := one(t, s, aks, id); a.Durum != want {
			t.Errorf("after 41 minutes: %+v, want %s", a, want)
		}
	}
	if err := dead.Finish(t.Context(), 1, 1, "x"); !errors.Is(err, store.ErrAktarimGone) {
		t.Errorf("the stuck one comes back: %v", err)
	}
	c.pass(24 * time.Hour)
	sweep()
	if a := one(t, s, aks, waiting); a.Durum != store.AktarimBasarisiz {
		t.Errorf("nobody took it up for a day: %+v", a)
	}
	if _, err := s.Aktarim(t.Context(), aks, ready); !errors.Is(err, store.ErrNoAktarim) || len(removed) != 1 || removed[0] != is.Dosya {
		t.Errorf("after a day: %v, files removed %v", err, removed)
	}
	c.pass(25 * time.Hour)
	sweep()
	if list, err := s.Aktarims(t.Context(), aks); err != nil || len(list) != 0 {
		t.Errorf("left: %+v, %v", list, err)
	}
}

package store_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

const testCep = "+905000000001"

// clock is a time that tests move by hand.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.at.Load()) }
func (c *clock) forward(d time.Duration) { c.at.Add(int64(d)) }

func clockedStore(t *testing.T) (*store.Store, *clock) {
	t.Helper()
	c := &clock{}
	c.at.Store(time.Now().UnixNano())
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, MaxConns: 12, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, c
}

func istek(n int) store.KodIstek {
	return store.KodIstek{Amac: store.KodBasvuru, TCKN: basvuru.MakeTCKN(fmt.Sprintf("8800000%02d", n)), Telefon: testCep, IP: "192.0.2.1"}
}

func wantMessage(t *testing.T, err error, part string) {
	t.Helper()
	for _, e := range kural.All(err) {
		if e.Kind == kural.Invalid && strings.Contains(e.Message, part) {
			return
		}
	}
	t.Errorf("want a message with %q, have %v", part, err)
}

func requestCode(t *testing.T, s *store.Store) (store.Kod, string) {
	t.Helper()
	k, err := s.RequestCode(t.Context(), istek(1))
	if err != nil {
		t.Fatal(err)
	}
	return k, dbtest.Code(t, s, testCep)
}

// other is a code that is not code.
func other(code string) string {
	if code == "123456" {
		return "654321"
	}
	return "123456"
}

// VB-04, SC-02: wrong, used, too many tries, expired and unknown are each told apart.
func TestCodeVerdicts(t *testing.T) {
	s, c := clockedStore(t)
	ctx := t.Context()
	k, code := requestCode(t, s)
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, "12a"), "6 rakamlı")
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, other(code)), "4 deneme hakkınız kaldı")
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodGiris, code), "bulunamadı") // good for its own purpose only
	if err := s.CheckCode(ctx, k.ID, store.KodBasvuru, " "+code[:3]+" "+code[3:]); err != nil {
		t.Fatalf("the right code with spaces: %v", err)
	}
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, code), "daha önce kullanıldı")
	wantMessage(t, s.CheckCode(ctx, uuid.New(), store.KodBasvuru, code), "bulunamadı")

	k, code = requestCode(t, s)
	for left := 4; left > 0; left-- {
		wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, other(code)), fmt.Sprintf("%d deneme", left))
	}
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, other(code)), "çok kez hatalı")
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, code), "çok kez hatalı")

	k, code = requestCode(t, s)
	if d, err := s.CodeStatus(ctx, k.ID); err != nil || d.Gecersiz || d.SMS != "SMS gönderiliyor." {
		t.Errorf("a fresh code's status: %+v, %v", d, err)
	}
	c.forward(store.KodSuresi)
	wantMessage(t, s.CheckCode(ctx, k.ID, store.KodBasvuru, code), "süresi doldu")
	if d, err := s.CodeStatus(ctx, k.ID); err != nil || !d.Gecersiz {
		t.Errorf("an expired code's status: %+v, %v", d, err)
	}
}

// SC-02: stored as a digest, single use even when two try at the same moment.
func TestCodeIsUsedOnce(t *testing.T) {
	s, _ := clockedStore(t)
	k, code := requestCode(t, s)
	var plain int
	if err := s.Pool().QueryRow(t.Context(), `SELECT count(*) FROM onay_kodu WHERE encode(ozet, 'escape') LIKE '%' || $1 || '%'`, code).Scan(&plain); err != nil || plain != 0 {
		t.Errorf("the code stands in the table: %d, %v", plain, err)
	}
	var right atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if s.CheckCode(t.Context(), k.ID, store.KodBasvuru, code) == nil {
				right.Add(1)
			}
		})
	}
	wg.Wait()
	if right.Load() != 1 {
		t.Errorf("the code was good %d times", right.Load())
	}
}

// SC-02: limits per T.C. Kimlik No and phone and IP, counted in the database, for a quarter of an hour.
func TestCodeLimits(t *testing.T) {
	tests := map[string]struct {
		limit int
		next  func(i int) store.KodIstek
	}{
		"tckn": {5, func(i int) store.KodIstek {
			k := istek(1)
			k.Telefon, k.IP = fmt.Sprintf("+9050000001%02d", i), fmt.Sprintf("192.0.2.%d", i)
			return k
		}},
		"telefon": {5, func(i int) store.KodIstek {
			k := istek(i)
			k.IP = fmt.Sprintf("192.0.2.%d", i)
			return k
		}},
		"ip": {30, func(i int) store.KodIstek {
			k := istek(i)
			k.Telefon = fmt.Sprintf("+9050000001%02d", i)
			return k
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, c := clockedStore(t)
			var passed atomic.Int32
			var wg sync.WaitGroup
			for i := range test.limit + 5 { // all at once: the limit holds all the same
				wg.Go(func() {
					if _, err := s.RequestCode(t.Context(), test.next(i)); err == nil {
						passed.Add(1)
					} else {
						wantMessage(t, err, "15 dakika sonra")
					}
				})
			}
			wg.Wait()
			if int(passed.Load()) != test.limit {
				t.Errorf("%d codes were given out, limit %d", passed.Load(), test.limit)
			}
			c.forward(15*time.Minute + time.Second)
			if _, err := s.RequestCode(t.Context(), test.next(0)); err != nil {
				t.Errorf("a quarter of an hour later: %v", err)
			}
		})
	}
}

// SC-02: a day of patience does not add up to a guess: codes to one phone are bounded over a day, whoever asks for them.
func TestCodesOfADay(t *testing.T) {
	s, c := clockedStore(t)
	given := 0
	for i := range 96 { // each quarter of an hour, somebody else from somewhere else
		for j := range 5 {
			k := istek(j)
			k.TCKN, k.IP = basvuru.MakeTCKN(fmt.Sprintf("8800%05d", 5*i+j)), fmt.Sprintf("192.0.%d.%d", i, j)
			if _, err := s.RequestCode(t.Context(), k); err != nil {
				wantMessage(t, err, "yarın")
				break
			}
			given++
		}
		c.forward(15*time.Minute + time.Second)
	}
	if given != 20 {
		t.Errorf("%d codes went to one phone within a day", given)
	}
	c.forward(2 * time.Hour)
	if _, err := s.RequestCode(t.Context(), istek(1)); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// SC-09: tries are counted whether or not they succeed.
func TestCountAttempt(t *testing.T) {
	s, _ := clockedStore(t)
	d := store.Deneme{Konu: "kimlik", TCKN: istek(1).TCKN}
	for i := range 10 {
		if err := s.CountAttempt(t.Context(), d); err != nil {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	wantMessage(t, s.CountAttempt(t.Context(), d), "15 dakika sonra")
	d.Konu = "giris"
	if err := s.CountAttempt(t.Context(), d); err != nil {
		t.Errorf("tries at something else count apart: %v", err)
	}
}

// SC-02: the limits hold over several processes on one database, and over a restart.
func TestLimitsHoldAcrossProcesses(t *testing.T) {
	url := dbtest.URL(t)
	passed := 0
	for i := range 4 { // two at a time, twice “restarted”
		one, two := dbtest.Open(t, url), dbtest.Open(t, url)
		for j, s := range []*store.Store{one, two} {
			k := istek(10*i + j)
			k.IP = fmt.Sprintf("192.0.2.%d", 10*i+j)
			if _, err := s.RequestCode(t.Context(), k); err == nil {
				passed++
			} else {
				wantMessage(t, err, "15 dakika sonra")
			}
		}
	}
	if passed != 5 {
		t.Errorf("%d codes went to one phone, want 5", passed)
	}
}

// SC-02: while the SMS gateway is down nobody runs out of codes: one that never left is forgiven, once. One that left counts.
func TestUnsentCodesAreForgiven(t *testing.T) {
	s, c := clockedStore(t)
	k := istek(1)
	for i := range 12 {
		code, err := s.RequestCode(t.Context(), k)
		if err != nil {
			t.Fatalf("code %d during the outage: %v", i, err)
		}
		k.Onceki = code.ID
		c.forward(store.KodSuresi)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE sms SET durum = 'gonderildi'`); err != nil {
		t.Fatal(err)
	}
	given := 0
	for range 12 {
		code, err := s.RequestCode(t.Context(), k)
		if err != nil {
			wantMessage(t, err, "15 dakika sonra")
			break
		}
		given, k.Onceki = given+1, code.ID
		if _, err := s.Pool().Exec(t.Context(), `UPDATE sms SET durum = 'iletildi'`); err != nil {
			t.Fatal(err)
		}
	}
	if given != 4 { // and the one before them
		t.Errorf("%d more codes that were delivered", given)
	}
	c.forward(16 * time.Minute)
	k.Onceki = uuid.Nil
	first, err := s.RequestCode(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	k.Onceki, given = first.ID, 0
	for range 12 { // the same code again and again is forgiven once
		if _, err := s.RequestCode(t.Context(), k); err != nil {
			break
		}
		given++
	}
	if given != 5 {
		t.Errorf("%d codes for one that was forgiven", given)
	}
}

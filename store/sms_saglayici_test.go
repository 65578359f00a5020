package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
	"acikkapi/store"
)

// PL-07: a provider that fails loses a tenth at a time, a burst of errors counts as one, and what was lost comes back bit by bit once
// it is quiet.
func TestSharesOfSMSProviders(t *testing.T) {
	t.Parallel()
	now := time.Now()
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	targets := []store.SMSSaglayici{{Ad: "a", Hedef: 70}, {Ad: "b", Hedef: 30}}
	if err := s.RegisterSMS(t.Context(), targets); err != nil {
		t.Fatal(err)
	}
	want := func(step string, a, b int) {
		t.Helper()
		list, err := s.SMSShares(t.Context())
		if err != nil || len(list) != 2 || list[0].Pay != a || list[1].Pay != b {
			t.Errorf("%s: %+v, %v; want %d and %d", step, list, err, a, b)
		}
	}
	shift := func(ad string) bool {
		t.Helper()
		moved, err := s.ShiftSMS(t.Context(), ad, "hata")
		if err != nil {
			t.Fatal(err)
		}
		return moved
	}
	want("at first", 70, 30)
	if !shift("a") || shift("a") {
		t.Error("a burst is not one sign")
	}
	want("after a burst", 60, 40)
	for range 10 {
		now = now.Add(11 * time.Second)
		shift("a")
	}
	want("failing on and on", 0, 100)
	if err := s.RegisterSMS(t.Context(), targets); err != nil { // a process starts meanwhile
		t.Fatal(err)
	}
	want("another process has started", 0, 100)
	if moved, err := s.RecoverSMS(t.Context()); moved || err != nil {
		t.Errorf("recovers at once: %v, %v", moved, err)
	}
	for i := range 7 {
		now = now.Add(5*time.Minute + time.Second)
		if moved, err := s.RecoverSMS(t.Context()); !moved || err != nil {
			t.Errorf("step %d: %v, %v", i, moved, err)
		}
	}
	want("recovered", 70, 30)
	now = now.Add(time.Hour)
	if moved, err := s.RecoverSMS(t.Context()); moved || err != nil {
		t.Errorf("moves on: %v, %v", moved, err)
	}
	if err := s.RegisterSMS(t.Context(), targets[:1]); err != nil { // b is not configured any more
		t.Fatal(err)
	}
	want("one is left", 70, 0)
	if shift("a") {
		t.Error("the only provider lost its share")
	}
	why := func(step, want string) {
		t.Helper()
		if list, err := s.SMSShares(t.Context()); err != nil || list[0].Pay != 70 || list[0].Neden != want {
			t.Errorf("%s: %+v, %v; want “%s”", step, list, err, want)
		}
	}
	why("the only provider fails", "hata")
	now = now.Add(5*time.Minute + time.Second)
	if _, err := s.RecoverSMS(t.Context()); err != nil {
		t.Fatal(err)
	}
	why("it works again", "")
}

// PL-07: what stands in the record of an SMSC outlives the process: nothing handed over, in doubt, taken, delivered.
func TestSMSDefteri(t *testing.T) {
	t.Parallel()
	smstest.RunDefter(t, func(t *testing.T) sms.Defter { return dbtest.New(t).SMSDefteri("smpp") })
}

// PL-07: two SMSC give the same number; each one's receipt is of its own message.
func TestSMSDefteriOfTwoProviders(t *testing.T) {
	t.Parallel()
	s, ctx := dbtest.New(t), t.Context()
	for _, ad := range []string{"a", "b"} {
		if err := errors.Join(s.SMSDefteri(ad).Basla(ctx, refOf(ad), 0, 1), s.SMSDefteri(ad).Kabul(ctx, refOf(ad), 0, "A1")); err != nil {
			t.Fatal(err)
		}
	}
	for _, ad := range []string{"a", "b"} {
		if got, err := s.SMSDefteri(ad).Makbuz(ctx, sms.Makbuz{No: "A1", Durum: sms.Iletildi}); got != refOf(ad) || err != nil {
			t.Errorf("%s: of %q, %v", ad, got, err)
		}
	}
}

func refOf(ad string) string { return uuid.NewSHA1(uuid.Nil, []byte(ad)).String() }

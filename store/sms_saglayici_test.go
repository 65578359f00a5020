package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
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
}

// PL-07: what stands in the record of an SMSC outlives the process: nothing handed over, in doubt, taken, delivered.
func TestSMSDefteri(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	d, ref, ctx := s.SMSDefteri("smpp"), uuid.NewString(), t.Context()
	if _, err := d.Bul(ctx, ref); kural.KindOf(err) != kural.NotFound {
		t.Fatalf("nothing handed over: %v", err)
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want := func(step string, parts ...sms.ParcaKaydi) {
		t.Helper()
		k, err := d.Bul(ctx, ref)
		if err != nil || len(k.Parcas) != len(parts) {
			t.Fatalf("%s: %+v, %v", step, k, err)
		}
		for i, p := range parts {
			if k.Parcas[i] != p {
				t.Errorf("%s: part %d is %+v, want %+v", step, i, k.Parcas[i], p)
			}
		}
	}
	do(d.Basla(ctx, ref, 0, 2))
	want("in doubt", sms.ParcaKaydi{Verildi: true}, sms.ParcaKaydi{})
	do(d.Kabul(ctx, ref, 0, "A1"))
	do(d.Basla(ctx, ref, 1, 2))
	do(d.Geri(ctx, ref, 1))
	do(d.Geri(ctx, ref, 0)) // taken: it stays
	want("one taken, one refused", sms.ParcaKaydi{Verildi: true, No: "A1"}, sms.ParcaKaydi{})
	do(d.Basla(ctx, ref, 1, 2))
	for _, m := range []sms.Makbuz{
		{No: "A1", Durum: sms.Iletildi},
		{No: "A2", Ref: ref, Parca: 1, Durum: sms.Iletilemedi}, // its answer never came
	} {
		if got, err := d.Makbuz(ctx, m); got != ref || err != nil {
			t.Errorf("receipt %+v: of %q, %v", m, got, err)
		}
	}
	want("receipts", sms.ParcaKaydi{Verildi: true, No: "A1", Durum: sms.Iletildi}, sms.ParcaKaydi{Verildi: true, No: "A2", Durum: sms.Iletilemedi})
	if got, err := s.SMSDefteri("baska").Makbuz(ctx, sms.Makbuz{No: "A1", Durum: sms.Iletildi}); got != "" || err != nil {
		t.Errorf("another SMSC's receipt with the same number: %q, %v", got, err)
	}
	if got, err := d.Makbuz(ctx, sms.Makbuz{No: "A9", Ref: "bizden değil/0", Durum: sms.Iletildi}); got != "" || err != nil {
		t.Errorf("a receipt of nothing: %q, %v", got, err)
	}
}

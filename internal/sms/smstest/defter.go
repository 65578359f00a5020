package smstest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// RunDefter proves that the records which open makes, each of one SMSC and empty, keep the promises of sms.Defter (PL-07).
func RunDefter(t *testing.T, open func(t *testing.T) sms.Defter) {
	for _, c := range []struct {
		name string
		test func(*testing.T, record)
	}{
		{"nothing, in doubt, taken, refused", defterStates},
		{"of two attempts at a part one may hand it over", defterFence},
		{"receipts find their part by the number or by our reference", defterReceipts},
		{"a number that the SMSC gives again is of the newer message", defterReused},
		{"what is known for good stays known", defterFinal},
		{"a receipt that is faster than the answer to its part is wanted again", defterEarly},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			c.test(t, record{open(t), ctx})
		})
	}
}

type record struct {
	sms.Defter
	ctx context.Context //nolint:containedctx // of the test
}

func (r record) do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (r record) want(t *testing.T, ref string, parts ...sms.ParcaKaydi) {
	t.Helper()
	k, err := r.Bul(r.ctx, ref)
	if err != nil || len(k.Parcas) != len(parts) {
		t.Fatalf("%+v, %v; want %+v", k, err, parts)
	}
	for i, p := range parts {
		if k.Parcas[i] != p {
			t.Errorf("part %d is %+v, want %+v", i, k.Parcas[i], p)
		}
	}
}

// taken writes a message of one part down that the SMSC has taken under no.
func (r record) taken(t *testing.T, no string) (ref string) {
	t.Helper()
	ref = uuid.NewString()
	r.do(t, r.Basla(r.ctx, ref, 0, 1))
	r.do(t, r.Kabul(r.ctx, ref, 0, no))
	return ref
}

func (r record) receipt(t *testing.T, m sms.Makbuz, of string) {
	t.Helper()
	if got, err := r.Makbuz(r.ctx, m); got != of || err != nil {
		t.Errorf("receipt %+v: of %q, %v; want %q", m, got, err, of)
	}
}

func defterStates(t *testing.T, r record) {
	ref := uuid.NewString()
	if _, err := r.Bul(r.ctx, ref); kural.KindOf(err) != kural.NotFound {
		t.Fatalf("nothing handed over: %v", err)
	}
	r.do(t, r.Basla(r.ctx, ref, 0, 2))
	r.want(t, ref, sms.ParcaKaydi{Verildi: true}, sms.ParcaKaydi{})
	r.do(t, r.Kabul(r.ctx, ref, 0, "A1"))
	r.do(t, r.Basla(r.ctx, ref, 1, 2))
	r.do(t, r.Geri(r.ctx, ref, 1))
	r.do(t, r.Geri(r.ctx, ref, 0)) // taken: it stays
	r.want(t, ref, sms.ParcaKaydi{Verildi: true, No: "A1"}, sms.ParcaKaydi{})
	r.do(t, r.Basla(r.ctx, ref, 1, 2))
	r.want(t, ref, sms.ParcaKaydi{Verildi: true, No: "A1"}, sms.ParcaKaydi{Verildi: true})
	other := uuid.NewString()
	r.do(t, r.Basla(r.ctx, other, 0, 1))
	r.do(t, r.Geri(r.ctx, other, 0))
	if _, err := r.Bul(r.ctx, other); kural.KindOf(err) != kural.NotFound {
		t.Errorf("all taken back: %v", err)
	}
}

func defterFence(t *testing.T, r record) {
	ref := uuid.NewString()
	r.do(t, r.Basla(r.ctx, ref, 0, 1))
	if err := r.Basla(r.ctx, ref, 0, 1); !errors.Is(err, sms.ErrOutcomeUnknown) || kural.KindOf(err) != kural.Unavailable {
		t.Errorf("a second attempt while the first is at it: %v", err)
	}
}

func defterReceipts(t *testing.T, r record) {
	ref := uuid.NewString()
	r.do(t, r.Basla(r.ctx, ref, 0, 2))
	r.do(t, r.Kabul(r.ctx, ref, 0, "A1"))
	r.do(t, r.Basla(r.ctx, ref, 1, 2))
	r.receipt(t, sms.Makbuz{No: "A1", Durum: sms.Iletildi}, ref)
	r.receipt(t, sms.Makbuz{No: "A2", Ref: ref, Parca: 1, Durum: sms.Iletilemedi}, ref) // its answer never came
	r.want(t, ref, sms.ParcaKaydi{Verildi: true, No: "A1", Durum: sms.Iletildi}, sms.ParcaKaydi{Verildi: true, No: "A2", Durum: sms.Iletilemedi})
	r.receipt(t, sms.Makbuz{No: "A9", Durum: sms.Iletildi}, "")
	r.receipt(t, sms.Makbuz{No: "A9", Ref: "bizden değil/0", Durum: sms.Iletildi}, "")
	r.receipt(t, sms.Makbuz{No: "A9", Ref: ref, Parca: 0, Durum: sms.Iletilemedi}, "") // another number than the SMSC gave us
	r.want(t, ref, sms.ParcaKaydi{Verildi: true, No: "A1", Durum: sms.Iletildi}, sms.ParcaKaydi{Verildi: true, No: "A2", Durum: sms.Iletilemedi})
}

func defterReused(t *testing.T, r record) {
	old, fresh := r.taken(t, "00000001"), r.taken(t, "00000001") // the SMSC began to count anew
	r.receipt(t, sms.Makbuz{No: "00000001", Durum: sms.Iletilemedi}, fresh)
	r.want(t, old, sms.ParcaKaydi{Verildi: true, No: "00000001"})
	r.want(t, fresh, sms.ParcaKaydi{Verildi: true, No: "00000001", Durum: sms.Iletilemedi})
	r.receipt(t, sms.Makbuz{No: "00000001", Ref: old, Durum: sms.Iletildi}, old) // with our reference there is no doubt
	r.want(t, old, sms.ParcaKaydi{Verildi: true, No: "00000001", Durum: sms.Iletildi})
}

func defterFinal(t *testing.T, r record) {
	ref := r.taken(t, "A1")
	for _, d := range []sms.Durum{sms.Bekliyor, sms.Iletildi, sms.Bekliyor, sms.SuresiDoldu} {
		r.receipt(t, sms.Makbuz{No: "A1", Durum: d}, ref)
	}
	r.want(t, ref, sms.ParcaKaydi{Verildi: true, No: "A1", Durum: sms.Iletildi})
}

func defterEarly(t *testing.T, r record) {
	ref, early := uuid.NewString(), sms.Makbuz{No: "A1", Durum: sms.Iletildi}
	r.do(t, r.Basla(r.ctx, ref, 0, 1))
	if got, err := r.Makbuz(r.ctx, early); got != "" || kural.KindOf(err) != kural.Unavailable {
		t.Errorf("a receipt while a part has no number yet: of %q, %v; want that it comes again", got, err)
	}
	r.do(t, r.Kabul(r.ctx, ref, 0, "A1"))
	r.receipt(t, early, ref)
}

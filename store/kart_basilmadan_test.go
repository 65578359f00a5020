package store_test

import (
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/kart"
	"acikkapi/store"
)

// cancels has the staff member ask to cancel the card, which the bureau's queue then has.
func (b *basimci) cancels(no int64) {
	b.t.Helper()
	res, err := b.s.DoKart(b.t.Context(), store.KartActor(b.hasan), no, kart.RequestCancel{Neden: kart.Diger})
	if err == nil {
		err = b.s.DeliverKart(b.t.Context(), store.KartGorev{ID: uuid.New(), KartNo: no, Talep: res.Talep})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// KI-03, KB-03: the cancellation of a card that was never printed waits for no card: “Sıradaki” opens it, it can be approved, and the card
// is in no batch and in no printer's file from the request on; one that is printed and sent is waited for as ever.
func TestCancelBeforePrinting(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, 4, fotografOzeti)
	waits, inBatch, sent := nos[0], nos[1], nos[2]
	dbtest.Gonder(t, b.s, b.bir, sent)
	parti := b.make(b.bir, 2, inBatch, nos[3]).No
	for _, no := range []int64{sent, waits, inBatch} {
		b.cancels(no)
	}
	p, err := b.s.BuroKuyrugu(t.Context(), b.bir, store.BuroSuzgec{}, store.BuroImlec{}, store.BuroImlec{}, 9)
	if err != nil || len(p.Satirs) != 3 || !p.Satirs[0].KartBekler || p.Satirs[1].KartBekler || p.Satirs[2].KartBekler {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := b.s.MakeBasim(t.Context(), b.bir, store.BasimIstek{Anahtar: uuid.New(), Kartlar: []int64{waits}}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("taken to be printed: %v", err)
	}
	for _, k := range b.basim(parti).Kartlar {
		if k.Basilir() != (k.KartNo == nos[3]) {
			t.Errorf("card %d in the printer's file: %v", k.KartNo, k.Basilir())
		}
	}
	for _, want := range []int64{waits, inBatch} {
		no, sira, ok, err := b.s.TakeNextKart(t.Context(), b.bir, store.BuroImlec{})
		if err != nil || !ok || no != want {
			t.Fatalf("the next is %d, want %d: %v", no, want, err)
		}
		if _, err := b.s.DoKart(t.Context(), b.bir, no, kart.ApproveCancel{Talep: sira}); err != nil {
			t.Error(err)
		}
	}
	if _, _, ok, err := b.s.TakeNextKart(t.Context(), b.bir, store.BuroImlec{}); ok || err != nil {
		t.Errorf("the card that was sent is waited for no more: %v", err)
	}
	if _, err := b.s.DoKart(t.Context(), b.bir, sent, kart.ApproveCancel{Talep: 2}); kural.KindOf(err) != kural.Conflict {
		t.Errorf("cancelled without the card: %v", err)
	}
	if d := b.basim(parti); d.Cikan != 1 || d.Basilacak != 1 {
		t.Errorf("%+v", d.BasimOzeti)
	}
}

// KI-03, KB-03: batches are made and recorded as printed while the same cards' cancellations are asked for and approved: none that was
// recorded as printed is cancelled without its arrival, none cancelled is printed, and none is left in between.
func TestCancelRacesPrinting(t *testing.T) {
	t.Parallel()
	b := newBasimci(t)
	const n = 8
	nos := dbtest.OnayliKartlar(t, b.s, b.hasan, b.bir, 1, n, fotografOzeti)
	ctx := t.Context()
	_, errs := together(2*n+2, func(i int) (any, error) {
		switch {
		case i < n:
			return b.s.DoKart(ctx, store.KartActor(b.hasan), nos[i], kart.RequestCancel{Neden: kart.Diger})
		case i < 2*n:
			return b.s.DoKart(ctx, b.iki, nos[i-n], kart.ApproveCancel{Talep: 2})
		}
		res, err := b.s.MakeBasim(ctx, b.bir, store.BasimIstek{Anahtar: uuid.New(), Adet: n})
		if err == nil {
			res, err = b.s.PrintBasim(ctx, b.bir, res.No, nil)
		}
		return res, err
	})
	for _, err := range errs {
		if k := kural.KindOf(err); err != nil && k != kural.Conflict && k != kural.Invalid {
			t.Error(err)
		}
	}
	for _, no := range nos {
		_, err := b.s.DoKart(ctx, b.iki, no, kart.ApproveCancel{Talep: 2})
		printed := scan[bool](t, b.s, `SELECT EXISTS (SELECT FROM olay WHERE konu = 'kart' AND konu_no = $1 AND tip = 'kart.basildi')`, no)
		if k := b.kart(no); printed == (k.Durum == kart.IptalOnayli) || (k.Durum == kart.IptalOnayli) != (k.Basim == kart.BasimYok) {
			t.Errorf("card %d: printed %v, %s, %q, %v", no, printed, k.Durum, k.Basim, err)
		}
	}
}

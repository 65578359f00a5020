package sms

import (
	"context"
	"sync"

	"acikkapi/internal/kural"
)

// Kayit is what is known of a message that was, or may have been, handed to an SMSC: one entry a part, in order.
type Kayit struct {
	Parcas []ParcaKaydi
}

// ParcaKaydi is one part. No is the SMSC's message_id, "" while nobody knows whether the SMSC has it.
type ParcaKaydi struct {
	No    string
	Durum Durum // of the last receipt, "" before the first
}

// Defter is where a gateway without a question by our own reference (SMPP 3.4 has none) writes down what it hands over, before it
// does: so that a process that died in between leaves a doubt, never a second SMS (PL-07). Implementations keep entries
// durably and are safe for concurrent use; all errors are of kind Unavailable but Bul's NotFound.
type Defter interface {
	// Basla writes down that the parts of ref are about to be handed over; an entry that is there stays.
	Basla(ctx context.Context, ref string, parts int) error
	// Bul is the entry of ref. NotFound = nothing was ever handed over.
	Bul(ctx context.Context, ref string) (Kayit, error)
	// Kabul writes down the SMSC's number of part n, from 0.
	Kabul(ctx context.Context, ref string, n int, no string) error
	// Geri takes back what Basla wrote, where no part was taken for certain.
	Geri(ctx context.Context, ref string) error
	// Makbuz writes down a receipt, for the part with the SMSC's number no, or for part n of ref where the receipt brings our
	// reference back; it returns the message's ref, "" for a receipt of nothing that we know.
	Makbuz(ctx context.Context, m Makbuz) (string, error)
}

// Makbuz is a delivery receipt.
type Makbuz struct {
	No    string // the SMSC's message_id
	Ref   string // ours and the part's number, where the SMSC returns them; "" and 0
	Parca int
	Durum Durum
}

// durum is the state of the whole message: delivered once all parts are; ok is false while it is unknown whether a part was taken.
func (k Kayit) durum() (d Durum, ok bool) {
	d = Iletildi
	for _, p := range k.Parcas {
		switch {
		case p.No == "" && p.Durum == "":
			return "", false
		case p.Durum == Iletilemedi || p.Durum == SuresiDoldu:
			d = p.Durum
		case p.Durum != Iletildi && d == Iletildi:
			d = Bekliyor
		}
	}
	return d, true
}

// BellekDefteri is a Defter that lasts as long as the process, for tests and tools.
type BellekDefteri struct {
	mu sync.Mutex
	m  map[string]*Kayit
}

// NewBellekDefteri returns an empty one.
func NewBellekDefteri() *BellekDefteri { return &BellekDefteri{m: map[string]*Kayit{}} }

// Basla is Defter's.
func (b *BellekDefteri) Basla(_ context.Context, ref string, parts int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m[ref] == nil {
		b.m[ref] = &Kayit{Parcas: make([]ParcaKaydi, parts)}
	}
	return nil
}

// Bul is Defter's.
func (b *BellekDefteri) Bul(_ context.Context, ref string) (Kayit, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.m[ref]
	if k == nil {
		return Kayit{}, errNoSMS
	}
	return Kayit{Parcas: append([]ParcaKaydi(nil), k.Parcas...)}, nil
}

// Kabul is Defter's.
func (b *BellekDefteri) Kabul(_ context.Context, ref string, n int, no string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k := b.m[ref]; k != nil && n < len(k.Parcas) {
		k.Parcas[n].No = no
	}
	return nil
}

// Geri is Defter's.
func (b *BellekDefteri) Geri(_ context.Context, ref string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.m, ref)
	return nil
}

// Makbuz is Defter's.
func (b *BellekDefteri) Makbuz(_ context.Context, m Makbuz) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ref, k := range b.m {
		for n := range k.Parcas {
			p := &k.Parcas[n]
			if p.No == m.No || p.No == "" && ref == m.Ref && n == m.Parca {
				p.No, p.Durum = m.No, m.Durum
				return ref, nil
			}
		}
	}
	return "", nil
}

// errNoSMS is Report's answer for a message that was never accepted.
var errNoSMS = &kural.Error{Kind: kural.NotFound, Message: "Kısa mesaj bulunamadı."}

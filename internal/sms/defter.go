package sms

import (
	"context"
	"errors"
	"slices"
	"sync"

	"acikkapi/internal/kural"
)

// Kayit is what is known of a message that was, or may have been, handed to an SMSC: one entry a part, in order.
type Kayit struct {
	Parcas []ParcaKaydi
}

// ParcaKaydi is one part.
type ParcaKaydi struct {
	Verildi bool   // handed over; without No nobody knows whether the SMSC has it
	No      string // the SMSC's message_id
	Durum   Durum  // of the last receipt, "" before the first
}

// ErrIncomplete marks a message of which the SMSC has some parts and certainly not the others: the same gateway's Send completes it,
// and no other one may send it. It is always inside an error of kind Unavailable.
var ErrIncomplete = errors.New("sms: parts of the message are missing")

// Defter is where a gateway without a question by our own reference (SMPP 3.4 has none) writes down what it hands over, before it
// does: so that a process that died in between leaves a doubt, never a second SMS (PL-07). Implementations keep entries
// durably and are safe for concurrent use; all errors are of kind Unavailable but Bul's NotFound.
type Defter interface {
	// Basla writes down that part n, from 0, of the parts of ref is about to be handed over; one that is there stays.
	Basla(ctx context.Context, ref string, n, parts int) error
	// Bul is the entry of ref. NotFound = nothing was ever handed over.
	Bul(ctx context.Context, ref string) (Kayit, error)
	// Kabul writes down the SMSC's number of part n, from 0.
	Kabul(ctx context.Context, ref string, n int, no string) error
	// Geri takes back what Basla wrote of part n, where it was certainly not taken.
	Geri(ctx context.Context, ref string, n int) error
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

// durum is the state of the whole message: delivered once all parts are. Errors: ErrOutcomeUnknown while it is open whether a part
// was taken, ErrIncomplete.
func (k Kayit) durum() (Durum, error) {
	d, missing := Iletildi, false
	for _, p := range k.Parcas {
		switch {
		case !p.Verildi:
			missing = true
		case p.No == "":
			return "", ErrOutcomeUnknown
		case p.Durum == Iletilemedi || p.Durum == SuresiDoldu:
			d = p.Durum
		case p.Durum != Iletildi && d == Iletildi:
			d = Bekliyor
		}
	}
	if missing {
		return "", ErrIncomplete
	}
	return d, nil
}

// BellekDefteri is a Defter that lasts as long as the process, for tests and tools.
type BellekDefteri struct {
	mu sync.Mutex
	m  map[string]*Kayit
}

// NewBellekDefteri returns an empty one.
func NewBellekDefteri() *BellekDefteri { return &BellekDefteri{m: map[string]*Kayit{}} }

// Basla is Defter's.
func (b *BellekDefteri) Basla(_ context.Context, ref string, n, parts int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.m[ref] == nil {
		b.m[ref] = &Kayit{Parcas: make([]ParcaKaydi, parts)}
	}
	b.m[ref].Parcas[n].Verildi = true
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
func (b *BellekDefteri) Geri(_ context.Context, ref string, n int) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.m[ref]
	if k == nil {
		return nil
	}
	k.Parcas[n] = ParcaKaydi{}
	if !slices.ContainsFunc(k.Parcas, func(p ParcaKaydi) bool { return p.Verildi }) {
		delete(b.m, ref)
	}
	return nil
}

// Makbuz is Defter's.
func (b *BellekDefteri) Makbuz(_ context.Context, m Makbuz) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ref, k := range b.m {
		for n := range k.Parcas {
			p := &k.Parcas[n]
			if p.No == m.No || p.Verildi && p.No == "" && ref == m.Ref && n == m.Parca {
				p.No, p.Durum = m.No, m.Durum
				return ref, nil
			}
		}
	}
	return "", nil
}

// errNoSMS is Report's answer for a message that was never accepted.
var errNoSMS = &kural.Error{Kind: kural.NotFound, Message: "Kısa mesaj bulunamadı."}

package sms

import (
	"context"
	"errors"
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
	// Basla writes down that part n, from 0, of the parts of ref is about to be handed over: who succeeds hands it over. It fails with
	// ErrOutcomeUnknown where another attempt has done so and not taken it back.
	Basla(ctx context.Context, ref string, n, parts int) error
	// Bul is the entry of ref. NotFound = nothing was ever handed over.
	Bul(ctx context.Context, ref string) (Kayit, error)
	// Kabul writes down the SMSC's number of part n, from 0.
	Kabul(ctx context.Context, ref string, n int, no string) error
	// Geri takes back what Basla wrote of part n, where it was certainly not taken.
	Geri(ctx context.Context, ref string, n int) error
	// Makbuz writes down a receipt, for the part that it names where it brings our reference back, else for the newest one with its
	// number: an SMSC may give numbers again. What is final stays. It returns the message's ref, "" for a receipt of nothing that we
	// know; Unavailable where it may be of a part whose number is not written down yet.
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

// BaskasiVeriyor is Basla's error for a part that another attempt hands over.
func BaskasiVeriyor() error { return outcomeUnknown(errors.New("another attempt is at it")) }

// MakbuzErken is Makbuz's error for a receipt that may be of a part whose number is not written down yet.
func MakbuzErken() error {
	return notAccepted(errors.New("the receipt may be of a part whose number is not known yet"))
}

// Package sms sends short messages through a provider's gateway (PL-07). A message is sent once: its Ref is
// ours and unique, and whoever does not know whether a message went out asks Report before sending again.
package sms

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/telefon"
)

// Gateway is one provider. Implementations pass the suite in smstest and are safe for concurrent use.
type Gateway interface {
	// Send hands m over and returns the provider's receipt. The kind of an error says what to do:
	// Unavailable = not accepted, try later; Invalid = this message will never be accepted; Forbidden = the
	// account is at fault, every message will be refused. With ErrOutcomeUnknown in its tree the message may
	// be on its way: ask Report first.
	Send(ctx context.Context, m Message) (Receipt, error)
	// Report says what became of the message with our ref. NotFound = never accepted, may be sent again.
	Report(ctx context.Context, ref string) (Durum, error)
}

// Message is one text to one mobile number.
type Message struct {
	To      telefon.Numara
	Text    string
	Ref     string    // our unique id, the same on every attempt
	Expires time.Time // of no use to its reader afterwards (a code); zero = never
}

// Receipt is the provider's word that it accepted a message.
type Receipt struct {
	ID    string // the provider's own
	Parts int    // as the provider counts and bills
}

// Durum is how far an accepted message has come.
type Durum string

// The states of an accepted message; the last three are final.
const (
	Bekliyor    Durum = "bekliyor"     // the provider or the operator has it
	Iletildi    Durum = "iletildi"     // on the telephone
	Iletilemedi Durum = "iletilemedi"  // refused by the operator or the telephone
	SuresiDoldu Durum = "suresi_doldu" // not delivered before it expired
)

// Final tells whether Report will go on saying the same.
func (d Durum) Final() bool { return d == Iletildi || d == Iletilemedi || d == SuresiDoldu }

func (d Durum) known() bool { return d == Bekliyor || d.Final() }

// ErrOutcomeUnknown marks an attempt whose answer never came or could not be understood, after the message
// was handed over. It is always inside an error of kind Unavailable.
var ErrOutcomeUnknown = errors.New("sms: the gateway may have accepted the message")

const mesajAway = "Kısa mesaj şu anda gönderilemiyor. Lütfen biraz sonra yeniden deneyiniz."

// Check refuses, with kind Invalid, what no gateway can send; every Gateway calls it first.
func (m Message) Check(now time.Time) error {
	switch {
	case m.Ref == "":
		return errors.New("sms: a message without a reference")
	case !strings.HasPrefix(string(m.To), "+905") || len(m.To) != len("+905XXXXXXXXX"):
		return &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj yalnızca cep telefonuna gönderilebilir."}
	case strings.TrimSpace(m.Text) == "":
		return &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj metni boş olamaz."}
	case !m.Expires.IsZero() && !m.Expires.After(now):
		return &kural.Error{Kind: kural.Invalid, Message: "Kısa mesajın geçerlilik süresi doldu."}
	}
	return nil
}

func notAccepted(err error) error { return kural.Away(mesajAway, fmt.Errorf("sms: %w", err)) }

func outcomeUnknown(err error) error {
	return kural.Away(mesajAway, fmt.Errorf("%w: %w", ErrOutcomeUnknown, err))
}

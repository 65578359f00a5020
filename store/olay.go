package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/kart"
)

// MesajSurum is the version of the message schema; schemas only grow, so consumers ignore what they don't know.
const MesajSurum = 1

// Mesaj is an event as it goes out: the body of every message on the exchange olay, and olay.govde.
type Mesaj struct {
	ID        uuid.UUID       `json:"id"`
	Tip       string          `json:"tip"`
	Surum     int             `json:"surum"`
	Zaman     time.Time       `json:"zaman"`
	BasvuruNo int64           `json:"basvuru_no"`
	OlaySira  int             `json:"olay_sira"`
	Tur       int             `json:"tur"`
	Il        int             `json:"il"`
	Ilce      int             `json:"ilce"`
	EskiDurum basvuru.Durum   `json:"eski_durum"`
	YeniDurum basvuru.Durum   `json:"yeni_durum"`
	Yapan     Yapan           `json:"yapan"`
	Veri      json.RawMessage `json:"veri,omitempty"`

	Traceparent string `json:"-"` // of what has caused it (OP-03); no part of the chain: it tells nothing about the case
}

// Yapan is who did it.
type Yapan struct {
	Rol string `json:"rol"`
	Ad  string `json:"ad"`
}

// Whose history a row belongs to.
const (
	konuBasvuru = "basvuru"
	konuKart    = "kart"
)

// olay is a row of the history, ready to be stored. Of a card's (newKartOlay) BasvuruNo is the card's number, Tur the newest request's.
type olay struct {
	Mesaj
	Konu     string
	YapanID  int64
	Etiket   string
	Aciklama string
	Govde    []byte
	Tuz      []byte // nil in rows of before it was kept, and in those that were disposed of (SC-06)
	Onceki   []byte
	Ozet     []byte
}

// newOlay makes the row for a change: next in the application's chain after sira and onceki.
func newOlay(c *basvuru.Change, actor basvuru.Actor, sira int, onceki []byte) (*olay, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("event id: %w", err)
	}
	o := &olay{
		Mesaj: Mesaj{
			ID: id, Tip: c.Move.Event, Surum: MesajSurum, Zaman: c.At, BasvuruNo: c.After.No, OlaySira: sira + 1,
			Tur: c.After.Tur, Il: c.After.Il, Ilce: c.After.Ilce, EskiDurum: c.Before, YeniDurum: c.After.Durum,
			Yapan: Yapan{Rol: string(actor.Rol), Ad: actor.Ad},
		},
		Konu: konuBasvuru, YapanID: actor.ID, Etiket: c.Move.Label, Aciklama: c.Aciklama, Tuz: newTuz(), Onceki: onceki,
	}
	if c.Veri != nil {
		if o.Veri, err = json.Marshal(c.Veri); err != nil {
			return nil, fmt.Errorf("event %s: %w", o.Tip, err)
		}
	}
	if o.Govde, err = json.Marshal(o.Mesaj); err != nil {
		return nil, fmt.Errorf("event %s: %w", o.Tip, err)
	}
	o.Ozet = o.digest()
	return o, nil
}

// sent tells whether the event goes out as a message.
func (o *olay) sent() bool {
	if o.Konu == konuKart {
		return kart.IsSent(o.Tip)
	}
	return basvuru.Sent(o.Tip)
}

// digest is SHA-256 over the previous digest and every column, each with its length before it, so that no two
// rows can be written the same way (SC-05). The salt keeps anybody from trying words against it once the words are gone (SC-06).
func (o *olay) digest() []byte {
	h := sha256.New()
	for _, part := range [][]byte{
		o.Onceki, o.ID[:], []byte(o.Konu), number(o.BasvuruNo), number(int64(o.OlaySira)), []byte(o.Tip), number(int64(o.Tur)),
		[]byte(o.EskiDurum), []byte(o.YeniDurum), []byte(o.Yapan.Rol), number(o.YapanID), []byte(o.Yapan.Ad),
		[]byte(o.Etiket), []byte(o.Aciklama), number(o.Zaman.UnixMicro()), o.Govde,
	} {
		write(h, part)
	}
	if o.Tuz != nil {
		write(h, o.Tuz)
	}
	return h.Sum(nil)
}

// newTuz is a salt that nobody can guess.
func newTuz() []byte {
	tuz := make([]byte, 16)
	rand.Read(tuz) // never fails, crashes instead
	return tuz
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) } //nolint:gosec // bits, not a value

func write(h hash.Hash, b []byte) {
	h.Write(number(int64(len(b))))
	h.Write(b)
}

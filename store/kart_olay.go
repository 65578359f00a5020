package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

var errKartYok = kural.Away("Sistem şu anda hizmet veremiyor. Lütfen birkaç dakika sonra yeniden deneyiniz.", errors.New("not written yet"))

// TopicKimlikBurosu is rung when the bureau's queue, or what it shows of a request, changes.
const TopicKimlikBurosu = "kimlik-burosu"

// TopicKart is rung at each change of a card of the staff member's relatives.
func TopicKart(personelID int64) string { return fmt.Sprintf("kart:%d", personelID) }

// KartMesaj is an event of a card as it goes out: the body of every kart.* message on the exchange olay, and olay.govde. It holds no
// personal data of the relative.
type KartMesaj struct {
	ID        uuid.UUID       `json:"id"`
	Tip       string          `json:"tip"`
	Surum     int             `json:"surum"`
	Zaman     time.Time       `json:"zaman"`
	KartNo    int64           `json:"kart_no"`
	OlaySira  int             `json:"olay_sira"`
	Talep     int             `json:"talep"` // number of the newest request
	EskiDurum kart.Durum      `json:"eski_durum"`
	YeniDurum kart.Durum      `json:"yeni_durum"`
	Yapan     Yapan           `json:"yapan"`
	Veri      json.RawMessage `json:"veri,omitempty"`
}

// KartGorev is what the queue kimlik-burosu carries: a request that the bureau is to look at.
type KartGorev struct {
	ID     uuid.UUID `json:"id"`
	Zaman  time.Time `json:"zaman"`
	KartNo int64     `json:"kart_no"`
	Talep  int       `json:"talep"`
}

// TipKartGorev is the type of that message.
const TipKartGorev = "kart.incele"

// DeliverKart puts a request into the bureau's inbox; one that is there already stays as it is. Errors: NotFound where there is no such
// request, Unavailable.
func (s *Store) DeliverKart(ctx context.Context, gorev KartGorev) error { return errKartYok }

package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

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

// newKartOlay makes the row of the history for a change: next in the card's chain after sira and onceki.
func newKartOlay(c *kart.Change, sira int, onceki []byte) (*olay, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("event id: %w", err)
	}
	m := KartMesaj{
		ID: id, Tip: c.Move.Event, Surum: MesajSurum, Zaman: c.At, KartNo: c.After.No, OlaySira: sira + 1, Talep: c.After.Talep,
		EskiDurum: c.Before, YeniDurum: c.After.Durum, Yapan: Yapan{Rol: string(c.Actor.Rol), Ad: c.Actor.Ad},
	}
	if c.Veri != nil {
		if m.Veri, err = json.Marshal(c.Veri); err != nil {
			return nil, fmt.Errorf("event %s: %w", m.Tip, err)
		}
	}
	o := &olay{
		Mesaj: Mesaj{ // the columns of the row; what goes out is m
			ID: id, Tip: m.Tip, Zaman: m.Zaman, BasvuruNo: m.KartNo, OlaySira: m.OlaySira, Tur: m.Talep,
			EskiDurum: basvuru.Durum(m.EskiDurum), YeniDurum: basvuru.Durum(m.YeniDurum), Yapan: m.Yapan,
		},
		Konu: konuKart, YapanID: c.Actor.ID, Etiket: c.Move.Label, Aciklama: c.Aciklama, Tuz: newTuz(), Onceki: onceki,
	}
	if o.Govde, err = json.Marshal(m); err != nil {
		return nil, fmt.Errorf("event %s: %w", m.Tip, err)
	}
	o.Ozet = o.digest()
	return o, nil
}

// kartTopics are who is told of a change: the staff member; the bureau of what it did itself, for a new request rings when it is there.
func kartTopics(c *kart.Change) []string {
	topics := []string{TopicKart(c.After.Personel)}
	if c.Actor.Rol == kural.KimlikBurosu {
		topics = append(topics, TopicKimlikBurosu)
	}
	if kart.IsSent(c.Move.Event) {
		topics = append(topics, TopicGiden)
	}
	return topics
}

// DeliverKart puts a request into the bureau's inbox; one that is there already stays as it is. Errors: NotFound where there is no such
// request, Unavailable.
func (s *Store) DeliverKart(ctx context.Context, gorev KartGorev) error {
	return s.inTx(ctx, func(tx *Tx) error {
		var personel int64
		var geldi *time.Time
		err := tx.QueryRow(ctx, `SELECT k.personel_id, t.geldi FROM kart_talep t JOIN kart k ON k.no = t.kart_no
			WHERE t.kart_no = $1 AND t.sira = $2 FOR NO KEY UPDATE OF t`, gorev.KartNo, gorev.Talep).Scan(&personel, &geldi)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return kart.NotFoundError()
		case err != nil || geldi != nil:
			return err
		}
		tx.Ring(TopicKimlikBurosu, TopicKart(personel))
		_, err = tx.Exec(ctx, `UPDATE kart_talep SET geldi = $3 WHERE kart_no = $1 AND sira = $2`, gorev.KartNo, gorev.Talep, s.clock())
		return err
	})
}

package store

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/sms"
	"acikkapi/kart"
)

// KartBildirim is an SMS to a staff member about what became of a request.
type KartBildirim struct {
	Tuketici string    // the consumer that acts
	OlayID   uuid.UUID // the event, also the message's id
	KartNo   int64
	Talep    int // the request that it is about
	Sablon   string
}

// NotifyKart sends the staff member an SMS once for the event. Who has no phone, or is no user any more, gets none: the page of cards
// tells the same (KT-07). The SMS names no card, so that its number is never taken for an application's. Errors: NotFound where there
// is no such request, Unavailable.
func (s *Store) NotifyKart(ctx context.Context, n KartBildirim) error {
	var telefon []byte
	var talep time.Time
	err := s.pool.QueryRow(ctx, `SELECT CASE WHEN u.aktif THEN u.telefon END, t.zaman FROM kart_talep t JOIN kart k ON k.no = t.kart_no
		JOIN kullanici u ON u.id = k.personel_id WHERE t.kart_no = $1 AND t.sira = $2`, n.KartNo, n.Talep).Scan(&telefon, &talep)
	if errors.Is(err, pgx.ErrNoRows) {
		return kart.NotFoundError()
	}
	if err != nil || telefon == nil {
		return away(err)
	}
	alici, err := s.box.OpenString(telefon)
	if err != nil || alici == "" {
		return err
	}
	text := s.Metinler(ctx).Kart(n.Sablon, talep.In(Istanbul()).Format("02.01.2006"))
	_, err = s.Effect(ctx, n.Tuketici, n.OlayID, func(ctx context.Context, tx *Tx) error {
		return tx.SendSMS(ctx, SMS{
			ID: uuid.Must(uuid.NewV7()), OlayID: n.OlayID, Sablon: n.Sablon, Alici: alici, Metin: text, Parca: sms.Parts(text),
		})
	})
	return err
}

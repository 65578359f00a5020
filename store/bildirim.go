package store

import (
	"context"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Bildirim is an SMS to the citizen of an application, about an event.
type Bildirim struct {
	Tuketici string    // the consumer that acts
	OlayID   uuid.UUID // the event, also the message's id
	No       int64
	Sablon   string
	Metin    string
	Parca    int
}

// Notify sends the citizen an SMS once for the event; without a mobile the timeline says that none could be sent (VB-07).
func (s *Store) Notify(ctx context.Context, n Bildirim) error {
	var cep []byte
	err := s.pool.QueryRow(ctx, `SELECT cep FROM iletisim WHERE basvuru_no = $1`, n.No).Scan(&cep)
	if err != nil {
		return away(err)
	}
	alici, err := s.box.OpenString(cep)
	if err != nil {
		return err
	}
	if alici == "" {
		_, err := s.Do(ctx, kural.Pipeline(n.Tuketici), n.No,
			basvuru.NoteSMS{Neden: "Vatandaşın cep telefonu bulunmadığından SMS gönderilemedi."}, Once(n.Tuketici, n.OlayID))
		return err
	}
	_, err = s.Effect(ctx, n.Tuketici, n.OlayID, func(ctx context.Context, tx *Tx) error {
		return tx.SendSMS(ctx, SMS{
			ID: uuid.Must(uuid.NewV7()), OlayID: n.OlayID, Sablon: n.Sablon, KonuNo: n.No, Alici: alici, Metin: n.Metin, Parca: n.Parca,
		})
	})
	return err
}

// RoutingSMS tells whether the il wants citizens to be told of routings (VB-14).
func (s *Store) RoutingSMS(ctx context.Context, il int) (bool, error) {
	var on bool
	err := s.pool.QueryRow(ctx, `SELECT coalesce((SELECT yonlendirme_sms FROM il_ayar WHERE il_kodu = $1), false)`, il).Scan(&on)
	return on, away(err)
}

package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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

	Traceparent string // of the SMS; "" = of ctx
}

// Notify sends citizens an SMS, each once for its event; without a mobile the timeline says that none could be sent (VB-07). ns are of one
// consumer.
func (s *Store) Notify(ctx context.Context, ns ...Bildirim) error {
	if len(ns) == 0 {
		return nil
	}
	ceps, err := s.ceps(ctx, ns)
	if err != nil {
		return err
	}
	var all []SMS
	for _, n := range ns {
		cep, ok := ceps[n.No]
		switch {
		case !ok:
			return basvuru.NotFoundError(n.No)
		case cep == "":
			_, err := s.Do(ctx, kural.Pipeline(n.Tuketici), n.No,
				basvuru.NoteSMS{Neden: "Vatandaşın cep telefonu bulunmadığından SMS gönderilemedi."}, Once(n.Tuketici, n.OlayID))
			if err != nil {
				return err
			}
		default:
			all = append(all, SMS{
				ID: uuid.Must(uuid.NewV7()), OlayID: n.OlayID, Sablon: n.Sablon, KonuNo: n.No, Alici: cep, Metin: n.Metin, Parca: n.Parca, Traceparent: n.Traceparent,
			})
		}
	}
	return EffectAll(ctx, s, ns[0].Tuketici, all, func(m SMS) uuid.UUID { return m.OlayID }, func(ctx context.Context, tx *Tx, fresh []SMS) error {
		return tx.SendSMS(ctx, fresh...)
	})
}

// ceps are the mobiles of the applications that ns are about, "" of one without.
func (s *Store) ceps(ctx context.Context, ns []Bildirim) (map[int64]string, error) {
	nos := make([]int64, len(ns))
	for i := range ns {
		nos[i] = ns[i].No
	}
	rows, err := s.pool.Query(ctx, `SELECT basvuru_no, cep FROM iletisim WHERE basvuru_no = ANY($1)`, nos)
	if err != nil {
		return nil, away(err)
	}
	var no int64
	var cep []byte
	ceps := make(map[int64]string, len(ns))
	_, err = pgx.ForEachRow(rows, []any{&no, &cep}, func() (err error) {
		ceps[no], err = s.box.OpenString(cep)
		return err
	})
	return ceps, away(err)
}

// RoutingSMS are the ils that want citizens to be told of routings (VB-14).
func (s *Store) RoutingSMS(ctx context.Context) (map[int]bool, error) {
	rows, err := s.pool.Query(ctx, `SELECT il_kodu FROM il_ayar WHERE yonlendirme_sms`)
	if err != nil {
		return nil, away(err)
	}
	on, il := map[int]bool{}, 0
	_, err = pgx.ForEachRow(rows, []any{&il}, func() error { on[il] = true; return nil })
	return on, away(err)
}

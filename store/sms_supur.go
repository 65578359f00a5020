package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// How forgotten SMS are looked for.
const (
	smsUnutulma = time.Minute // from its beginning, and from its last attempt: longer than a claim and its doubt last
	SMSSupurCok = 100         // in one turn
)

// forgottenSMS are those that are not out and that nobody is about to send, for all that we know: they have no message in the outbox, no attempt
// is at them, and nobody has parked them. One that waits in a long queue looks like that too, so it is sent for again more and more seldom;
// soruldu is when that was last.
const forgottenSMS = `UPDATE sms SET soruldu = now() WHERE id IN (SELECT id FROM sms s
	WHERE durum IN ('bekliyor', 'gonderiliyor') AND greatest(olusturma, gonderim) < now() - $1::float8 * interval '1 second'
		AND (soruldu IS NULL OR soruldu < now() - greatest((now() - olusturma) / 2, $1::float8 * interval '1 second'))
		AND NOT EXISTS (SELECT FROM giden g WHERE g.mesaj_id = s.id)
		AND NOT EXISTS (SELECT FROM park p WHERE p.tuketici = 'sms' AND p.mesaj_id = s.id AND p.karar IS DISTINCT FROM 'yeniden')
		AND NOT EXISTS (SELECT FROM park_atilan p WHERE p.tuketici = 'sms' AND p.mesaj_id = s.id)
	ORDER BY olusturma LIMIT $2 FOR UPDATE SKIP LOCKED)
	RETURNING id, coalesce(konu_no, 0), coalesce((SELECT traceparent FROM olay o WHERE o.id = sms.olay_id), '')`

// SendForgottenSMS puts the messages of forgotten SMS into the outbox again, SMSSupurCok at the most, and tells how many (PL-07). The broker may have lost
// one, or keep it for a consumer that never got it, as a quorum queue may whose leader dies (rabbitmq-server issue 15473). It is the same
// message: who has sent the SMS meanwhile does nothing. Errors: Unavailable.
func (s *Store) SendForgottenSMS(ctx context.Context) (n int, err error) {
	err = s.inTx(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, forgottenSMS, smsUnutulma.Seconds(), SMSSupurCok)
		if err != nil {
			return err
		}
		var out []Giden
		var id uuid.UUID
		var no int64
		var trace string
		_, err = pgx.ForEachRow(rows, []any{&id, &no, &trace}, func() error {
			g, err := yayin(id, no, "sms", "sms", TipSMS, SMSGorev{id})
			g.follow(trace)
			out = append(out, g)
			return err
		})
		if n = len(out); err != nil || n == 0 {
			return err
		}
		return tx.Send(ctx, out...)
	})
	return n, err
}

package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// What a receipt makes of an SMS, as in its table.
const (
	smsIletildi  = "iletildi"
	smsBasarisiz = "basarisiz"
)

// SMSReceipt records what became of an SMS that a provider has taken; d is final. The timeline of its application says so once
// (PL-07). A receipt for an SMS that is not known, or known to be delivered, is passed over. Errors: Unavailable.
func (s *Store) SMSReceipt(ctx context.Context, ref string, d sms.Durum) error {
	id, err := uuid.Parse(ref)
	if err != nil || !d.Final() {
		return nil //nolint:nilerr // nothing of ours
	}
	var no *int64
	var saglayici string
	err = s.pool.QueryRow(ctx, `SELECT konu_no, coalesce(saglayici, '') FROM sms WHERE id = $1 AND durum IN ('gonderiliyor', 'gonderildi')`, id).Scan(&no, &saglayici)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return away(err)
	}
	if no != nil {
		_, err := s.Do(ctx, kural.Pipeline("makbuz"), *no, receiptNote(d), Once("makbuz", id))
		if err != nil {
			return fmt.Errorf("receipt of an SMS: %w", err)
		}
	}
	durum := smsIletildi
	if d != sms.Iletildi {
		durum = smsBasarisiz
	}
	tag, err := s.pool.Exec(ctx, `UPDATE sms SET durum = $2, iletim = $3, gonderim = coalesce(gonderim, $3),
		metin = CASE WHEN sablon = 'kod' THEN NULL ELSE metin END WHERE id = $1 AND durum IN ('gonderiliyor', 'gonderildi')`, id, durum, s.clock())
	if err == nil && tag.RowsAffected() == 1 {
		s.metrics.receipt(saglayici, durum)
	}
	return away(err)
}

// receiptNote is the line of the timeline.
func receiptNote(d sms.Durum) basvuru.Command {
	switch d {
	case sms.Iletilemedi:
		return basvuru.NoteSMS{Neden: "SMS telefona iletilemedi."}
	case sms.SuresiDoldu:
		return basvuru.NoteSMS{Neden: "SMS, telefona ulaşılamadığı için süresi içinde iletilemedi."}
	case sms.Iletildi, sms.Bekliyor:
	}
	return basvuru.NoteDelivery{}
}

// SMSSorulur tells how many receipts may be asked of saglayici now, when perMinute may be asked in any minute by all replicas together; who is told so
// has them. Little is saved up. Errors: Unavailable.
func (s *Store) SMSSorulur(ctx context.Context, saglayici string, perMinute int) (int, error) {
	if perMinute <= 0 {
		return 0, nil
	}
	each := (time.Minute + SorguAra) / time.Duration(max(1, perMinute-1))
	most := SorguAra + each - time.Second // so that (a minute + most) / each < perMinute + 1: no minute has more, whenever it begins
	ad, n := NabizMakbuz+saglayici, 0
	err := s.inTx(ctx, func(tx *Tx) error {
		var gecen float64 // seconds, by the one clock that all replicas have
		_, err := tx.Exec(ctx, `INSERT INTO nabiz (ad, zaman) VALUES ($1, now() - $2::float8 * interval '1 second') ON CONFLICT DO NOTHING`, ad, most.Seconds())
		if err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `SELECT extract(epoch FROM clock_timestamp() - zaman)::float8 FROM nabiz WHERE ad = $1 FOR UPDATE`, ad).Scan(&gecen)
		if err != nil {
			return err
		}
		saved := min(time.Duration(gecen*float64(time.Second)), most)
		if n = int(saved / each); n <= 0 {
			return nil
		}
		_, err = tx.Exec(ctx, `UPDATE nabiz SET zaman = clock_timestamp() - $2::float8 * interval '1 second' WHERE ad = $1`, ad, (saved - time.Duration(n)*each).Seconds())
		return err
	})
	return n, err
}

// How receipts are asked for.
const (
	SorguAra    = 10 * time.Second // between two turns
	NabizMakbuz = "makbuz:"        // name of the row of nabiz, before the provider's
)

// SMSToAsk gives up to limit SMS of a provider that tells of deliveries only when it is asked, the newest first. Who has
// them asks; others get them again later, and ever more seldom, for two days.
func (s *Store) SMSToAsk(ctx context.Context, saglayici string, limit int) ([]uuid.UUID, error) {
	now := s.clock()
	rows, err := s.pool.Query(ctx, `UPDATE sms SET soruldu = $2 WHERE id IN (SELECT id FROM sms
		WHERE durum = 'gonderildi' AND saglayici = $1 AND gonderim BETWEEN $2::timestamptz - interval '2 days' AND $2::timestamptz - interval '5 seconds'
			AND (soruldu IS NULL OR soruldu < $2::timestamptz - ($2::timestamptz - gonderim) / 2)
		ORDER BY gonderim DESC LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`, saglayici, now, limit)
	if err != nil {
		return nil, away(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	return ids, away(err)
}

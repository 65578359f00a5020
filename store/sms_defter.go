package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// SMSDefteri is what was handed to the SMSC of one provider (sms.Defter), kept in sms_parca.
type SMSDefteri struct {
	s         *Store
	saglayici string
}

// SMSDefteri is the record of the provider with that name.
func (s *Store) SMSDefteri(saglayici string) *SMSDefteri { return &SMSDefteri{s, saglayici} }

var _ sms.Defter = (*SMSDefteri)(nil)

// Basla is sms.Defter's.
func (d *SMSDefteri) Basla(ctx context.Context, ref string, n, parts int) error {
	id, err := uuid.Parse(ref)
	if err != nil {
		return err
	}
	_, err = d.s.pool.Exec(ctx, `INSERT INTO sms_parca (saglayici, sms_id, n, toplam, zaman) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		d.saglayici, id, n, parts, d.s.clock())
	return away(err)
}

// Bul is sms.Defter's.
func (d *SMSDefteri) Bul(ctx context.Context, ref string) (sms.Kayit, error) {
	none := &kural.Error{Kind: kural.NotFound, Message: "Kısa mesaj bulunamadı."}
	id, err := uuid.Parse(ref)
	if err != nil {
		return sms.Kayit{}, none
	}
	rows, err := d.s.pool.Query(ctx, `SELECT n, toplam, coalesce(no, ''), coalesce(durum, '') FROM sms_parca WHERE saglayici = $1 AND sms_id = $2 ORDER BY n`, d.saglayici, id)
	if err != nil {
		return sms.Kayit{}, away(err)
	}
	k, n, total := sms.Kayit{}, 0, 0
	p := sms.ParcaKaydi{Verildi: true}
	_, err = pgx.ForEachRow(rows, []any{&n, &total, &p.No, &p.Durum}, func() error {
		if k.Parcas == nil {
			k.Parcas = make([]sms.ParcaKaydi, total)
		}
		k.Parcas[n] = p
		return nil
	})
	if err == nil && k.Parcas == nil {
		return k, none
	}
	return k, away(err)
}

// Kabul is sms.Defter's.
func (d *SMSDefteri) Kabul(ctx context.Context, ref string, n int, no string) error {
	_, err := d.s.pool.Exec(ctx, `UPDATE sms_parca SET no = $4 WHERE saglayici = $1 AND sms_id = $2::uuid AND n = $3`, d.saglayici, ref, n, no)
	return away(err)
}

// Geri is sms.Defter's.
func (d *SMSDefteri) Geri(ctx context.Context, ref string, n int) error {
	_, err := d.s.pool.Exec(ctx, `DELETE FROM sms_parca WHERE saglayici = $1 AND sms_id = $2::uuid AND n = $3 AND no IS NULL`, d.saglayici, ref, n)
	return away(err)
}

// Makbuz is sms.Defter's.
func (d *SMSDefteri) Makbuz(ctx context.Context, m sms.Makbuz) (string, error) {
	ref, err := d.receipt(ctx, `UPDATE sms_parca SET durum = $3 WHERE saglayici = $1 AND no = $2 RETURNING sms_id::text`, d.saglayici, m.No, m.Durum)
	if ref != "" || err != nil || m.Ref == "" {
		return ref, err
	}
	id, err := uuid.Parse(m.Ref)
	if err != nil {
		return "", nil //nolint:nilerr // no reference of ours
	}
	// the answer to the part may have come between the two statements: then no is this one by now
	return d.receipt(ctx, `UPDATE sms_parca SET no = $2, durum = $3 WHERE saglayici = $1 AND sms_id = $4 AND n = $5 AND (no IS NULL OR no = $2)
		RETURNING sms_id::text`, d.saglayici, m.No, m.Durum, id, m.Parca)
}

func (d *SMSDefteri) receipt(ctx context.Context, sql string, args ...any) (ref string, err error) {
	err = d.s.pool.QueryRow(ctx, sql, args...).Scan(&ref)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return ref, away(err)
}

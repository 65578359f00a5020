package store

import (
	"context"
	"errors"
	"time"

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
	tag, err := d.s.pool.Exec(ctx, `INSERT INTO sms_parca (saglayici, sms_id, n, toplam, zaman) VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING`,
		d.saglayici, id, n, parts)
	if err == nil && tag.RowsAffected() == 0 {
		return sms.BaskasiVeriyor()
	}
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

// The first statement is for a receipt with our reference: the answer to its part may not have come yet, and then brings its number. The
// second is for one without.
const (
	makbuzRef = `UPDATE sms_parca SET no = $2, durum = ` + makbuzDurum + ` WHERE saglayici = $1 AND sms_id = $4 AND n = $5 AND (no IS NULL OR no = $2)
		RETURNING sms_id::text`
	makbuzNo = `UPDATE sms_parca p SET durum = ` + makbuzDurum + ` FROM (SELECT sms_id, n FROM sms_parca WHERE saglayici = $1 AND no = $2 ORDER BY zaman DESC LIMIT 1) son
		WHERE p.saglayici = $1 AND p.sms_id = son.sms_id AND p.n = son.n RETURNING p.sms_id::text`
	makbuzDurum = `CASE WHEN durum IN ('iletildi', 'iletilemedi', 'suresi_doldu') THEN durum ELSE $3 END`
)

// makbuzErken is how long a part without a number may be the one that a receipt with an unknown number is of.
const makbuzErken = time.Minute

// Makbuz is sms.Defter's.
func (d *SMSDefteri) Makbuz(ctx context.Context, m sms.Makbuz) (string, error) {
	if id, err := uuid.Parse(m.Ref); err == nil {
		if ref, err := d.receipt(ctx, makbuzRef, d.saglayici, m.No, m.Durum, id, m.Parca); ref != "" || err != nil {
			return ref, err
		}
	}
	ref, err := d.receipt(ctx, makbuzNo, d.saglayici, m.No, m.Durum)
	if ref != "" || err != nil || m.Ref != "" {
		return ref, err
	}
	var open bool
	err = d.s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM sms_parca WHERE saglayici = $1 AND no IS NULL AND zaman > now() - $2::float8 * interval '1 second')`,
		d.saglayici, makbuzErken.Seconds()).Scan(&open)
	switch {
	case err != nil:
		return "", away(err)
	case open:
		return "", sms.MakbuzErken()
	}
	return d.receipt(ctx, makbuzNo, d.saglayici, m.No, m.Durum) // its number may have come between the two statements
}

func (d *SMSDefteri) receipt(ctx context.Context, sql string, args ...any) (ref string, err error) {
	err = d.s.pool.QueryRow(ctx, sql, args...).Scan(&ref)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return ref, away(err)
}

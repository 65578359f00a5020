package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// How shares move between the providers of SMS (PL-07), the same for all replicas since they are rows.
const (
	payAdimi     = 10               // of 100, at a time
	payAralik    = 10 * time.Second // at least between two losses: one burst of errors is one sign
	toparlanma   = 5 * time.Minute  // without a loss, before a step back towards the usual share
	tamPay       = 100
	saglayiciMax = 8
)

// SMSSaglayici is how a provider stands.
type SMSSaglayici struct {
	Ad      string
	Hedef   int // its share when all is well, percent
	Pay     int // its share now, percent
	Degisim time.Time
	Neden   string // why it fails; "" where it does not
	Aktif   bool   // is configured
}

// RegisterSMS makes the given providers and their usual shares known, in the configuration's order. A share that has moved stays
// moved; providers that are not configured any more get nothing.
func (s *Store) RegisterSMS(ctx context.Context, targets []SMSSaglayici) error {
	return s.inTx(ctx, func(tx *Tx) error {
		names := make([]string, len(targets))
		for i, t := range targets {
			names[i] = t.Ad
			s.metrics.provide(t.Ad)
			_, err := tx.Exec(ctx, `INSERT INTO sms_saglayici (ad, hedef, pay, degisim) VALUES ($1, $2, $2, $3)
				ON CONFLICT (ad) DO UPDATE SET hedef = excluded.hedef, aktif = true,
				pay = CASE WHEN sms_saglayici.aktif AND sms_saglayici.hedef = excluded.hedef THEN sms_saglayici.pay ELSE excluded.pay END`, t.Ad, t.Hedef, s.clock())
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE sms_saglayici SET aktif = false, hedef = 0, pay = 0 WHERE ad <> ALL($1)`, names)
		return err
	})
}

// SMSShares lists the providers, at most eight.
func (s *Store) SMSShares(ctx context.Context) ([]SMSSaglayici, error) {
	rows, err := s.pool.Query(ctx, `SELECT ad, hedef, pay, degisim, neden, aktif FROM sms_saglayici ORDER BY ad LIMIT $1`, saglayiciMax)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SMSSaglayici])
	return list, away(err)
}

// ShiftSMS takes a part of ad's share and gives it to the others that are in use, unless some was taken from somebody a moment ago; it
// tells whether it did. Where there is nobody else, or nothing left to take, it only writes down that ad fails. neden is for the operator,
// without personal data.
func (s *Store) ShiftSMS(ctx context.Context, ad, neden string) (bool, error) {
	moved := false
	err := s.inTx(ctx, func(tx *Tx) error {
		list, err := lockShares(ctx, tx)
		if err != nil {
			return err
		}
		now := s.clock()
		var from *SMSSaglayici
		var others []*SMSSaglayici
		for i := range list {
			switch p := &list[i]; {
			case p.Neden != "" && now.Sub(p.Degisim) < payAralik:
				return nil
			case p.Ad == ad:
				from = p
			case p.Aktif:
				others = append(others, p)
			}
		}
		if from == nil {
			return nil
		}
		from.Neden, from.Degisim = neden, now
		if step := min(payAdimi, from.Pay); step > 0 && len(others) > 0 {
			from.Pay -= step
			share(others, step, now)
			moved = true
		}
		return writeShares(ctx, tx, list)
	})
	return moved, err
}

// RecoverSMS moves every share a step towards its usual one, and forgets why it was lost, where nobody failed for a while; it tells whether
// it did.
func (s *Store) RecoverSMS(ctx context.Context) (moved bool, err error) {
	defer s.metrics.ran(isPay, &err)
	err = s.inTx(ctx, func(tx *Tx) error {
		list, err := lockShares(ctx, tx)
		if err != nil {
			return err
		}
		now := s.clock()
		for _, p := range list {
			if now.Sub(p.Degisim) < toparlanma {
				return nil
			}
		}
		for i := range list {
			p := &list[i]
			if p.Pay != p.Hedef || p.Neden != "" {
				p.Pay += max(-payAdimi, min(payAdimi, p.Hedef-p.Pay))
				p.Degisim, p.Neden, moved = now, "", true
			}
		}
		if !moved {
			return nil
		}
		return writeShares(ctx, tx, list)
	})
	return moved, err
}

// share spreads step over the others, the first taking what does not divide.
func share(others []*SMSSaglayici, step int, now time.Time) {
	each, rest := step/len(others), step%len(others)
	for i, p := range others {
		add := each
		if i == 0 {
			add += rest
		}
		p.Pay = min(tamPay, p.Pay+add)
		p.Degisim = now
	}
}

func lockShares(ctx context.Context, tx *Tx) ([]SMSSaglayici, error) {
	rows, err := tx.Query(ctx, `SELECT ad, hedef, pay, degisim, neden, aktif FROM sms_saglayici ORDER BY ad FOR UPDATE`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[SMSSaglayici])
}

func writeShares(ctx context.Context, tx *Tx, list []SMSSaglayici) error {
	for _, p := range list {
		if _, err := tx.Exec(ctx, `UPDATE sms_saglayici SET pay = $2, degisim = $3, neden = $4 WHERE ad = $1`, p.Ad, p.Pay, p.Degisim, p.Neden); err != nil {
			return err
		}
	}
	return nil
}

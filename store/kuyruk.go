package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// TopicKuyruk is rung when a queue has been made at run time.
const TopicKuyruk = "kuyruk"

// Kuyruk is a queue made at run time: of a birim or of an il's MİA.
type Kuyruk struct {
	Ad       string
	Exchange string
	Anahtar  string
	Dis      bool // a birim's own system empties it, we don't
}

// Kuyruks lists them nationwide, some thousands at most.
func (s *Store) Kuyruks(ctx context.Context) ([]Kuyruk, error) {
	rows, err := s.pool.Query(ctx, `SELECT ad, exchange, anahtar, dis FROM kuyruk ORDER BY ad`)
	if err != nil {
		return nil, away(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Kuyruk])
	return out, away(err)
}

const insertKuyruk = `INSERT INTO kuyruk (ad, exchange, anahtar, dis) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`

// OpenKuyruk records a queue that the broker has made, and sends the message that was the reason again.
func (s *Store) OpenKuyruk(ctx context.Context, k Kuyruk, m Giden) error {
	return s.inTx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, insertKuyruk, k.Ad, k.Exchange, k.Anahtar, k.Dis)
		if err != nil {
			return err
		}
		tx.Ring(TopicKuyruk)
		return tx.Send(ctx, m)
	})
}

// RecordKuyruk records a queue that the broker has made before anything was sent to it. Who empties a known one stays as it is.
func (s *Store) RecordKuyruk(ctx context.Context, k Kuyruk) error {
	return s.inTx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, insertKuyruk, k.Ad, k.Exchange, k.Anahtar, k.Dis)
		tx.Ring(TopicKuyruk)
		return err
	})
}

// KuyrukAcilir tells whether a queue may be made: for a birim of DETSİS that is active, for the refusals of one's own system, or for an il.
func (s *Store) KuyrukAcilir(ctx context.Context, exchange, anahtar string) (bool, error) {
	var ok bool
	err := s.pool.QueryRow(ctx, `SELECT CASE $1 WHEN 'birim' THEN EXISTS (SELECT FROM birim WHERE detsis_no = $2 AND aktif)
			OR EXISTS (SELECT FROM birim_sistem WHERE birim_no || '.ret' = $2 AND durum <> 'kapali')
		WHEN 'mia' THEN EXISTS (SELECT FROM il WHERE lpad(kod::text, 2, '0') = $2) ELSE false END`, exchange, anahtar).Scan(&ok)
	return ok, away(err)
}

// KuyrukAcik tells whether a queue has been opened before, by any process.
func (s *Store) KuyrukAcik(ctx context.Context, ad string) (open bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM kuyruk WHERE ad = $1)`, ad).Scan(&open)
	return open, away(err)
}

// SendLater puts a message into the outbox outside of an effect: a retry, or the way to a parking queue.
func (s *Store) SendLater(ctx context.Context, g Giden) error {
	return s.inTx(ctx, func(tx *Tx) error { return tx.Send(ctx, g) })
}

package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// How signs of life are given and taken.
const (
	SurecAra    = 10 * time.Second // between two
	SurecSessiz = 45 * time.Second // without one a process counts as gone
	surecUnut   = time.Hour        // and is forgotten
	maxSurec    = 100
)

// Surec is a process of this program that runs, or has run a moment ago. ID is made at its start and says nothing about the machine.
type Surec struct {
	ID      uuid.UUID
	Surum   string
	Roller  []string
	Durum   map[string]string // what it says of each part that it needs, by name: "" = there
	Basladi time.Time
	Gorulme time.Time
}

// Away tells whether the process has given no sign of life for a while, at now.
func (p *Surec) Away(now time.Time) bool { return now.Sub(p.Gorulme) > SurecSessiz }

// Beat is a process's sign of life. Errors: Unavailable.
func (s *Store) Beat(ctx context.Context, p *Surec) error {
	durum, err := json.Marshal(p.Durum)
	if err != nil {
		return err
	}
	now := s.clock()
	batch := &pgx.Batch{}
	batch.Queue(`INSERT INTO surec (id, surum, roller, durum, basladi, gorulme) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET durum = excluded.durum, gorulme = excluded.gorulme`, p.ID, p.Surum, p.Roller, durum, p.Basladi, now)
	batch.Queue(`DELETE FROM surec WHERE gorulme < $1`, now.Add(-surecUnut))
	return away(s.pool.SendBatch(ctx, batch).Close())
}

// Gone takes a process that ends off the list. Errors: Unavailable.
func (s *Store) Gone(ctx context.Context, id uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM surec WHERE id = $1`, id)
	s.Ring(TopicIsletim)
	return away(err)
}

// Surecler lists the processes, the youngest first. Errors: Forbidden, Unavailable.
func (s *Store) Surecler(ctx context.Context, actor kural.Actor) ([]Surec, error) {
	if err := yetki.Check(actor, yetki.Isletim, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT id, surum, roller, durum, basladi, gorulme FROM surec ORDER BY basladi DESC, id LIMIT $1`, maxSurec)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Surec, error) {
		var p Surec
		var durum []byte
		if err := row.Scan(&p.ID, &p.Surum, &p.Roller, &durum, &p.Basladi, &p.Gorulme); err != nil {
			return p, err
		}
		return p, json.Unmarshal(durum, &p.Durum)
	})
	return list, away(err)
}

// NabizSure is the name of the look at the deadlines (PL-08).
const NabizSure = "sure"

// beatJob records that a job which runs by the clock has run.
func (t *Tx) beatJob(ctx context.Context, ad string) error {
	_, err := t.Exec(ctx, `INSERT INTO nabiz (ad, zaman) VALUES ($1, $2) ON CONFLICT (ad) DO UPDATE SET zaman = excluded.zaman`, ad, t.s.clock())
	return err
}

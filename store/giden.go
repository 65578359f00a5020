package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/izsur"
)

// Parcas is the number of shards of the outbox: as many relays may work at once, over all processes.
const Parcas = 8

// Giden is a message on its way out. Nothing is published but what has been a row of giden.
type Giden struct {
	ID       int64 // of the row; 0 before it is stored
	MesajID  uuid.UUID
	KonuNo   int64  // the application: messages of one keep their order
	Exchange string // "" = straight to the queue Anahtar (a retry)
	Anahtar  string // routing key
	Tip      string
	Govde    []byte
	Baslik   map[string]string
	Deneme   int // attempts that failed so far
	Zaman    time.Time
	Vade     time.Time     // not before; zero = at once
	Bekle    time.Duration // how long from now, by the database's clock: a process's own may be off
}

const insertGiden = `INSERT INTO giden (mesaj_id, konu_no, exchange, anahtar, tip, govde, baslik, deneme, vade)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, now() + $10::float8 * interval '1 second'))`

// follow puts g into a trace, unless it brings its own or there is none.
func (g *Giden) follow(traceparent string) {
	if traceparent == "" || g.Baslik[izsur.Header] != "" {
		return
	}
	headers := map[string]string{izsur.Header: traceparent} // a map of its own: the caller's may be another's too
	maps.Copy(headers, g.Baslik)
	g.Baslik = headers
}

func gidenArgs(g *Giden) ([]any, error) {
	var baslik []byte
	if len(g.Baslik) > 0 {
		var err error
		if baslik, err = json.Marshal(g.Baslik); err != nil {
			return nil, fmt.Errorf("headers of %s: %w", g.Tip, err)
		}
	}
	var vade *time.Time
	if !g.Vade.IsZero() {
		vade = &g.Vade
	}
	return []any{g.MesajID, g.KonuNo, g.Exchange, g.Anahtar, g.Tip, g.Govde, baslik, g.Deneme, vade, g.Bekle.Seconds()}, nil
}

// Relay takes up to limit due messages of a shard, oldest first, hands them to publish and deletes those
// whose place in its result is nil, all in one transaction. It returns how many were taken and how many sent; 0 taken also where
// another process works that shard. A message that publish refuses stays and keeps its place, or is put off by the Bekle
// that publish has given it.
func (s *Store) Relay(ctx context.Context, parca, limit int, publish func(context.Context, []Giden) []error) (taken, sent int, err error) {
	tx, err := s.pool.BeginTx(ctx, relayTx)
	if err != nil {
		return 0, 0, away(err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) // after a commit there is nothing to roll back
	out, err := takeGiden(ctx, tx, parca, limit)
	if err != nil || len(out) == 0 {
		return 0, 0, away(err)
	}
	var done []int64
	batch := &pgx.Batch{}
	for i, e := range publish(ctx, out) {
		if e == nil {
			done = append(done, out[i].ID)
		} else if out[i].Bekle > 0 {
			batch.Queue("UPDATE giden SET vade = now() + $2::float8 * interval '1 second' WHERE id = $1", out[i].ID, out[i].Bekle.Seconds())
		}
	}
	batch.Queue("DELETE FROM giden WHERE id = ANY($1)", done)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return len(out), 0, away(err)
	}
	if err := tx.Commit(ctx); err != nil {
		return len(out), 0, away(err)
	}
	return len(out), len(done), nil
}

// relayTx does not wait for the disk: should the server lose the deletion, the messages go out again under the same ids.
var relayTx = pgx.TxOptions{BeginQuery: "BEGIN; SET LOCAL synchronous_commit = off"}

const relayLock = 0x61636b00 // first key of the advisory locks of the shards: ours alone

func takeGiden(ctx context.Context, tx pgx.Tx, parca, limit int) ([]Giden, error) {
	var mine bool
	if err := tx.QueryRow(ctx, "SELECT pg_try_advisory_xact_lock($1::int, $2::int)", relayLock, parca).Scan(&mine); err != nil || !mine {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT id, mesaj_id, konu_no, exchange, anahtar, tip, govde, baslik, deneme, zaman, vade FROM giden
		WHERE parca = $1 AND vade <= now() ORDER BY id LIMIT $2`, parca, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Giden, error) {
		var g Giden
		var baslik []byte
		err := row.Scan(&g.ID, &g.MesajID, &g.KonuNo, &g.Exchange, &g.Anahtar, &g.Tip, &g.Govde, &baslik, &g.Deneme, &g.Zaman, &g.Vade)
		if err == nil && baslik != nil {
			err = json.Unmarshal(baslik, &g.Baslik)
		}
		return g, err
	})
}

// GidenDurum is how full the outbox is.
type GidenDurum struct {
	Adet    int64         // all rows
	EnEski  time.Duration // age of the oldest that is due, 0 with none
	Bekleme int64         // retries that are not due yet
}

// GidenDurum counts the outbox, for metrics and the operator.
func (s *Store) GidenDurum(ctx context.Context) (GidenDurum, error) {
	var d GidenDurum
	var sec float64
	err := s.pool.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE vade > now()),
		coalesce(extract(epoch FROM now() - min(vade) FILTER (WHERE vade <= now())), 0)::float8 FROM giden`).Scan(&d.Adet, &d.Bekleme, &sec)
	d.EnEski = time.Duration(sec * float64(time.Second))
	return d, away(err)
}

package store

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/izsur"
)

// Tx is what a consumer's effect may use: its own statements and the outbox, all in the transaction that also
// records the message as applied.
type Tx struct {
	pgx.Tx
	s     *Store
	rings []string
	after []func() // once it has been committed
}

// Send puts messages into the outbox, each in the trace that it brings or else that of ctx.
func (t *Tx) Send(ctx context.Context, out ...Giden) error {
	batch := &pgx.Batch{}
	trace := izsur.Of(ctx)
	for i := range out {
		out[i].follow(trace)
		args, err := gidenArgs(&out[i])
		if err != nil {
			return err
		}
		batch.Queue(insertGiden, args...)
	}
	t.Ring(TopicGiden)
	return away(t.Tx.SendBatch(ctx, batch).Close())
}

// Ring rings the topics once the transaction has been committed.
func (t *Tx) Ring(topics ...string) { t.rings = append(t.rings, topics...) }

const insertIslenen = `INSERT INTO islenen_mesaj (tuketici, mesaj_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`

// Effect runs fn once for the message id of a consumer, however often it is delivered (PL-04): the id is recorded
// in the transaction of fn's effect. It returns false where it had been applied before.
func (s *Store) Effect(ctx context.Context, tuketici string, mesajID uuid.UUID, fn func(context.Context, *Tx) error) (bool, error) {
	fresh := false
	err := s.inTx(ctx, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, insertIslenen, tuketici, mesajID)
		if err != nil {
			return err
		}
		if fresh = tag.RowsAffected() == 1; !fresh {
			return nil
		}
		return fn(ctx, tx)
	})
	return fresh && err == nil, err
}

// In the order of the ids, or two processes that have got the same messages would wait for each other in a circle.
const insertIslenens = `INSERT INTO islenen_mesaj (tuketici, mesaj_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING mesaj_id`

// EffectAll runs fn once for those of all whose messages a consumer has not applied before, together: all of them are, or none (PL-04). fn is
// not called where there are none; it gets each once, in their order. id is the message's.
func EffectAll[T any](ctx context.Context, s *Store, tuketici string, all []T, id func(T) uuid.UUID, fn func(context.Context, *Tx, []T) error) error {
	return effectAll(ctx, s, pgx.TxOptions{}, tuketici, all, id, fn)
}

func effectAll[T any](ctx context.Context, s *Store, opt pgx.TxOptions, tuketici string, all []T, id func(T) uuid.UUID, fn func(context.Context, *Tx, []T) error) error {
	if len(all) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(all))
	for i := range all {
		ids[i] = id(all[i])
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return s.inTxAs(ctx, opt, func(tx *Tx) error {
		rows, err := tx.Query(ctx, insertIslenens, tuketici, ids)
		if err != nil {
			return err
		}
		fresh := make(map[uuid.UUID]bool, len(ids))
		var one uuid.UUID
		_, err = pgx.ForEachRow(rows, []any{&one}, func() error { fresh[one] = true; return nil })
		if err != nil || len(fresh) == 0 {
			return err
		}
		todo := make([]T, 0, len(fresh))
		for _, m := range all {
			if fresh[id(m)] {
				delete(fresh, id(m)) // another with its id is the same message once more
				todo = append(todo, m)
			}
		}
		return fn(ctx, tx, todo)
	})
}

// inTx runs fn in a transaction and rings what it asked for after the commit.
func (s *Store) inTx(ctx context.Context, fn func(*Tx) error) error {
	return s.inTxAs(ctx, pgx.TxOptions{}, fn)
}

func (s *Store) inTxAs(ctx context.Context, opt pgx.TxOptions, fn func(*Tx) error) error {
	tx := &Tx{s: s}
	err := pgx.BeginTxFunc(ctx, s.pool, opt, func(p pgx.Tx) error {
		tx.Tx = p
		return fn(tx)
	})
	if err != nil {
		return away(err)
	}
	for _, f := range tx.after {
		f()
	}
	if len(tx.rings) > 0 {
		s.Ring(tx.rings...)
	}
	return nil
}

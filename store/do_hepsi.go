package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// Is is a command that a message of a consumer asks for.
type Is struct {
	MesajID uuid.UUID
	No      int64
	Cmd     basvuru.Command

	Traceparent string // of what follows from it; "" = of ctx

	ek func(*pgx.Batch) // further statements, where Cmd has changed something
}

// DoAll is Do with Once for many messages of one consumer, in one transaction: all of them are applied, or none. Those of one application
// are in their order. Errors: Do's, of the first that cannot be; Unavailable where somebody holds one of the applications for long.
func (s *Store) DoAll(ctx context.Context, actor basvuru.Actor, tuketici string, all []Is) error {
	for i := range all {
		if err := s.readTakvim(ctx, all[i].Cmd); err != nil {
			return err
		}
	}
	return effectAll(ctx, s, doAllTx, tuketici, all, func(is Is) uuid.UUID { return is.MesajID }, func(ctx context.Context, tx *Tx, todo []Is) error {
		return tx.doAll(ctx, actor, todo)
	})
}

// doAllTx waits for a lock no longer than nobody who is well keeps one: all others of the batch, and those behind it, wait too.
var doAllTx = pgx.TxOptions{BeginQuery: "BEGIN; SET LOCAL lock_timeout = '2s'"}

func (t *Tx) doAll(ctx context.Context, actor basvuru.Actor, todo []Is) error {
	rows, err := lockRows(ctx, t.Tx, todo)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, is := range todo {
		row := rows[is.No]
		if row == nil {
			return basvuru.NotFoundError(is.No)
		}
		c, ev, err := t.s.decide(ctx, t.Tx, row, actor, is.Cmd)
		if err != nil {
			return err
		}
		if c.Nothing() {
			continue
		}
		ev.Traceparent = cmp.Or(is.Traceparent, ev.Traceparent)
		if err := t.s.queueChange(batch, c, ev, actor); err != nil {
			return err
		}
		if is.ek != nil {
			is.ek(batch)
		}
		row.b, row.olaySira, row.olayOzet = c.After, ev.OlaySira, ev.Ozet // for the next one of the same application
		t.after = append(t.after, func() { t.s.changed(c, ev) })
	}
	return t.SendBatch(ctx, batch).Close()
}

// lockRows is lockRow for many: always in the order of their numbers, or two that want the same would wait for each other.
func lockRows(ctx context.Context, tx pgx.Tx, todo []Is) (map[int64]*locked, error) {
	nos := make([]int64, len(todo))
	for i, is := range todo {
		nos[i] = is.No
	}
	rows, err := tx.Query(ctx, lockSelect+` WHERE no = ANY($1) ORDER BY no FOR NO KEY UPDATE`, nos)
	if err != nil {
		return nil, err
	}
	all := make(map[int64]*locked, len(todo))
	var l locked
	_, err = pgx.ForEachRow(rows, l.fields(), func() error {
		one := l
		one.olayOzet = slices.Clone(l.olayOzet)
		all[one.b.No] = &one
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows, err = tx.Query(ctx, lockYonlendirmeSelect+` WHERE y.basvuru_no = ANY($1) ORDER BY y.basvuru_no, y.sira`, nos)
	if err != nil {
		return nil, err
	}
	yons, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lockedYon])
	for _, y := range yons {
		if l := all[y.No]; l != nil {
			l.b.Yonlendirmes = append(l.b.Yonlendirmes, y.Yonlendirme)
		}
	}
	return all, err
}

package store

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// storeTogether stores applications, each the statements of one, in one transaction. Where the database refuses something of it, nothing has
// been stored, and each is tried alone: nobody is refused for another's.
func (s *Store) storeTogether(ctx context.Context, all []*pgx.Batch, answer func(int, struct{}, error)) {
	err := s.inOne(ctx, all...)
	for i, one := range all {
		if len(all) > 1 && refusedByDatabase(err) {
			answer(i, struct{}{}, s.inOne(ctx, one))
		} else {
			answer(i, struct{}{}, err)
		}
	}
}

// inOne runs the statements of all in one round trip. Without BEGIN they are one transaction.
func (s *Store) inOne(ctx context.Context, all ...*pgx.Batch) error {
	whole := &pgx.Batch{}
	for _, one := range all {
		for _, q := range one.QueuedQueries {
			whole.Queue(q.SQL, q.Arguments...) // anew: pgx keeps in it what it knows of one connection
		}
	}
	return s.pool.SendBatch(ctx, whole).Close()
}

// refusedByDatabase tells whether the database has refused rows and undone the transaction: bad data, a broken constraint, a deadlock.
func refusedByDatabase(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(pg.Code, "22") || strings.HasPrefix(pg.Code, "23") || strings.HasPrefix(pg.Code, "40"))
}

package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// sessionStore keeps scs's sessions in table sessions. Unlike scs's own store it waits for the database only so long, and a
// session that was ended stays ended: its row is emptied, not removed, so that a request which had loaded the session before
// cannot bring it back when it saves (GR-05, SC-03). SweepSessions removes the empty row in its time.
type sessionStore struct{ pool *pgxpool.Pool }

// sessionWait is for a database that may answer yet; sessionGlance for one that has let the whole request down already.
const (
	sessionWait   = 5 * time.Second
	sessionGlance = time.Second
)

// wait outlives the reader: a session that has changed is saved even if nobody waits for the page any more.
func (s sessionStore) wait(ctx context.Context) (context.Context, context.CancelFunc) {
	wait := sessionWait
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		wait = sessionGlance
	}
	return context.WithTimeout(context.WithoutCancel(ctx), wait)
}

// FindCtx is scs's: false for a session that is unknown, expired or ended.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	ctx, cancel := s.wait(ctx)
	defer cancel()
	var b []byte
	err := s.pool.QueryRow(ctx, `SELECT data FROM sessions WHERE token = $1 AND expiry > now() AND data <> ''`, token).Scan(&b)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("session: %w", err)
	}
	return b, true, nil
}

// CommitCtx is scs's; on a session that was ended it does nothing.
func (s sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.exec(ctx, `INSERT INTO sessions (token, data, expiry) VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry WHERE sessions.data <> ''`, token, b, expiry)
}

// DeleteCtx is scs's.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.exec(ctx, `UPDATE sessions SET data = '' WHERE token = $1`, token)
}

func (s sessionStore) exec(ctx context.Context, sql string, args ...any) error {
	ctx, cancel := s.wait(ctx)
	defer cancel()
	if _, err := s.pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// Find, Commit and Delete complete scs.Store; scs prefers those with a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx without a context.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

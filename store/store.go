// Package store holds all SQL. Do is the one way to change an application; Effect is the one way for a
// consumer to do anything else; everything that goes out is a row of giden (the outbox).
package store

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
	"acikkapi/internal/gizli"
	"acikkapi/internal/sms"
	"acikkapi/internal/takvim"
)

// Options open a Store.
type Options struct {
	URL      string
	Keys     string     // see gizli.New
	MaxConns int        // of the main pool; 0 = 24
	Limits   Limits     // of one-time codes and tries; zero = the ones for the public
	Sessiz   sms.Sessiz // hours in which only codes are sent; zero = none
	Now      func() time.Time
	Tracer   pgx.QueryTracer // of the statements; nil = none
}

// Store is the database as the rest of the program sees it; safe for concurrent use.
type Store struct {
	pool     *pgxpool.Pool // as acikkapi_uygulama
	birim    *pgxpool.Pool // as acikkapi_birim: cannot read contact data (YT-03)
	box      *gizli.Box
	bell     *bell
	refs     cache[*referans]
	lists    cache[*Listeler]
	takvim   cache[*takvim.Takvim]
	metins   cache[[]metinSurum]
	kapanan  cache[[]basvuru.Basvuru] // an application for each ilçe with open routings to closed units
	toplams  toplamlar
	birimler birimDizini
	nos      noBlock
	now      func() time.Time
	moved    bool // by a test: now is not the present
	sessiz   sms.Sessiz

	gonderiler birlikte[*pgx.Batch, struct{}]
	anahtarlar birlikte[string, Anahtar]
	denemeler  birlikte[denemeSorusu, denemeSayisi]
	alinan     birlikte[smsTalep, alinanSMS]
	verilen    birlikte[smsVerildi, struct{}]

	metrics *metrics // nil: nothing is counted

	limits Limits
}

// Open connects, under the application's restricted roles. The schema must be there (Migrate).
func Open(ctx context.Context, o Options) (*Store, error) {
	box, err := gizli.New(o.Keys)
	if err != nil {
		return nil, err
	}
	if o.MaxConns == 0 {
		o.MaxConns = 24
	}
	moved := o.Now != nil
	if !moved {
		o.Now = time.Now
	}
	s := &Store{box: box, now: o.Now, moved: moved, sessiz: o.Sessiz, limits: o.Limits.withDefaults()}
	if s.pool, err = openPool(ctx, &o, "acikkapi_uygulama", o.MaxConns); err != nil {
		return nil, err
	}
	if s.birim, err = openPool(ctx, &o, "acikkapi_birim", max(4, o.MaxConns/4)); err != nil {
		s.pool.Close()
		return nil, err
	}
	s.bell = newBell(s.pool)
	s.gonderiler.run, s.anahtarlar.run, s.denemeler.run = s.storeTogether, s.findKeys, s.countTogether
	s.alinan.run, s.verilen.run = s.claimTogether, s.sentTogether
	s.alinan.kol, s.verilen.kol = 1, 1 // there are as many who ask as workers of the sms consumer
	return s, nil
}

func openPool(ctx context.Context, o *Options, role string, conns int) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		return nil, fmt.Errorf("database url: %w", err)
	}
	cfg.MaxConns = int32(conns) //nolint:gosec // a small number of ours
	cfg.ConnConfig.Tracer = o.Tracer
	cfg.ConnConfig.ConnectTimeout = 3 * time.Second
	cfg.ConnConfig.RuntimeParams["application_name"] = role
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.ConnConfig.RuntimeParams["statement_timeout"] = "30s"
	// A process that is frozen in the middle of a transaction must not keep its locks: those of a shard of the outbox, of an application.
	cfg.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET ROLE "+role)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return pool, nil
}

// Close waits for what is under way and closes all connections.
func (s *Store) Close() {
	s.bell.close()
	s.birim.Close()
	s.pool.Close()
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return away(s.pool.Ping(ctx)) }

// Pool is for what must bring its own SQL against our schema: the session store and migrations of tests.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Box seals and opens personal data under the store's keys.
func (s *Store) Box() *gizli.Box { return s.box }

// clock is the present in UTC at the database's resolution, so that what is hashed is what is stored.
func (s *Store) clock() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// simdi is an argument for coalesce($n, now()): NULL, so that the database's clock decides where those of processes, minutes apart perhaps, must
// not; a test's time where it has moved it.
func (s *Store) simdi() *time.Time {
	if !s.moved {
		return nil
	}
	now := s.clock()
	return &now
}

// noBlock hands out takip numbers of the one sequence, fetched a block at a time.
type noBlock struct {
	mu   sync.Mutex
	free []int64
}

const noBlockSize = 32

// nextNo is a number that nobody else gets. A process that stops leaves a gap; numbers are never given twice.
func (s *Store) nextNo(ctx context.Context) (int64, error) {
	s.nos.mu.Lock()
	defer s.nos.mu.Unlock()
	if len(s.nos.free) == 0 {
		rows, err := s.pool.Query(ctx, "SELECT nextval('takip_no') FROM generate_series(1, $1)", noBlockSize)
		if err != nil {
			return 0, away(err)
		}
		if s.nos.free, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			return 0, away(err)
		}
	}
	no := s.nos.free[0]
	s.nos.free = s.nos.free[1:]
	return no, nil
}

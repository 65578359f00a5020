package bench

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
)

// seen is what people would see of an application on their pages.
type seen struct {
	No    int64
	Durum basvuru.Durum
	Kutu  int  // routings in a birim's inbox
	MIA   bool // in the MİA's inbox
}

const watchSQL = `SELECT b.no, b.durum, (SELECT count(*) FROM birim_kutusu k WHERE k.basvuru_no = b.no)::int,
	EXISTS (SELECT FROM mia_kutusu m WHERE m.basvuru_no = b.no) FROM basvuru b WHERE b.no = ANY($1)`

// watcher looks at all applications that somebody waits for with one query at a time, so that looking costs little.
type watcher struct {
	pool    *pgxpool.Pool
	every   time.Duration // the error of every wait
	mu      sync.Mutex
	waiting map[int64]*waiter
	failed  error
}

type waiter struct {
	cond func(seen) bool
	done chan error
}

// watch starts a watcher; it ends with ctx.
func (w *world) watch(ctx context.Context, every time.Duration) *watcher {
	v := &watcher{pool: w.owner, every: every, waiting: map[int64]*waiter{}}
	go func() {
		err := poll(ctx, every, func(ctx context.Context) (bool, error) { return false, v.look(ctx) })
		v.fail(err)
	}()
	return v
}

// until waits for cond to hold of application no; there is one wait at a time for each.
func (v *watcher) until(ctx context.Context, no int64, cond func(seen) bool) error {
	w := &waiter{cond: cond, done: make(chan error, 1)}
	v.mu.Lock()
	if v.failed != nil {
		v.mu.Unlock()
		return v.failed
	}
	v.waiting[no] = w
	v.mu.Unlock()
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (v *watcher) look(ctx context.Context) error {
	v.mu.Lock()
	nos := make([]int64, 0, len(v.waiting))
	for no := range v.waiting {
		nos = append(nos, no)
	}
	v.mu.Unlock()
	if len(nos) == 0 {
		return nil
	}
	rows, err := v.pool.Query(ctx, watchSQL, nos)
	if err != nil {
		return err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[seen])
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range found {
		if w := v.waiting[s.No]; w != nil && w.cond(s) {
			delete(v.waiting, s.No)
			w.done <- nil
		}
	}
	return nil
}

func (v *watcher) fail(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.failed = err
	for _, w := range v.waiting {
		w.done <- err
	}
	clear(v.waiting)
}

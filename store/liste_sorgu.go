package store

import (
	"context"
	"fmt"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// basvuruListe writes the statements over one actor's list under one filter.
type basvuruListe struct {
	s     *Store
	actor basvuru.Actor
	f     Suzgec
}

// from begins a query over the list.
func (q *basvuruListe) from(columns ...string) *sqlbuilder.SelectBuilder {
	sb := selectFrom("basvuru b", columns...)
	scope(sb, q.actor)
	q.f.apply(q.s, sb)
	return sb
}

// The list stands newest first, by the time of filing: numbers are not in that order, see migration 00011.
const (
	listeSira = "(b.olusturma, b.no)"
	enYeni    = "b.olusturma DESC, b.no DESC"
	enEski    = "b.olusturma, b.no"
)

// listeYer is the place of an application in that order; of a number that there is not, below all.
func listeYer(sb *sqlbuilder.SelectBuilder, no int64) string {
	v := sb.Var(no)
	return fmt.Sprintf("(coalesce((SELECT olusturma FROM basvuru WHERE no = %s), '-infinity'), %s::bigint)", v, v)
}

// nos is at most size numbers at a place: from an index alone, where the filter allows.
func (q *basvuruListe) nos(at Imlec, size int) (string, []any) {
	sb := q.from("b.no").Limit(size)
	switch {
	case at.Once != 0:
		sb.Where(listeSira + " > " + listeYer(sb, at.Once)).OrderBy(enEski)
	case at.Sonra != 0:
		sb.Where(listeSira + " < " + listeYer(sb, at.Sonra)).OrderBy(enYeni)
	default:
		sb.OrderBy(enYeni)
	}
	return sb.Build()
}

// say counts the list, limit at most; 0 is without a limit.
func (q *basvuruListe) say(limit int) (string, []any) { return counted(q.from(), limit) }

// sayOnce counts what stands above the first line of the page at a place: of the page before Once, above Once itself.
func (q *basvuruListe) sayOnce(at Imlec, limit int) (string, []any) {
	sb := q.from()
	if at.Once != 0 {
		sb.Where(listeSira + " > " + listeYer(sb, at.Once))
	} else {
		sb.Where(listeSira + " >= " + listeYer(sb, at.Sonra))
	}
	return counted(sb, limit)
}

func counted(sb *sqlbuilder.SelectBuilder, limit int) (string, []any) {
	if limit == 0 {
		return sb.Select("count(*)").Build()
	}
	all := selectFrom("", "count(*)")
	return all.From(all.BuilderAs(sb.Select("b.no").Limit(limit), "b")).Build()
}

// plan runs what queue queues in a plan made for its values, where that matters: a name that one of three bears wants another
// way than one that nobody bears, and so does what is late. The rest is planned once for all.
func (q *basvuruListe) plan(batch *pgx.Batch, queue func()) {
	if q.f.Ad == "" && q.f.Soyad == "" && !q.f.Gecikmis && q.f.Yakin.IsZero() {
		queue()
		return
	}
	batch.Queue("BEGIN READ ONLY")
	batch.Queue("SET LOCAL plan_cache_mode = force_custom_plan")
	queue()
	batch.Queue("COMMIT")
}

// read runs what queue queues in one round trip.
func (q *basvuruListe) read(ctx context.Context, queue func(*pgx.Batch)) error {
	batch := &pgx.Batch{}
	queue(batch)
	return away(q.s.pool.SendBatch(ctx, batch).Close())
}

// count runs one of the counting statements.
func (q *basvuruListe) count(ctx context.Context, sql string, args []any) (n int, err error) {
	err = q.read(ctx, func(b *pgx.Batch) {
		q.plan(b, func() { one(b.Queue(sql, args...), &n) })
	})
	return n, err
}

// one makes a queued count fill n.
func one(q *pgx.QueuedQuery, n *int) { q.QueryRow(func(row pgx.Row) error { return row.Scan(n) }) }

// numbers reads what nos says.
func (q *basvuruListe) numbers(ctx context.Context, at Imlec, size int) (nos []int64, err error) {
	sql, args := q.nos(at, size)
	err = q.read(ctx, func(b *pgx.Batch) {
		q.plan(b, func() {
			b.Queue(sql, args...).Query(func(rows pgx.Rows) (err error) {
				nos, err = pgx.CollectRows(rows, pgx.RowTo[int64])
				return err
			})
		})
	})
	return nos, err
}

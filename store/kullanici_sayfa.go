package store

import (
	"context"
	"slices"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"
)

// kullaniciSayfa is where a page of users stands: their ids, newest first, the length of the whole list, and the rank of the first.
type kullaniciSayfa struct {
	ids         []int64
	toplam, ilk int
}

// kullaniciSayfasi finds the page at of “kullanici k” as narrow leaves it. It counts exactly: the country has some ten thousand users.
func (s *Store) kullaniciSayfasi(ctx context.Context, narrow func(*sqlbuilder.SelectBuilder), at Imlec, size int) (p kullaniciSayfa, err error) {
	sb := selectFrom("kullanici k", "k.id").Limit(size)
	narrow(sb)
	switch {
	case at.Once != 0:
		sb.Where(sb.GreaterThan("k.id", at.Once)).OrderByAsc("k.id")
	case at.Sonra != 0:
		sb.Where(sb.LessThan("k.id", at.Sonra)).OrderByDesc("k.id")
	default:
		sb.OrderByDesc("k.id")
	}
	sql, args := sb.Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return p, away(err)
	}
	if p.ids, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return p, away(err)
	}
	if len(p.ids) == 0 && (at.Once != 0 || at.Sonra != 0) { // what stood there has gone
		return s.kullaniciSayfasi(ctx, narrow, Imlec{}, size)
	}
	if at.Once != 0 {
		slices.Reverse(p.ids)
	}
	first := int64(1<<63 - 1)
	if len(p.ids) > 0 {
		first = p.ids[0]
	}
	count := selectFrom("kullanici k")
	count.Select("count(*)", "1 + count(*) FILTER (WHERE k.id > "+count.Var(first)+")")
	narrow(count)
	sql, args = count.Build()
	return p, away(s.pool.QueryRow(ctx, sql, args...).Scan(&p.toplam, &p.ilk))
}

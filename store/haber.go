package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// cevapPrefix begins the topics of an il's news: an application whose last birim has answered.
const cevapPrefix = "cevap:"

// TopicCevap is rung when the last birim of an application in an il's pool has answered (PL-03).
func TopicCevap(il int) string { return fmt.Sprintf("%s%02d", cevapPrefix, il) }

// IsCevap tells whether a topic is one of TopicCevap.
func IsCevap(topic string) bool { return strings.HasPrefix(topic, cevapPrefix) }

// Haber is an application that all its birim have answered, and when the last one did.
type Haber struct {
	No    int64
	Zaman time.Time
}

// Haberler lists the applications that actor may see, that all birim have answered after since and that nobody has taken on since
// then: the newest limit of them, and how many there are (AK-12). Errors: Unavailable.
func (s *Store) Haberler(ctx context.Context, actor basvuru.Actor, since time.Time, limit int) (list []Haber, toplam int, err error) {
	sb := selectFrom("basvuru b", "b.no", "c.zaman", "count(*) OVER ()")
	at := sb.Var(since)
	sb.Join("LATERAL (SELECT max(o.zaman) AS zaman FROM olay o WHERE o.konu = 'basvuru' AND o.konu_no = b.no AND o.tip = "+
		sb.Var(basvuru.BirimlerCevapladi)+" AND o.zaman > "+at+") c", "c.zaman IS NOT NULL")
	sb.Where(sb.Equal("b.durum", basvuru.Cevaplandi), "b.son_islem > "+at)
	scope(sb, actor)
	sql, args := sb.OrderByDesc("c.zaman").Limit(limit).Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, 0, away(err)
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Haber, error) {
		var h Haber
		err := row.Scan(&h.No, &h.Zaman, &toplam)
		return h, err
	})
	return list, toplam, away(err)
}

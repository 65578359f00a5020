package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// TalepSayisi counts requests for cards and requests to cancel them.
type TalepSayisi struct{ Kart, Iptal int }

// Toplam is both together.
func (t TalepSayisi) Toplam() int { return t.Kart + t.Iptal }

// KartGunu is a day of the bureau: what came and what was decided on it, by whom; and what waits now.
type KartGunu struct {
	Gelen, Onaylanan, Reddedilen TalepSayisi
	Bekleyen                     TalepSayisi
	EnEski                       time.Time // since when the oldest request waits; zero: none does
	Inceleyenler                 []InceleyenSayisi
}

// InceleyenSayisi is what one reviewer decided on a day.
type InceleyenSayisi struct {
	Ad                    string
	Onaylanan, Reddedilen int
}

// KartGunu counts the day from ilk until son, which is not of it. Errors: Forbidden, Unavailable.
func (s *Store) KartGunu(ctx context.Context, actor kural.Actor, ilk, son time.Time) (*KartGunu, error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return nil, err
	}
	g := &KartGunu{}
	batch := &pgx.Batch{}
	const kinds = `SELECT count(*) FILTER (WHERE tip = 'kart'), count(*) FILTER (WHERE tip = 'iptal')`
	batch.Queue(kinds+` FROM kart_talep WHERE geldi >= $1 AND geldi < $2`, ilk, son).QueryRow(func(row pgx.Row) error {
		return row.Scan(&g.Gelen.Kart, &g.Gelen.Iptal)
	})
	batch.Queue(kinds + `, min(geldi) FROM kart_talep WHERE karar IS NULL AND geldi IS NOT NULL`).QueryRow(func(row pgx.Row) error {
		var oldest *time.Time
		err := row.Scan(&g.Bekleyen.Kart, &g.Bekleyen.Iptal, &oldest)
		if oldest != nil {
			g.EnEski = *oldest
		}
		return err
	})
	batch.Queue(`SELECT karar_veren, count(*) FILTER (WHERE karar = 'onay' AND tip = 'kart'), count(*) FILTER (WHERE karar = 'onay' AND tip = 'iptal'),
			count(*) FILTER (WHERE karar = 'ret' AND tip = 'kart'), count(*) FILTER (WHERE karar = 'ret' AND tip = 'iptal')
		FROM kart_talep WHERE karar IS NOT NULL AND karar_zaman >= $1 AND karar_zaman < $2
		GROUP BY karar_veren_id, karar_veren ORDER BY count(*) DESC, karar_veren`, ilk, son).Query(g.scanInceleyenler)
	return g, away(s.pool.SendBatch(ctx, batch).Close())
}

func (g *KartGunu) scanInceleyenler(rows pgx.Rows) error {
	var ad string
	var onay, ret TalepSayisi
	_, err := pgx.ForEachRow(rows, []any{&ad, &onay.Kart, &onay.Iptal, &ret.Kart, &ret.Iptal}, func() error {
		g.Onaylanan.Kart, g.Onaylanan.Iptal = g.Onaylanan.Kart+onay.Kart, g.Onaylanan.Iptal+onay.Iptal
		g.Reddedilen.Kart, g.Reddedilen.Iptal = g.Reddedilen.Kart+ret.Kart, g.Reddedilen.Iptal+ret.Iptal
		g.Inceleyenler = append(g.Inceleyenler, InceleyenSayisi{ad, onay.Toplam(), ret.Toplam()})
		return nil
	})
	return err
}

// BeklemeSinirlari are the hours that part the classes of waiting times: below the first, from one to the next, from the last on.
var BeklemeSinirlari = [...]float64{1, 4, 8, 24, 48, 72, 168}

// BeklemeDagilimi is how long the requests decided in a time had waited in the bureau, by class.
type BeklemeDagilimi struct {
	Siniflar        [len(BeklemeSinirlari) + 1]TalepSayisi
	Ortanca, EnUzun time.Duration // 0 where none was decided
}

// Toplam counts all classes.
func (d *BeklemeDagilimi) Toplam() (t TalepSayisi) {
	for _, s := range d.Siniflar {
		t.Kart, t.Iptal = t.Kart+s.Kart, t.Iptal+s.Iptal
	}
	return t
}

// BeklemeDagilimi counts what was decided from ilk until son, which is not of it. Errors: Forbidden, Unavailable.
func (s *Store) BeklemeDagilimi(ctx context.Context, actor kural.Actor, ilk, son time.Time) (*BeklemeDagilimi, error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return nil, err
	}
	const waited = ` (SELECT tip, extract(epoch FROM karar_zaman - coalesce(geldi, zaman))::float8 / 3600 AS saat
		FROM kart_talep WHERE karar IS NOT NULL AND karar_zaman >= $1 AND karar_zaman < $2) x`
	d := &BeklemeDagilimi{}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT width_bucket(saat, $3::float8[]), count(*) FILTER (WHERE tip = 'kart'), count(*) FILTER (WHERE tip = 'iptal') FROM`+waited+` GROUP BY 1`,
		ilk, son, BeklemeSinirlari[:]).Query(func(rows pgx.Rows) error {
		var class int
		var n TalepSayisi
		_, err := pgx.ForEachRow(rows, []any{&class, &n.Kart, &n.Iptal}, func() error { d.Siniflar[class] = n; return nil })
		return err
	})
	batch.Queue(`SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY saat), 0), coalesce(max(saat), 0) FROM`+waited, ilk, son).QueryRow(func(row pgx.Row) error {
		var median, longest float64
		err := row.Scan(&median, &longest)
		d.Ortanca, d.EnUzun = hours(median), hours(longest)
		return err
	})
	return d, away(s.pool.SendBatch(ctx, batch).Close())
}

func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

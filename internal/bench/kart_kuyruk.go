package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// reviewer is somebody of the Kimlik Bürosu.
var reviewer = kural.Actor{Rol: kural.KimlikBurosu, ID: 1, Ad: "bench"}

// The same lines by the index of the queue's order, without total, rank and who has them in hand.
const plainQueue = `SELECT t.kart_no, t.sira, t.tip, t.geldi, k.ad, k.soyad, k.yakinlik, k.yakin_tckn, u.ad, u.soyad, u.tckn
	FROM kart_talep t JOIN kart k ON k.no = t.kart_no JOIN kullanici u ON u.id = k.personel_id
	WHERE t.karar IS NULL AND t.geldi IS NOT NULL AND (t.geldi, t.kart_no, t.sira) > ($1, $2, $3) ORDER BY t.geldi, t.kart_no, t.sira LIMIT $4`

// cardQueue measures pages of the bureau's queue with 200,000 requests beside the plain index scan (KB-01).
func (b *bench) cardQueue(ctx context.Context) error {
	n := b.size(200_000, 21_000)
	began := time.Now()
	if err := b.fillCards(ctx, n); err != nil {
		return err
	}
	b.say("  %d requests made in %s", n, time.Since(began).Round(time.Second))
	for _, page := range []int{1, listDeep} {
		if err := b.queuePage(ctx, page, n); err != nil {
			return fmt.Errorf("page %d: %w", page, err)
		}
	}
	return nil
}

// queuePage reads one page of the queue many times, in turn with the plain scan.
func (b *bench) queuePage(ctx context.Context, page, n int) error {
	at, err := b.queuePlace(ctx, page)
	if err != nil {
		return err
	}
	var ours, plain []float64
	for range b.rounds * b.size(2, 1) * listBatch {
		var p *store.Sayfa[store.BuroSatir]
		took, err := timed(func() (err error) {
			p, err = b.world.store.BuroKuyrugu(ctx, reviewer, store.BuroSuzgec{}, at, store.BuroImlec{}, listPage)
			return err
		})
		if err != nil {
			return err
		}
		if p.Ilk != (page-1)*listPage+1 || p.Toplam != n || len(p.Satirs) != listPage {
			return fmt.Errorf("%d lines from %d of %d", len(p.Satirs), p.Ilk, p.Toplam)
		}
		ours = append(ours, took)
		if took, err = timed(func() error { return b.world.scanQueue(ctx, at) }); err != nil {
			return err
		}
		plain = append(plain, took)
	}
	l := limit(fmt.Sprintf("queue of the Kimlik Bürosu, %d requests, page %d, p99", n, page), percentile(ours, 99), "ms", "the same lines alone, by index", percentile(plain, 99))
	l.Goal = listGoal
	b.add(l)
	return nil
}

// queuePlace is where page begins, as the link to it says.
func (b *bench) queuePlace(ctx context.Context, page int) (store.BuroImlec, error) {
	rank := (page - 1) * listPage
	if rank == 0 {
		return store.BuroImlec{}, nil
	}
	at := store.BuroImlec{Rank: rank}
	err := b.world.owner.QueryRow(ctx, `SELECT geldi, kart_no, sira FROM kart_talep WHERE karar IS NULL AND geldi IS NOT NULL ORDER BY geldi, kart_no, sira OFFSET $1 LIMIT 1`,
		rank-1).Scan(&at.Zaman, &at.No, &at.Sira)
	return at, err
}

func (w *world) scanQueue(ctx context.Context, at store.BuroImlec) error {
	rows, err := w.owner.Query(ctx, plainQueue, at.Zaman, at.No, at.Sira, listPage)
	if err != nil {
		return err
	}
	var no int64
	var sira int
	var tip, ad, soyad, yakinlik, personel, aile string
	var geldi time.Time
	var yakin, tckn []byte
	tag, err := pgx.ForEachRow(rows, []any{&no, &sira, &tip, &geldi, &ad, &soyad, &yakinlik, &yakin, &personel, &aile, &tckn}, func() error { return nil })
	if err == nil && tag.RowsAffected() != listPage {
		err = fmt.Errorf("the plain scan found %d lines", tag.RowsAffected())
	}
	return err
}

// fillCards makes n requests of one staff member that wait in the queue, one every ten seconds; one of five is to cancel.
func (b *bench) fillCards(ctx context.Context, n int) error {
	w := b.world
	if _, err := w.store.LoadDemo(ctx); err != nil {
		return err
	}
	sealed := w.store.Box().SealString(string(basvuru.MakeTCKN("300000001")))
	for _, one := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO kart (no, personel_id, yakin_tckn, yakin_iz, yakinlik, ad, soyad, dogum_tarihi, bakanlik_personeli, kps_zaman, durum, talep_sira, iptal_nedeni, son_islem)
			SELECT 1000000 + g, (SELECT min(id) FROM kullanici WHERE tip = 'personel'), $1, sha256(int8send(g)), 'es',
				(ARRAY['FATMA','AYŞE NUR','ELİF','MEHMET','CAN','İPEK','ŞULE'])[1 + g % 7], 'SOYAD' || g % 5000, '1990-01-01', false, now(),
				CASE WHEN g % 5 = 0 THEN 'iptal_bekliyor' ELSE 'talep_bekliyor' END, 1, CASE WHEN g % 5 = 0 THEN 'diger' ELSE '' END, now()
			FROM generate_series(1, $2::bigint) g`, []any{sealed, n}},
		{`INSERT INTO kart_talep (kart_no, sira, tip, yakin_iz, neden, zaman, geldi)
			SELECT no, 1, CASE WHEN iptal_nedeni = '' THEN 'kart' ELSE 'iptal' END, yakin_iz, nullif(iptal_nedeni, ''), now(), now() - ($1 + 1000000 - no) * interval '10 seconds'
			FROM kart WHERE no > 1000000`, []any{n}},
		{`ANALYZE kart`, nil},
		{`ANALYZE kart_talep`, nil},
	} {
		if _, err := w.owner.Exec(ctx, one.sql, one.args...); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"time"

	"github.com/huandu/go-sqlbuilder"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// KapananSatir is an open routing whose birim has been closed since: nobody there may answer it any more.
type KapananSatir struct {
	No               int64
	Sira             int
	Ad, Soyad, Konu  string
	BirimNo, BirimAd string
	BirimYol         string
	Gonderim, Kapama time.Time
}

const kapananFrom = `yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur JOIN birim r ON r.detsis_no = y.birim_no`

// onlyKapanan leaves the open routings of closed units. The index yonlendirme_acik holds but the open ones.
func onlyKapanan(sb *sqlbuilder.SelectBuilder) {
	sb.Where("NOT r.aktif", "y.durum IN ('kuyrukta', 'teslim')", "b.durum NOT LIKE 'kapali%'")
}

// KapananListe is the page of size after offset of what actor sees of open routings to closed units, longest waiting first, and their
// number in all (OP-05).
func (s *Store) KapananListe(ctx context.Context, actor basvuru.Actor, offset, size int) ([]KapananSatir, int, error) {
	toplam, err := s.KapananSay(ctx, actor)
	if err != nil || toplam == 0 {
		return nil, 0, err
	}
	sb := selectFrom(kapananFrom, "b.no", "y.sira", "b.ad", "b.soyad", "b.konu", "r.detsis_no", "r.ad", "r.yol", "y.gonderim", "r.guncelleme")
	scope(sb, actor)
	onlyKapanan(sb)
	sql, args := sb.OrderBy("y.gonderim", "b.no", "y.sira").Offset(offset).Limit(size).Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, 0, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (KapananSatir, error) {
		var k KapananSatir
		err := row.Scan(&k.No, &k.Sira, &k.Ad, &k.Soyad, &k.Konu, &k.BirimNo, &k.BirimAd, &k.BirimYol, &k.Gonderim, &k.Kapama)
		return k, err
	})
	return list, toplam, away(err)
}

// KapananSay counts what KapananListe lists.
func (s *Store) KapananSay(ctx context.Context, actor basvuru.Actor) (int, error) {
	sb := selectFrom(kapananFrom, "count(*)")
	scope(sb, actor)
	onlyKapanan(sb)
	sql, args := sb.Build()
	n := 0
	err := s.pool.QueryRow(ctx, sql, args...).Scan(&n)
	return n, away(err)
}

// HasKapanan tells whether an AKS's list of open routings to closed units holds any: for the menu of every page, so what it says may
// be a minute old.
func (s *Store) HasKapanan(ctx context.Context, actor basvuru.Actor) (bool, error) {
	if actor.Rol != kural.AKS {
		return false, nil
	}
	all, err := s.kapanan.get(s.now, func([]basvuru.Basvuru) ([]basvuru.Basvuru, error) { return s.loadKapanan(ctx) })
	if err != nil {
		return false, err
	}
	for i := range all {
		if basvuru.InScope(actor, &all[i]) {
			return true, nil
		}
	}
	return false, nil
}

// loadKapanan is an application for each ilçe that has such routings: as much as its scope goes by.
func (s *Store) loadKapanan(ctx context.Context) ([]basvuru.Basvuru, error) {
	sb := selectFrom(kapananFrom, "DISTINCT b.il_kodu", "b.ilce_id")
	onlyKapanan(sb)
	sql, args := sb.Build()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (basvuru.Basvuru, error) {
		b := basvuru.Basvuru{Durum: basvuru.Yonlendirildi}
		err := row.Scan(&b.Il, &b.Ilce)
		return b, err
	})
	return list, away(err)
}

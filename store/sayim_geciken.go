package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// gecikenSQL counts, birim by birim, what waits for an answer though its date has passed. No line of sayim can say so: nothing happens when
// a date passes. The index of open dates finds them, however many applications there are.
const gecikenSQL = `SELECT x.birim_no, coalesce(r.ad, x.birim_no), x.n FROM (
		SELECT y.birim_no, count(*)::int n FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur
		WHERE y.durum IN ('kuyrukta', 'teslim') AND y.son_tarih < $1 AND b.son_cevap IS NOT NULL AND b.il_kodu = ANY($2)
			AND (b.ilce_id = ANY($3) OR cardinality($3::int[]) = 0) AND coalesce(b.hizmetler, '{}') @> $4::int[] AND $5 IN ('', y.birim_no)
		GROUP BY y.birim_no) x
	LEFT JOIN birim r ON r.detsis_no = x.birim_no ORDER BY x.n DESC, x.birim_no`

// queueGeciken reads what the birim owe now; one that owes something and did nothing in the time of the report is put behind the others.
func (f *SayimSuzgec) queueGeciken(batch *pgx.Batch, now time.Time, r *Istatistik, args []any, birims int) {
	hizmet := []int{}
	if f.Baslik != 0 {
		hizmet = append(hizmet, f.Baslik)
	}
	if f.Alt != 0 {
		hizmet = append(hizmet, -f.Alt)
	}
	batch.Queue(gecikenSQL, now, args[0], args[3], hizmet, f.Birim).Query(func(rows pgx.Rows) error {
		var one BirimSayisi
		_, err := pgx.ForEachRow(rows, []any{&one.No, &one.Ad, &one.Geciken}, func() error {
			i := slices.IndexFunc(r.Birim, func(b BirimSayisi) bool { return b.No == one.No })
			if i >= 0 {
				r.Birim[i].Geciken = one.Geciken
			} else {
				r.Birim = append(r.Birim, one)
			}
			return nil
		})
		slices.SortStableFunc(r.Birim, func(a, b BirimSayisi) int { return cmp.Compare(b.agirlik(), a.agirlik()) })
		r.Birim = r.Birim[:min(len(r.Birim), birims)]
		return err
	})
}

// agirlik orders the birim: what they were asked, did and owe.
func (b *BirimSayisi) agirlik() int { return b.Yonlendirme + b.Cevap() + b.Geciken }

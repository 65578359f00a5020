package store

import (
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// Lines are read by their numbers, each kind of row by itself: that is planned once for all lists.
const (
	// “Birime Geliş Tarihi” leaves out what came before the MİA began the application anew (MI-04).
	satirSQL = `SELECT no, durum, tur, il_kodu, ilce_id, kimlik, yasal_son, tckn, ad, soyad, konu, olusturma, son_islem, son_islem_yapan,
		(SELECT max(k.geldi) FROM mia_kutusu k JOIN olay o ON o.konu = 'basvuru' AND o.konu_no = k.basvuru_no AND o.sira = k.olay_sira
			WHERE k.basvuru_no = b.no AND o.tur = b.tur)
		FROM basvuru b WHERE no = ANY($1)`
	satirHizmetSQL = `SELECT h.basvuru_no, hb.ad, coalesce(ha.ad, ''), h.aciklama FROM basvuru_hizmet h JOIN hizmet_baslik hb ON hb.id = h.baslik_id
		LEFT JOIN hizmet_alt_baslik ha ON ha.id = h.alt_baslik_id WHERE h.basvuru_no = ANY($1) ORDER BY h.basvuru_no, h.sira`
	satirYonlendirmeSQL = `SELECT y.basvuru_no, y.sira, y.tur, y.birim_no, r.ad, y.durum, coalesce(y.son_tarih, b.yasal_son) FROM yonlendirme y
		JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur JOIN birim r ON r.detsis_no = y.birim_no
		WHERE y.basvuru_no = ANY($1) ORDER BY y.basvuru_no, y.sira`
)

// satirs is the lines of some numbers, in their order.
type satirs struct {
	s    *Store
	list []ListeSatir
	at   map[int64]int
}

// queue adds the reading of nos to batch; the lines are there when it has been sent.
func (l *satirs) queue(batch *pgx.Batch, nos []int64) {
	l.list, l.at = make([]ListeSatir, len(nos)), make(map[int64]int, len(nos))
	for i, no := range nos {
		l.at[no] = i
	}
	batch.Queue(satirSQL, nos).Query(func(rows pgx.Rows) error {
		var one ListeSatir
		var tckn []byte
		var geldi *time.Time
		_, err := pgx.ForEachRow(rows, []any{
			&one.No, &one.Durum, &one.Tur, &one.Il, &one.Ilce, &one.Kimlik, &one.YasalSon, &tckn, &one.Ad, &one.Soyad, &one.Konu, &one.Olusturma,
			&one.SonIslem, &one.SonIslemYapan, &geldi,
		}, func() error { return l.add(one, tckn, geldi) })
		return err
	})
	var no int64
	var h HizmetAdi
	batch.Queue(satirHizmetSQL, nos).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&no, &h.Baslik, &h.AltBaslik, &h.Aciklama}, func() error {
			one := &l.list[l.at[no]]
			one.Hizmetler = append(one.Hizmetler, h)
			return nil
		})
		return err
	})
	var y basvuru.Yonlendirme
	batch.Queue(satirYonlendirmeSQL, nos).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&no, &y.Sira, &y.Tur, &y.Birim, &y.Ad, &y.Durum, &y.SonTarih}, func() error {
			one := &l.list[l.at[no]]
			one.Yonlendirmes = append(one.Yonlendirmes, y)
			return nil
		})
		return err
	})
}

func (l *satirs) add(one ListeSatir, tckn []byte, geldi *time.Time) error {
	no, err := l.s.box.OpenString(tckn)
	if err != nil {
		return err
	}
	one.TCKN, one.Hizmetler = basvuru.TCKN(no), []HizmetAdi{}
	if geldi != nil {
		one.MIAGeldi = *geldi
	}
	l.list[l.at[one.No]] = one
	return nil
}

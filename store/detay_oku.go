package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
)

// maxHareket bounds the timeline of one page; an application has some ten lines.
const maxHareket = 500

const (
	detaySQL = `SELECT b.no, b.durum, b.tur, b.il_kodu, b.ilce_id, b.kimlik, b.yasal_son, b.yonlendirme_sira, b.olay_sira, b.tckn, b.ad, b.soyad, b.ikamet, b.acik_adres,
		il.ad, ilce.ad, coalesce(yer.tur, ''), coalesce(yer.ad, ''), b.konu, b.olusturma, b.gelis_tarihi
		FROM basvuru b JOIN il ON il.kod = b.il_kodu JOIN ilce ON ilce.id = b.ilce_id LEFT JOIN yerlesim yer ON yer.id = b.yerlesim_id WHERE b.no = $1`
	detayHizmetSQL = `SELECT h.baslik_id, coalesce(h.alt_baslik_id, 0), h.aciklama, hb.ad, coalesce(ha.ad, '')
		FROM basvuru_hizmet h JOIN hizmet_baslik hb ON hb.id = h.baslik_id LEFT JOIN hizmet_alt_baslik ha ON ha.id = h.alt_baslik_id
		WHERE h.basvuru_no = $1 ORDER BY h.sira`
	detayHareketSQL = `SELECT sira, tur, tip, etiket, aciklama, zaman, CASE WHEN govde->'veri'->'sira' IS NOT NULL THEN ARRAY[(govde->'veri'->>'sira')::int]
		ELSE ARRAY(SELECT (y->>'sira')::int FROM json_array_elements(govde->'veri'->'yonlendirmeler') y) END
		FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND etiket <> '' ORDER BY sira LIMIT $2`
	detayYonlendirmeSQL = `SELECT y.sira, y.tur, y.birim_no, r.ad, y.durum, coalesce(y.son_tarih, b.yasal_son), y.gonderim, coalesce(y.sure_gun, 0), y.teslim, y.bitis
		FROM yonlendirme y JOIN basvuru b ON b.no = y.basvuru_no JOIN birim r ON r.detsis_no = y.birim_no WHERE y.basvuru_no = $1 ORDER BY y.sira`
	detayCevapSQL = `SELECT id, tur, kaynak, coalesce(yonlendirme_sira, 0), coalesce(sonuc, ''), metin, veren, zaman FROM cevap WHERE basvuru_no = $1 ORDER BY zaman`
	detayDosyaSQL = `SELECT id, ad, tur, boyut, coalesce(cevap_id, '00000000-0000-0000-0000-000000000000') FROM dosya WHERE basvuru_no = $1 ORDER BY zaman, id`
)

func (s *Store) readDetay(ctx context.Context, pool *pgxpool.Pool, no int64) (*Detay, error) {
	batch := &pgx.Batch{}
	batch.Queue(detaySQL, no)
	batch.Queue(detayHizmetSQL, no)
	batch.Queue(detayHareketSQL, no, maxHareket)
	batch.Queue(detayYonlendirmeSQL, no)
	batch.Queue(detayCevapSQL, no)
	batch.Queue(detayDosyaSQL, no)
	res := pool.SendBatch(ctx, batch)
	defer res.Close() //nolint:errcheck // the statements' own errors are looked at
	d := &Detay{}
	if err := s.scanDetay(res.QueryRow(), d); err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			err = basvuru.NotFoundError(no)
		}
		return nil, away(err)
	}
	var cevaps []CevapDetay
	var dosyas []ekDosya
	err := errors.Join(
		collect(res, &d.Hizmets, func(r pgx.CollectableRow, h *HizmetSatir) error {
			return r.Scan(&h.Baslik, &h.Alt, &h.Aciklama, &h.BaslikAd, &h.AltAd)
		}),
		collect(res, &d.Hareketler, func(r pgx.CollectableRow, h *Hareket) error {
			return r.Scan(&h.Sira, &h.Tur, &h.Tip, &h.Durum, &h.Aciklama, &h.Zaman, &h.siras)
		}),
		collect(res, &d.TumYonlendirmes, func(r pgx.CollectableRow, y *YonlendirmeDetay) error {
			return r.Scan(&y.Sira, &y.Tur, &y.Birim, &y.Ad, &y.Durum, &y.SonTarih, &y.Gonderim, &y.SureGun, &y.Teslim, &y.Bitis)
		}),
		collect(res, &cevaps, func(r pgx.CollectableRow, c *CevapDetay) error {
			return r.Scan(&c.ID, &c.Tur, &c.Kaynak, &c.Sira, &c.Sonuc, &c.Metin, &c.Veren, &c.Zaman)
		}),
		collect(res, &dosyas, func(r pgx.CollectableRow, f *ekDosya) error {
			return r.Scan(&f.ID, &f.Ad, &f.Tur, &f.Boyut, &f.cevap)
		}),
	)
	if err != nil {
		return nil, away(err)
	}
	d.join(cevaps, dosyas)
	res.Close() //nolint:errcheck,gosec // all was read; the texts below may need the connection
	d.Metinler = s.letterAt(ctx, s.sonYazi(d))
	return d, nil
}

type ekDosya struct {
	DosyaOzeti
	cevap uuid.UUID // uuid.Nil: the applicant's
}

// collect reads the next result of a batch.
func collect[T any](res pgx.BatchResults, into *[]T, scan func(pgx.CollectableRow, *T) error) error {
	rows, err := res.Query()
	if err != nil {
		return err
	}
	*into, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (T, error) {
		var one T
		err := scan(row, &one)
		return one, err
	})
	return err
}

func (s *Store) scanDetay(row pgx.Row, d *Detay) error {
	var tckn, ikamet, adres []byte
	var yerTur, yer string
	err := row.Scan(&d.No, &d.Durum, &d.Tur, &d.Il, &d.Ilce, &d.Kimlik, &d.YasalSon, &d.SonYon, &d.OlaySira, &tckn, &d.Ad, &d.Soyad, &ikamet, &adres,
		&d.IlAd, &d.IlceAd, &yerTur, &yer, &d.Konu, &d.Olusturma, &d.GelisTarihi)
	if err != nil {
		return err
	}
	if d.Mahalle = yer; yerTur == "koy" {
		d.Mahalle, d.Koy = "", yer
	}
	no, err := s.box.OpenString(tckn)
	if err != nil {
		return err
	}
	d.TCKN = basvuru.TCKN(no)
	if d.AcikAdres, err = s.box.OpenString(adres); err != nil {
		return err
	}
	plain, err := s.box.Open(ikamet)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, &d.Ikamet); err != nil {
		return fmt.Errorf("residence of %d: %w", d.No, err)
	}
	return nil
}

// join hangs files to their answers, answers to their routings, and gives the rules the present round.
func (d *Detay) join(cevaps []CevapDetay, dosyas []ekDosya) {
	for _, f := range dosyas {
		if f.cevap == uuid.Nil {
			d.Dosyas = append(d.Dosyas, f.DosyaOzeti)
		}
	}
	for i := range cevaps {
		c := &cevaps[i]
		for _, f := range dosyas {
			if f.cevap == c.ID {
				c.Dosyas = append(c.Dosyas, f.DosyaOzeti)
			}
		}
		at := slices.IndexFunc(d.TumYonlendirmes, func(y YonlendirmeDetay) bool { return c.Sira != 0 && y.Sira == c.Sira })
		if at < 0 {
			d.DigerCevaplar = append(d.DigerCevaplar, *c)
			continue
		}
		d.TumYonlendirmes[at].Cevap, d.TumYonlendirmes[at].Cevaplayan = c, c.Veren
	}
	for _, y := range d.TumYonlendirmes {
		if y.Tur == d.Tur {
			d.Yonlendirmes = append(d.Yonlendirmes, y.Yonlendirme)
		}
	}
}

package store

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

const (
	insertOlay = `INSERT INTO olay (id, konu, konu_no, sira, tip, tur, eski_durum, yeni_durum, yapan_rol, yapan_id, yapan_ad,
		etiket, aciklama, zaman, govde, onceki_ozet, ozet, traceparent, tuz)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, nullif($18, ''), $19)`
	updateBasvuru = `UPDATE basvuru SET durum = $2, tur = $3, yonlendirme_sira = $4, son_islem = $5, son_islem_yapan = CASE WHEN $6 THEN $7 ELSE son_islem_yapan END,
		olay_sira = $8, olay_ozet = $9, kimlik = $10, son_cevap = $11 WHERE no = $1`
	upsertYonlendirme = `INSERT INTO yonlendirme (basvuru_no, sira, tur, birim_no, durum, gonderim, son_tarih, sure_gun)
		VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, 0)) ON CONFLICT (basvuru_no, sira) DO UPDATE SET durum = excluded.durum, son_tarih = excluded.son_tarih,
		teslim = CASE WHEN excluded.durum = 'teslim' THEN excluded.gonderim ELSE yonlendirme.teslim END,
		bitis = CASE WHEN excluded.durum IN ('kuyrukta', 'teslim') THEN NULL ELSE excluded.gonderim END,
		gonderim = yonlendirme.gonderim`
	insertCevap = `INSERT INTO cevap (id, basvuru_no, tur, kaynak, yonlendirme_sira, sonuc, metin, veren, zaman)
		VALUES ($1, $2, $3, $4, nullif($5, 0), nullif($6, ''), $7, $8, $9)`
	attachDosya  = `UPDATE dosya SET basvuru_no = $1, cevap_id = $2 WHERE id = ANY($3) AND yukleyen = $4 AND basvuru_no IS NULL AND kart_no IS NULL`
	insertHizmet = `INSERT INTO basvuru_hizmet (basvuru_no, sira, baslik_id, alt_baslik_id, aciklama) VALUES ($1, $2, $3, nullif($4, 0), $5)`
)

// queueChange writes everything that a change makes of an existing application into batch.
func (s *Store) queueChange(batch *pgx.Batch, c *basvuru.Change, ev *olay, actor basvuru.Actor) error {
	after := &c.After
	desk := actor.Rol == kural.AKS // “Son İşlem Yapan Sorumlu” (AK-02)
	batch.Queue(updateBasvuru, after.No, after.Durum, after.Tur, after.SonYon, c.At, desk, actor.Ad, ev.OlaySira, ev.Ozet,
		after.Kimlik, orNull(after.SonCevap()))
	for _, y := range c.Yonlendirmes {
		batch.Queue(upsertYonlendirme, after.No, y.Sira, y.Tur, y.Birim, y.Durum, c.At, orNull(y.SonTarih), y.SureGun)
	}
	if !c.YasalSon.IsZero() {
		batch.Queue(`UPDATE basvuru SET yasal_son = $2 WHERE no = $1`, after.No, c.YasalSon)
	}
	if c.Yukseltildi {
		batch.Queue(`UPDATE basvuru SET yukseltildi = $2 WHERE no = $1`, after.No, c.At)
	}
	if c.Hizmets != nil {
		batch.Queue(`DELETE FROM basvuru_hizmet WHERE basvuru_no = $1`, after.No)
		batch.Queue(`UPDATE basvuru SET hizmetler = $2 WHERE no = $1`, after.No, hizmetIDs(c.Hizmets))
		queueHizmets(batch, after.No, c.Hizmets)
	}
	if c.Kisi != nil {
		if err := s.queueKisi(batch, after.No, c.Kisi); err != nil {
			return err
		}
	}
	if c.Cevap != nil {
		queueCevap(batch, c, actor)
	}
	if c.Imha {
		if err := s.queueImha(batch, c); err != nil {
			return err
		}
	}
	return queueOlay(batch, ev)
}

// queueKisi fills in name and residence, which were not known when the application was filed (AK-01).
func (s *Store) queueKisi(batch *pgx.Batch, no int64, k *basvuru.Kisi) error {
	ikamet, err := json.Marshal(k.Ikamet)
	if err != nil {
		return fmt.Errorf("residence: %w", err)
	}
	batch.Queue(`UPDATE basvuru SET ad = $2, soyad = $3, ikamet = $4 WHERE no = $1`, no, k.Ad, k.Soyad, s.box.Seal(ikamet))
	return nil
}

func queueHizmets(batch *pgx.Batch, no int64, hs []basvuru.Hizmet) {
	for i, h := range hs {
		batch.Queue(insertHizmet, no, i+1, h.Baslik, h.Alt, h.Aciklama)
	}
}

func queueCevap(batch *pgx.Batch, c *basvuru.Change, actor basvuru.Actor) {
	id := uuid.New()
	tur := c.After.Tur
	batch.Queue(insertCevap, id, c.After.No, tur, c.Cevap.Kaynak, c.Cevap.Sira, string(c.Cevap.Sonuc), c.Cevap.Metin, actor.Ad, c.At)
	if len(c.Cevap.Dosyas) > 0 {
		batch.Queue(attachDosya, c.After.No, id, c.Cevap.Dosyas, uploader(actor))
	}
}

// queueOlay writes the event into the history and, where somebody acts on it, into the outbox.
func queueOlay(batch *pgx.Batch, ev *olay) error {
	batch.Queue(insertOlay, ev.ID, ev.Konu, ev.BasvuruNo, ev.OlaySira, ev.Tip, ev.Tur, ev.EskiDurum, ev.YeniDurum, ev.Yapan.Rol, ev.YapanID,
		ev.Yapan.Ad, ev.Etiket, ev.Aciklama, ev.Zaman, ev.Govde, ev.Onceki, ev.Ozet, ev.Traceparent, ev.Tuz)
	if !ev.sent() {
		return nil
	}
	g := Giden{MesajID: ev.ID, KonuNo: ev.BasvuruNo, Exchange: "olay", Anahtar: ev.Tip, Tip: ev.Tip, Govde: ev.Govde}
	g.follow(ev.Traceparent)
	args, err := gidenArgs(&g)
	if err != nil {
		return err
	}
	batch.Queue(insertGiden, args...)
	return nil
}

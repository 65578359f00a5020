package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// The types of messages in a birim's queue.
const (
	TipYonlendirme = "yonlendirme.geldi"
	TipGeriCekme   = "yonlendirme.geri_cekildi"
	TipSonTarih    = "yonlendirme.son_tarih_degisti" // only to birims' own systems: in the web inbox the date is today's
)

// BirimMesaji is what a birim's queue carries: what its people need to answer, and no way to reach the citizen
// (YT-03). It is read as acikkapi_birim, which could not read contact data if it wanted to.
type BirimMesaji struct {
	ID         uuid.UUID    `json:"id"`
	Tip        string       `json:"tip"`
	Surum      int          `json:"surum"`
	Zaman      time.Time    `json:"zaman"`
	BasvuruNo  int64        `json:"basvuru_no"`
	Sira       int          `json:"sira"` // of the routing; an answer names it
	Tur        int          `json:"tur"`
	BirimNo    string       `json:"birim_no"`
	BirimAdi   string       `json:"birim_adi"`
	Il         string       `json:"il,omitempty"`
	Ilce       string       `json:"ilce,omitempty"`
	Basvuran   string       `json:"basvuran,omitempty"`
	Konu       string       `json:"konu,omitempty"`
	Hizmetler  []HizmetAdi  `json:"hizmetler,omitempty"`
	Dosyalar   []DosyaOzeti `json:"dosyalar,omitempty"`
	GelisTarih *time.Time   `json:"basvuru_tarihi,omitempty"`
	SonTarih   *time.Time   `json:"son_tarih,omitempty"` // by when to answer
}

// HizmetAdi is a pair of headings in words.
type HizmetAdi struct {
	Baslik    string `json:"baslik"`
	AltBaslik string `json:"alt_baslik,omitempty"`
	Aciklama  string `json:"aciklama,omitempty"`
}

// DosyaOzeti names a file of the application.
type DosyaOzeti struct {
	ID    uuid.UUID `json:"id"`
	Ad    string    `json:"ad"`
	Tur   string    `json:"tur"`
	Boyut int64     `json:"boyut"`
}

const birimMesajiSQL = `SELECT b.no, y.sira, y.tur, y.birim_no, r.ad, il.ad, ilce.ad, b.kimlik, b.ad, b.soyad, b.konu, b.olusturma, y.son_tarih,
	(SELECT coalesce(json_agg(json_build_object('baslik', hb.ad, 'alt_baslik', coalesce(ha.ad, ''), 'aciklama', h.aciklama) ORDER BY h.sira), '[]')
		FROM basvuru_hizmet h JOIN hizmet_baslik hb ON hb.id = h.baslik_id LEFT JOIN hizmet_alt_baslik ha ON ha.id = h.alt_baslik_id WHERE h.basvuru_no = b.no),
	(SELECT coalesce(json_agg(json_build_object('id', d.id, 'ad', d.ad, 'tur', d.tur, 'boyut', d.boyut) ORDER BY d.zaman, d.id), '[]')
		FROM dosya d WHERE d.basvuru_no = b.no AND d.cevap_id IS NULL)
	FROM basvuru b JOIN yonlendirme y ON y.basvuru_no = b.no JOIN birim r ON r.detsis_no = y.birim_no
	JOIN il ON il.kod = b.il_kodu JOIN ilce ON ilce.id = b.ilce_id WHERE b.no = $1 AND y.sira = ANY($2) ORDER BY y.sira`

// BirimMesajlari writes the messages for routings of an application, each with an id of its own: the same for the same routing (SC-12).
func (s *Store) BirimMesajlari(ctx context.Context, no int64, siras []int) ([]BirimMesaji, error) {
	rows, err := s.birim.Query(ctx, birimMesajiSQL, no, siras)
	if err != nil {
		return nil, away(err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (BirimMesaji, error) {
		m := BirimMesaji{Tip: TipYonlendirme, Surum: MesajSurum, Zaman: s.clock()}
		var kimlik basvuru.KimlikDurum
		var ad, soyad string
		err := row.Scan(&m.BasvuruNo, &m.Sira, &m.Tur, &m.BirimNo, &m.BirimAdi, &m.Il, &m.Ilce, &kimlik, &ad, &soyad, &m.Konu, &m.GelisTarih, &m.SonTarih, &m.Hizmetler, &m.Dosyalar)
		m.ID = mesajID(TipYonlendirme, m.BasvuruNo, m.Sira)
		m.Basvuran = kimlik.Basvuran(ad, soyad)
		return m, err
	})
	return out, away(err)
}

// SendToBirim puts the messages into the outbox, each for its birim's queue.
func (t *Tx) SendToBirim(ctx context.Context, ms []BirimMesaji) error {
	out := make([]Giden, len(ms))
	for i := range ms {
		var err error
		if out[i], err = birimGiden(&ms[i]); err != nil {
			return err
		}
	}
	return t.Send(ctx, out...)
}

// sonTarihBekle is how long the word of a new date waits for a routing that is on its way still: a consumer may be about to send it with
// the date before, and takes no longer.
const sonTarihBekle = 15 * time.Second

const insertSonTarih = `INSERT INTO giden (mesaj_id, konu_no, exchange, anahtar, tip, govde, vade)
	SELECT $1, $2, $3, $4::text, $5, $6, now() + $7::float8 * interval '1 second'
	WHERE EXISTS (SELECT FROM birim_sistem WHERE birim_no = $4::text AND durum IN ('istendi', 'kuruldu'))`

// queueSonTarih tells the own systems of those birim whose dates the change has moved (PL-08), in its transaction: behind what the outbox has of the
// application so far, and before a withdrawal that comes later.
func queueSonTarih(batch *pgx.Batch, c *basvuru.Change, ev *olay) error {
	for _, y := range c.Yonlendirmes {
		m := BirimMesaji{
			ID: mesajID(TipSonTarih, ev.ID, y.Sira), Tip: TipSonTarih, Surum: MesajSurum, Zaman: c.At,
			BasvuruNo: c.After.No, Sira: y.Sira, Tur: y.Tur, BirimNo: y.Birim, BirimAdi: y.Ad, SonTarih: &y.SonTarih,
		}
		g, err := birimGiden(&m)
		if err != nil {
			return err
		}
		if y.Durum == basvuru.Kuyrukta {
			g.Bekle = sonTarihBekle
		}
		batch.Queue(insertSonTarih, g.MesajID, g.KonuNo, g.Exchange, g.Anahtar, g.Tip, g.Govde, g.Bekle.Seconds())
	}
	return nil
}

func birimGiden(m *BirimMesaji) (Giden, error) {
	return yayin(m.ID, m.BasvuruNo, "birim", m.BirimNo, m.Tip, m)
}

const insertBirimKutusu = `INSERT INTO birim_kutusu (birim_no, basvuru_no, sira, geldi, icerik) VALUES ($1, $2, $3, $4, $5)
	ON CONFLICT (basvuru_no, sira) DO NOTHING`

// DeliverBirim writes a message of a birim's queue into its web inbox and records the routing as delivered, once.
// What has been withdrawn or answered in the meantime does not appear any more.
func (s *Store) DeliverBirim(ctx context.Context, m *BirimMesaji, icerik []byte) error {
	insert := func(o *doOptions) {
		o.ek = func(batch *pgx.Batch) {
			batch.Queue(insertBirimKutusu, m.BirimNo, m.BasvuruNo, m.Sira, s.clock(), icerik)
		}
	}
	_, err := s.Do(ctx, kural.Pipeline("birim"), m.BasvuruNo, basvuru.Deliver{Sira: m.Sira}, Once("birim", m.ID), insert)
	if err == nil {
		s.Ring(TopicBirim(m.BirimNo))
	}
	return err
}

// CevapMesaji is an answer that a birim's own system publishes. Sonuc SonucIade returns the application as not the birim's task; Metin is the reason then.
type CevapMesaji struct {
	BasvuruNo int64         `json:"basvuru_no" minimum:"1" doc:"of the routing that is answered"`
	Sira      int           `json:"sira" minimum:"1" doc:"of the routing that is answered"`
	BirimNo   string        `json:"birim_no" doc:"DETSİS number; must be the sender's own"`
	Sonuc     basvuru.Sonuc `json:"sonuc" enum:"olumlu,olumsuz,iade" doc:"iade: not this birim's task, metin says why"`
	Metin     string        `json:"metin" minLength:"1" maxLength:"4000" doc:"the answer; of iade the reason, 1000 characters at most"`
	Dosyalar  []uuid.UUID   `json:"dosyalar,omitempty" maxItems:"20" nullable:"false" doc:"ids of files uploaded by POST /api/v1/birim/dosya; not with iade"`
}

// SonucIade is the outcome of an answer that returns the application.
const SonucIade basvuru.Sonuc = "iade"

// MIAGorev is what an il's MİA queue carries: an application waits for approval.
type MIAGorev struct {
	ID        uuid.UUID `json:"id"`
	Zaman     time.Time `json:"zaman"`
	BasvuruNo int64     `json:"basvuru_no"`
	OlaySira  int       `json:"olay_sira"`
	Il        int       `json:"il"`
}

// TipMIA is the type of that message.
const TipMIA = "mia.onay_bekliyor"

// NewMIAGorev is the message that follows from the event ev.
func NewMIAGorev(ev *Mesaj) MIAGorev {
	return MIAGorev{ID: mesajID(TipMIA, ev.ID), Zaman: ev.Zaman, BasvuruNo: ev.BasvuruNo, OlaySira: ev.OlaySira, Il: ev.Il}
}

// Giden is the message on its way to the il's queue.
func (g MIAGorev) Giden() (Giden, error) {
	return yayin(g.ID, g.BasvuruNo, "mia", fmt.Sprintf("%02d", g.Il), TipMIA, g)
}

// Sorted, as EffectAll's ids are.
const insertMIAKutusu = `INSERT INTO mia_kutusu (il_kodu, basvuru_no, olay_sira, geldi)
	SELECT il, no, sira, $4 FROM unnest($1::int[], $2::bigint[], $3::int[]) g (il, no, sira) ORDER BY no, sira ON CONFLICT DO NOTHING`

// DeliverMIA writes messages of ils' queues into the MİA's inboxes, each once, all or none.
func (s *Store) DeliverMIA(ctx context.Context, gs ...MIAGorev) error {
	ids, byID := make([]uuid.UUID, len(gs)), make(map[uuid.UUID]MIAGorev, len(gs))
	for i, g := range gs {
		ids[i], byID[g.ID] = g.ID, g
	}
	return s.EffectAll(ctx, "mia-kutusu", ids, func(ctx context.Context, tx *Tx, fresh []uuid.UUID) error {
		il, no, sira := make([]int, len(fresh)), make([]int64, len(fresh)), make([]int, len(fresh))
		for i, id := range fresh {
			g := byID[id]
			il[i], no[i], sira[i] = g.Il, g.BasvuruNo, g.OlaySira
			tx.Ring(TopicIl(g.Il))
		}
		_, err := tx.Exec(ctx, insertMIAKutusu, il, no, sira, s.clock())
		return err
	})
}

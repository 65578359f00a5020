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

// YonNo names routings of one application.
type YonNo struct {
	No    int64
	Siras []int
}

// BirimMesajlari writes the messages for routings of an application, each with an id of its own: the same for the same routing (SC-12).
func (s *Store) BirimMesajlari(ctx context.Context, no int64, siras []int) ([]BirimMesaji, error) {
	out, err := s.YonMesajlari(ctx, YonNo{no, siras})
	return out[0], err
}

// YonMesajlari is BirimMesajlari for several applications, with a slice for each of yons.
func (s *Store) YonMesajlari(ctx context.Context, yons ...YonNo) ([][]BirimMesaji, error) {
	batch, out := &pgx.Batch{}, make([][]BirimMesaji, len(yons))
	for i, y := range yons {
		batch.Queue(birimMesajiSQL, y.No, y.Siras).Query(func(rows pgx.Rows) (err error) {
			out[i], err = pgx.CollectRows(rows, s.birimMesaji)
			return err
		})
	}
	return out, away(s.birim.SendBatch(ctx, batch).Close())
}

func (s *Store) birimMesaji(row pgx.CollectableRow) (BirimMesaji, error) {
	m := BirimMesaji{Tip: TipYonlendirme, Surum: MesajSurum, Zaman: s.clock()}
	var kimlik basvuru.KimlikDurum
	var ad, soyad string
	err := row.Scan(&m.BasvuruNo, &m.Sira, &m.Tur, &m.BirimNo, &m.BirimAdi, &m.Il, &m.Ilce, &kimlik, &ad, &soyad, &m.Konu, &m.GelisTarih, &m.SonTarih, &m.Hizmetler, &m.Dosyalar)
	m.ID = mesajID(TipYonlendirme, m.BasvuruNo, m.Sira)
	m.Basvuran = kimlik.Basvuran(ad, soyad)
	return m, err
}

// YonOlayi is an event with the messages for birims that follow from it.
type YonOlayi struct {
	ID          uuid.UUID
	Mesajlar    []BirimMesaji
	Traceparent string // of the messages; "" = of ctx
}

// SendToBirim puts the messages of events into the outbox, each for its birim's queue, once for each event, all or none.
func (s *Store) SendToBirim(ctx context.Context, all []YonOlayi) error {
	return EffectAll(ctx, s, "yonlendirme", all, func(y YonOlayi) uuid.UUID { return y.ID }, func(ctx context.Context, tx *Tx, fresh []YonOlayi) error {
		var out []Giden
		for _, y := range fresh {
			for i := range y.Mesajlar {
				g, err := birimGiden(&y.Mesajlar[i])
				if err != nil {
					return err
				}
				g.follow(y.Traceparent)
				out = append(out, g)
			}
		}
		return tx.Send(ctx, out...)
	})
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

// DeliverBirim writes a message of a birim's queue, whose body is icerik, into its web inbox: see DeliverBirims.
func (s *Store) DeliverBirim(ctx context.Context, m *BirimMesaji, icerik []byte) error {
	return s.DeliverBirims(ctx, []BirimTeslim{{BirimMesaji: m, Icerik: icerik}})
}

// BirimTeslim is a message of a birim's queue, with its body.
type BirimTeslim struct {
	*BirimMesaji
	Icerik      []byte
	Traceparent string // of what follows; "" = of ctx
}

// DeliverBirims writes messages of birims' queues into their web inboxes and records the routings as delivered, each once, all or none.
// What has been withdrawn or answered in the meantime does not appear any more.
func (s *Store) DeliverBirims(ctx context.Context, ms []BirimTeslim) error {
	all := make([]Is, len(ms))
	for i, m := range ms {
		all[i] = Is{MesajID: m.ID, No: m.BasvuruNo, Cmd: basvuru.Deliver{Sira: m.Sira}, Traceparent: m.Traceparent, ek: func(batch *pgx.Batch) {
			batch.Queue(insertBirimKutusu, m.BirimNo, m.BasvuruNo, m.Sira, s.clock(), m.Icerik)
		}}
	}
	return s.DoAll(ctx, kural.Pipeline("birim"), "birim", all)
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

// SendToMIA sends the ils' queues what the events evs are about, each once, all or none.
func (s *Store) SendToMIA(ctx context.Context, evs []Mesaj) error {
	return EffectAll(ctx, s, "mia", evs, func(ev Mesaj) uuid.UUID { return ev.ID }, func(ctx context.Context, tx *Tx, fresh []Mesaj) error {
		out := make([]Giden, len(fresh))
		for i := range fresh {
			var err error
			if out[i], err = NewMIAGorev(&fresh[i]).Giden(); err != nil {
				return err
			}
			out[i].follow(fresh[i].Traceparent)
		}
		return tx.Send(ctx, out...)
	})
}

// Sorted, or two processes with the same messages would wait for each other in a circle.
const insertMIAKutusu = `INSERT INTO mia_kutusu (il_kodu, basvuru_no, olay_sira, geldi)
	SELECT il, no, sira, $4 FROM unnest($1::int[], $2::bigint[], $3::int[]) g (il, no, sira) ORDER BY no, sira ON CONFLICT DO NOTHING`

// DeliverMIA writes messages of ils' queues into the MİA's inboxes, each once, all or none.
func (s *Store) DeliverMIA(ctx context.Context, gs ...MIAGorev) error {
	return EffectAll(ctx, s, "mia-kutusu", gs, func(g MIAGorev) uuid.UUID { return g.ID }, func(ctx context.Context, tx *Tx, fresh []MIAGorev) error {
		il, no, sira := make([]int, len(fresh)), make([]int64, len(fresh)), make([]int, len(fresh))
		for i, g := range fresh {
			il[i], no[i], sira[i] = g.Il, g.BasvuruNo, g.OlaySira
			tx.Ring(TopicIl(g.Il))
		}
		_, err := tx.Exec(ctx, insertMIAKutusu, il, no, sira, s.clock())
		return err
	})
}

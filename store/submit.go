package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
	_ "time/tzdata" // the zones, wherever the program runs

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
)

const (
	insertTekrar  = `INSERT INTO tekrar_anahtari (kapsam, anahtar, istek_ozet, basvuru_no, zaman) VALUES ($1, $2, $3, $4, $5)`
	insertBasvuru = `INSERT INTO basvuru (no, durum, tur, il_kodu, ilce_id, yerlesim_id, kanal, tckn, tckn_iz, ad, soyad, ikamet, acik_adres, konu,
		egitim_id, sektor_id, gelis_tarihi, olusturma, son_islem, son_islem_yapan, olay_sira, olay_ozet, kimlik, yasal_son, son_cevap, hizmetler)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19, $20, $21, $22, $23, $23, $24)`
	insertIletisim = `INSERT INTO iletisim (basvuru_no, cep, cep_iz, ev, eposta) VALUES ($1, $2, $3, $4, $5)`
)

// submit stores a new application in one round trip and one transaction, perhaps together with others (birlikte).
func (s *Store) submit(ctx context.Context, actor basvuru.Actor, cmd basvuru.Submit, o *doOptions) (Result, error) {
	if len(cmd.Yeni.Dosyas) > 0 { // a repeated post: its files are attached already and would be refused
		if res, found, err := s.replayed(ctx, o); err != nil || found {
			return res, err
		}
	}
	c, err := s.decideSubmit(ctx, actor, cmd)
	if err != nil {
		// perhaps only because the same post has come in between
		if res, found, e := s.replayed(ctx, o); e == nil && found {
			return res, nil
		}
		return Result{}, err
	}
	ev, err := newOlay(c, actor, 0, []byte{})
	if err != nil {
		return Result{}, err
	}
	ev.Traceparent = izsur.Of(ctx)
	batch := &pgx.Batch{}
	if o.anahtar != "" {
		batch.Queue(insertTekrar, o.kapsam, o.anahtar, o.istek, c.After.No, c.At)
	}
	if err := s.queueSubmit(batch, c, ev, actor); err != nil {
		return Result{}, err
	}
	_, err = s.gonderiler.ask(ctx, batch)
	if violates(err, "tekrar_anahtari_pkey") { // the same post a moment ago
		res, _, err := s.replayed(ctx, o)
		return res, err
	}
	if err != nil {
		return Result{}, away(err)
	}
	s.changed(c, ev)
	s.metrics.filed(string(c.Yeni.Kanal))
	return Result{No: c.After.No, Durum: c.After.Durum, OlaySira: 1}, nil
}

// decideSubmit checks the application against the lists and gives it its number.
func (s *Store) decideSubmit(ctx context.Context, actor basvuru.Actor, cmd basvuru.Submit) (*basvuru.Change, error) {
	refs, err := s.Referans(ctx)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	if err := cmd.Yeni.Validate(refs, now.In(Istanbul())); err != nil {
		return nil, err
	}
	if err := attachable(ctx, s.pool, cmd.Yeni.Dosyas, cmd.Yeni.Yukleyen); err != nil {
		return nil, err
	}
	yasal, err := s.yasalSon(ctx, cmd.Yeni.GelisTarihi)
	if err != nil {
		return nil, err
	}
	c, err := basvuru.Decide(&basvuru.Basvuru{YasalSon: yasal}, actor, cmd, now)
	if err != nil {
		return nil, err
	}
	c.After.No, err = s.nextNo(ctx)
	return c, err
}

func (s *Store) queueSubmit(batch *pgx.Batch, c *basvuru.Change, ev *olay, actor basvuru.Actor) error {
	y, no := c.Yeni, c.After.No
	ikamet, err := json.Marshal(y.Kisi.Ikamet)
	if err != nil {
		return fmt.Errorf("residence: %w", err)
	}
	tckn, sorumlu := string(y.Kisi.TCKN), ""
	if actor.Rol == kural.AKS { // “Son İşlem Yapan Sorumlu” (AK-02)
		sorumlu = actor.Ad
	}
	batch.Queue(insertBasvuru, no, c.After.Durum, c.After.Tur, y.Il, y.Ilce, y.Yerlesim, y.Kanal, s.box.SealString(tckn), s.box.Index("tckn", tckn),
		y.Kisi.Ad, y.Kisi.Soyad, s.box.Seal(ikamet), s.box.SealString(y.AcikAdres), y.Konu, y.Egitim, y.Sektor, y.GelisTarihi, c.At, sorumlu, 1, ev.Ozet,
		c.After.Kimlik, c.After.YasalSon, hizmetIDs(y.Hizmets))
	il := y.Iletisim
	batch.Queue(insertIletisim, no, s.box.SealString(il.Cep), s.box.Index("telefon", il.Cep), s.box.SealString(il.Ev), s.box.SealString(il.Eposta))
	queueHizmets(batch, no, y.Hizmets)
	if len(y.Dosyas) > 0 {
		batch.Queue(attachDosya, no, nil, y.Dosyas, y.Yukleyen)
	}
	if c.After.Kimlik == basvuru.KimlikBekliyor {
		if err := queueKimlik(batch, no, c.At, ev.Traceparent); err != nil {
			return err
		}
	}
	return queueOlay(batch, ev)
}

// replayed looks for an earlier submission under the same key: the same request gives its number again,
// another request is a Conflict.
func (s *Store) replayed(ctx context.Context, o *doOptions) (Result, bool, error) {
	if o.anahtar == "" {
		return Result{}, false, nil
	}
	var no *int64 // NULL: the key was for a card
	var istek []byte
	err := s.pool.QueryRow(ctx, `SELECT basvuru_no, istek_ozet FROM tekrar_anahtari WHERE kapsam = $1 AND anahtar = $2`,
		o.kapsam, o.anahtar).Scan(&no, &istek)
	switch {
	case err == pgx.ErrNoRows: //nolint:errorlint // pgx returns it bare
		return Result{}, false, nil
	case err != nil:
		return Result{}, false, away(err)
	case no == nil || !bytes.Equal(istek, o.istek):
		return Result{}, false, errAnahtar()
	}
	return Result{No: *no, Durum: basvuru.Havuzda, OlaySira: 1, Repeated: true}, true, nil
}

// errAnahtar is the answer for a key that came with another request before.
func errAnahtar() error {
	return kural.Conflictf("Bu işlem anahtarı (Idempotency-Key) başka içerikte bir istek için kullanılmış.")
}

// Istanbul is the time zone of everything that people read (G-01).
func Istanbul() *time.Location { return istanbul }

var istanbul = mustLoad("Europe/Istanbul")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the binary carries time/tzdata
	}
	return loc
}

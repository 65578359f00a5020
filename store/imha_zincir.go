package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/gizli"
	"acikkapi/internal/kural"
)

// imhaTipleri are the events that say that what came before them was disposed of.
var imhaTipleri = map[string]bool{basvuru.ImhaEdildi: true}

// disposable checks, under the application's lock, that an approved list says so, that nobody holds it, and that it has been kept long enough at now, as the
// times are now (SC-06): what became of it between approval and now counts, and a list that somebody wrote into the database reaches nothing that was not due.
func disposable(ctx context.Context, q querier, no, liste int64, now time.Time) error {
	var listed, held, due bool
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM imha_kalem k JOIN imha_liste l ON l.no = k.liste_no
			WHERE k.liste_no = $3 AND k.konu = $1 AND k.konu_no = $2 AND k.durum = 'bekliyor' AND l.durum = 'onaylandi'),
		EXISTS (SELECT FROM yasal_saklama WHERE konu = $1 AND konu_no = $2 AND kaldirma_zaman IS NULL),
		EXISTS (SELECT FROM basvuru b JOIN saklama_suresi s ON s.tur = $1 WHERE b.no = $2 AND b.son_islem < $4::timestamptz - s.sure * interval '1 year')`,
		konuBasvuru, no, liste, now).Scan(&listed, &held, &due)
	switch {
	case err != nil:
		return away(err)
	case held:
		return kural.Conflictf("Kayıt yasal saklama altında olduğu için imha edilemez.")
	case !listed:
		return kural.Conflictf("Kayıt onaylanmış bir imha listesinde değil.")
	case !due:
		return kural.Conflictf("Saklama süresi henüz dolmadı.")
	}
	return nil
}

// disposeHistory takes what is personal out of the history of what c disposes of, and seals what is left with c's own row. A history that is not whole
// stays as it is: it may be evidence. Errors: ErrChain, Unavailable.
func (s *Store) disposeHistory(ctx context.Context, conn querier, c *basvuru.Change) error {
	v, ok := c.Veri.(basvuru.ImhaVeri)
	if !ok {
		return nil
	}
	satir, muhur, err := sealHistory(ctx, conn, konuBasvuru, c.After.No)
	v.Satir, v.Muhur = satir, hex.EncodeToString(s.box.Seal(muhur))
	c.Veri = v
	return err
}

func sealHistory(ctx context.Context, conn querier, konu string, no int64) (satir int, muhur []byte, err error) {
	rows, err := chainOf(ctx, conn, konu, no)
	if err != nil {
		return 0, nil, err
	}
	if i := brokenAt(rows); i >= 0 {
		return 0, nil, fmt.Errorf("%w: row %d of %s %d", ErrChain, i+1, konu, no)
	}
	if err := conn.QueryRow(ctx, `SELECT FROM olay_imha($1, $2)`, konu, no).Scan(); err != nil {
		return 0, nil, away(err)
	}
	if rows, err = chainOf(ctx, conn, konu, no); err != nil {
		return 0, nil, err
	}
	return len(rows), muhurOf(rows), nil
}

// brokenAt is the first row that is not what was written, -1 for none.
func brokenAt(rows []*olay) int {
	onceki := []byte{}
	for i, o := range rows {
		if o.OlaySira != i+1 || !bytes.Equal(o.Onceki, onceki) || !bytes.Equal(o.Ozet, o.digest()) {
			return i
		}
		onceki = o.Ozet
	}
	return -1
}

// muhurOf is SHA-256 over what is left of rows that were disposed of, and over the digests that they had.
func muhurOf(rows []*olay) []byte {
	h := sha256.New()
	for _, o := range rows {
		write(h, o.digest())
		write(h, o.Ozet)
	}
	return h.Sum(nil)
}

// muhurlu counts the rows at the head of a history that a seal stands for: their own digests were over what is gone, the seal is over what is left. 0
// where the seal is not theirs, or was not made with one of box's keys: who can write into the database alone cannot make one.
func muhurlu(box *gizli.Box, rows []*olay) int {
	for i, o := range rows {
		if !imhaTipleri[o.Tip] {
			continue
		}
		var m struct {
			Veri basvuru.ImhaVeri `json:"veri"`
		}
		if json.Unmarshal(o.Govde, &m) != nil || m.Veri.Satir != i {
			return 0
		}
		sealed, _ := hex.DecodeString(m.Veri.Muhur)
		if muhur, err := box.Open(sealed); err != nil || !bytes.Equal(muhur, muhurOf(rows[:i])) {
			return 0
		}
		return i
	}
	return 0
}

// bosIkamet is a residence of nobody.
const bosIkamet = "{}"

// queueImha removes what is personal of an application (SC-06). The history was done before.
func (s *Store) queueImha(batch *pgx.Batch, c *basvuru.Change) error {
	v, ok := c.Veri.(basvuru.ImhaVeri)
	if !ok {
		return fmt.Errorf("disposal without a list: %T", c.Veri)
	}
	no := c.After.No
	batch.Queue(`UPDATE basvuru SET tckn = '', tckn_iz = '', ad = '', soyad = '', ikamet = $2, acik_adres = '', konu = $3, yerlesim_id = NULL, egitim_id = NULL,
		sektor_id = NULL WHERE no = $1`, no, s.box.Seal([]byte(bosIkamet)), basvuru.ImhaMetni)
	for _, sql := range basvuruImhaSQLs {
		batch.Queue(sql, no)
	}
	batch.Queue(parkImhaSQL, no, basvuru.ImhaMetni)
	for _, sql := range tasinanImhaSQLs {
		batch.Queue(sql, no)
	}
	batch.Queue(kalemImhaSQL, v.Liste, konuBasvuru, no, c.At)
	return nil
}

const kalemImhaSQL = `UPDATE imha_kalem SET durum = 'imha', zaman = $4 WHERE liste_no = $1 AND konu = $2 AND konu_no = $3`

var basvuruImhaSQLs = []string{
	`DELETE FROM iletisim WHERE basvuru_no = $1`,
	`UPDATE basvuru_hizmet SET aciklama = '' WHERE basvuru_no = $1`,
	`UPDATE cevap SET metin = '' WHERE basvuru_no = $1`,
	`DELETE FROM dosya WHERE basvuru_no = $1`, // the bytes go with the next sweep, where nobody else refers to them
	`UPDATE birim_kutusu SET icerik = '{}' WHERE basvuru_no = $1`,
	`DELETE FROM tekrar_anahtari WHERE basvuru_no = $1`,
}

// basvuruSMS are the SMS that told of an application. Their konu_no alone does not say so: a card may have the same number.
const basvuruSMS = `SELECT m.id FROM sms m JOIN olay o ON o.id = m.olay_id WHERE o.konu = 'basvuru' AND o.konu_no = $1`

// parkImhaSQL empties what was parked of an application, in every column that a sender has filled. A task of the sms consumer is known by its SMS, so this comes
// before they are removed; all other messages that bear a card's number are of a type “kart.…”.
const parkImhaSQL = `UPDATE park SET govde = '', baslik = '{}', neden = $2, neden_arama = NULL, karar = coalesce(karar, 'atildi'), karar_zaman = coalesce(karar_zaman, now()),
	karar_veren = coalesce(karar_veren, 'Sistem'), aciklama = $2
	WHERE konu_no = $1 AND NOT starts_with(tip, 'kart.') AND (tip <> '` + TipSMS + `' OR mesaj_id IN (` + basvuruSMS + `))`

// tasinanImhaSQLs remove SMS and what waits in the outbox. A task of the sms consumer there says nothing of anybody, and may be a card's. sms_parca's key begins with the provider.
var tasinanImhaSQLs = []string{
	`DELETE FROM sms_parca WHERE saglayici = ANY (ARRAY(SELECT ad FROM sms_saglayici)) AND sms_id = ANY (ARRAY(` + basvuruSMS + `))`,
	`DELETE FROM sms WHERE id = ANY (ARRAY(` + basvuruSMS + `))`,
	`DELETE FROM giden WHERE konu_no = $1 AND NOT starts_with(tip, 'kart.') AND tip <> '` + TipSMS + `'`,
}

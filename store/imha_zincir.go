package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// imhaTipleri are the events that say that what came before them was disposed of.
var imhaTipleri = map[string]bool{basvuru.ImhaEdildi: true}

// querierOf is what disposal needs of the transaction that it runs in.
type querierOf interface {
	querier
	rowsQuerier
}

// disposable checks, under the record's lock, that an approved list says so and that nobody holds the record (SC-06): what became of it between
// approval and now counts.
func disposable(ctx context.Context, q querier, konu string, no, liste int64) error {
	var listed, held bool
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM imha_kalem k JOIN imha_liste l ON l.no = k.liste_no
			WHERE k.liste_no = $3 AND k.konu = $1 AND k.konu_no = $2 AND k.durum = 'bekliyor' AND l.durum = 'onaylandi'),
		EXISTS (SELECT FROM yasal_saklama WHERE konu = $1 AND konu_no = $2 AND kaldirma_zaman IS NULL)`, konu, no, liste).Scan(&listed, &held)
	switch {
	case err != nil:
		return away(err)
	case held:
		return kural.Conflictf("Kayıt yasal saklama altında olduğu için imha edilemez.")
	case !listed:
		return kural.Conflictf("Kayıt onaylanmış bir imha listesinde değil.")
	}
	return nil
}

// disposeHistory takes what is personal out of the history of what c disposes of, and seals what is left with c's own row. A history that is not whole
// stays as it is: it may be evidence. Errors: ErrChain, Unavailable.
func disposeHistory(ctx context.Context, conn querierOf, c *basvuru.Change) error {
	v, ok := c.Veri.(basvuru.ImhaVeri)
	if !ok {
		return nil
	}
	satir, muhur, err := sealHistory(ctx, conn, konuBasvuru, c.After.No)
	v.Satir, v.Muhur = satir, muhur
	c.Veri = v
	return err
}

func sealHistory(ctx context.Context, conn querierOf, konu string, no int64) (satir int, muhur string, err error) {
	rows, err := chainOf(ctx, conn, konu, no)
	if err != nil {
		return 0, "", err
	}
	if i := brokenAt(rows); i >= 0 {
		return 0, "", fmt.Errorf("%w: row %d of %s %d", ErrChain, i+1, konu, no)
	}
	if err := conn.QueryRow(ctx, `SELECT FROM olay_imha($1, $2)`, konu, no).Scan(); err != nil {
		return 0, "", away(err)
	}
	if rows, err = chainOf(ctx, conn, konu, no); err != nil {
		return 0, "", err
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

// muhurOf is SHA-256, in hex, over what is left of rows that were disposed of, and over the digests that they had.
func muhurOf(rows []*olay) string {
	h := sha256.New()
	for _, o := range rows {
		write(h, o.digest())
		write(h, o.Ozet)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// muhurlu counts the rows at the head of a history that a seal stands for: their own digests were over what is gone, the seal is over what is left. 0
// where the seal is not theirs.
func muhurlu(rows []*olay) int {
	for i, o := range rows {
		if !imhaTipleri[o.Tip] {
			continue
		}
		var m struct {
			Veri basvuru.ImhaVeri `json:"veri"`
		}
		if json.Unmarshal(o.Govde, &m) == nil && m.Veri.Satir == i && m.Veri.Muhur == muhurOf(rows[:i]) {
			return i
		}
		return 0
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
	queueImhaOrtak(batch, konuBasvuru, no)
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
	`UPDATE toplu_satir SET neden = '' WHERE basvuru_no = $1`,
}

// queueImhaOrtak removes what applications and cards have alike: SMS, outbox, what was parked. Numbers of cards and of applications are not told apart in the
// last two but by the type of the message.
func queueImhaOrtak(batch *pgx.Batch, konu string, no int64) {
	batch.Queue(`DELETE FROM sms_parca p USING sms m JOIN olay o ON o.id = m.olay_id WHERE p.sms_id = m.id AND o.konu = $1 AND o.konu_no = $2`, konu, no)
	batch.Queue(`DELETE FROM sms m USING olay o WHERE o.id = m.olay_id AND o.konu = $1 AND o.konu_no = $2`, konu, no)
	batch.Queue(`DELETE FROM giden WHERE konu_no = $2 AND starts_with(tip, 'kart.') = ($1 = 'kart')`, konu, no)
	batch.Queue(`UPDATE park SET govde = '', baslik = '{}', neden = $3, karar = coalesce(karar, 'atildi'), karar_zaman = coalesce(karar_zaman, now()),
		karar_veren = coalesce(karar_veren, 'Sistem'), aciklama = $3 WHERE konu_no = $2 AND starts_with(tip, 'kart.') = ($1 = 'kart')`, konu, no, basvuru.ImhaMetni)
}

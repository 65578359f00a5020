package store

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
	"acikkapi/kart"
)

// BasimOzeti is a print batch: how many of its Adet cards stand at which step now. Bozulan are those whose print in it is spoilt: they are
// printed in a later one. Cikan are those that were cancelled, or asked for anew, after they had been taken into it: they are not to be
// printed any more.
type BasimOzeti struct {
	No                                    int64
	Olusturan                             string
	Zaman                                 time.Time
	Adet                                  int
	Basildi, Gonderildi                   *time.Time // when first a card of it was recorded so
	GonderiAciklama                       string     // of the last that were sent
	Basilacak, Basilan, Gonderilen, Cikan int
	Bozulan                               int
}

// BasimKarti is a card of a batch.
type BasimKarti struct {
	KartNo        int64
	Talep         int // the request that it is printed for
	Sira          int // within the batch, from 1
	Ad, Soyad     string
	TCKN          basvuru.TCKN
	Yakinlik      kart.Yakinlik
	Dogum         time.Time // zero: KPS does not know it
	Personel      string    // the staff member's name
	Durum         kart.Durum
	Basim         kart.BasimDurum
	Cikti         bool      // see BasimOzeti.Cikan; Basim says nothing about this batch then
	Bozuk         string    // why the print in this batch is spoilt, "" where it is not; Basim says nothing about it then
	Yeniden       bool      // an earlier print of it, in another batch, is spoilt
	Fotograf      uuid.UUID // file of the photo …
	FotografOzeti string    // … and its key in the blob store
}

// Basilir tells whether the card belongs into the printer's file: it is still in the batch, and not about to be cancelled before it is
// printed (KI-03).
func (k *BasimKarti) Basilir() bool {
	return !k.Cikti && k.Bozuk == "" && !(k.Durum == kart.IptalBekliyor && k.Basim.Unprinted())
}

// BasimDetayi is a batch with its cards, in its own order.
type BasimDetayi struct {
	BasimOzeti
	Kartlar []BasimKarti
}

// Whether a card is still the one that was taken into the batch.
const icinde = `bk.bozuk IS NULL AND k.basim_talep = bk.talep_sira AND k.basim <> ''`

// Whether an earlier print of the card k, for the request for which it is printed now, is spoilt.
const yenidenBasilan = `EXISTS (SELECT FROM basim_kart z WHERE z.kart_no = k.no AND z.talep_sira = k.basim_talep AND z.bozuk IS NOT NULL)`

const basimColumns = `b.no, b.olusturan, b.zaman, b.adet, b.basildi, b.gonderildi, b.gonderi_aciklama,
	count(*) FILTER (WHERE ` + icinde + ` AND k.basim = 'partide'), count(*) FILTER (WHERE ` + icinde + ` AND k.basim = 'basildi'),
	count(*) FILTER (WHERE ` + icinde + ` AND k.basim = 'gonderildi'), count(*) FILTER (WHERE bk.bozuk IS NULL AND NOT (` + icinde + `)),
	count(*) FILTER (WHERE bk.bozuk IS NOT NULL)`

const basimFrom = ` b LEFT JOIN basim_kart bk ON bk.basim_no = b.no LEFT JOIN kart k ON k.no = bk.kart_no
	GROUP BY b.no, b.olusturan, b.zaman, b.adet, b.basildi, b.gonderildi, b.gonderi_aciklama ORDER BY b.no DESC`

// Basims are the batches, newest first, from the offset-th on, and how many there are; asama, where given, leaves those that have a card
// at that step. Errors: Forbidden, Unavailable.
func (s *Store) Basims(ctx context.Context, actor kural.Actor, asama kart.BasimDurum, offset, size int) (list []BasimOzeti, toplam int, err error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return nil, 0, err
	}
	const where = ` FROM basim b WHERE $1 = '' OR EXISTS (SELECT FROM basim_kart bk JOIN kart k ON k.no = bk.kart_no WHERE bk.basim_no = b.no AND k.basim = $1 AND ` + icinde + `)`
	batch := &pgx.Batch{}
	batch.Queue(`SELECT count(*)`+where, asama).QueryRow(func(row pgx.Row) error { return row.Scan(&toplam) })
	batch.Queue(`SELECT `+basimColumns+` FROM (SELECT b.*`+where+` ORDER BY b.no DESC OFFSET $2 LIMIT $3)`+basimFrom, asama, offset, size).Query(func(rows pgx.Rows) (err error) {
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[BasimOzeti])
		return err
	})
	err = s.pool.SendBatch(ctx, batch).Close()
	return list, toplam, away(err)
}

// Basim is the batch no with its cards. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) Basim(ctx context.Context, actor kural.Actor, no int64) (*BasimDetayi, error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return nil, err
	}
	d := &BasimDetayi{}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT `+basimColumns+` FROM (SELECT * FROM basim WHERE no = $1)`+basimFrom, no).Query(func(rows pgx.Rows) (err error) {
		d.BasimOzeti, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[BasimOzeti])
		return err
	})
	batch.Queue(`SELECT bk.kart_no, bk.talep_sira, bk.sira, k.ad, k.soyad, k.yakin_tckn, k.yakinlik, k.dogum_tarihi, u.ad || ' ' || u.soyad, k.durum, k.basim,
			bk.bozuk IS NULL AND NOT (`+icinde+`), coalesce(bk.bozuk_neden, ''), bk.bozuk IS NULL AND `+yenidenBasilan+`, coalesce(d.id, '00000000-0000-0000-0000-000000000000'), coalesce(d.ozet, '')
		FROM basim_kart bk JOIN kart k ON k.no = bk.kart_no JOIN kullanici u ON u.id = k.personel_id
		LEFT JOIN dosya d ON d.kart_no = bk.kart_no AND d.talep_sira = bk.talep_sira AND d.evrak = 'fotograf'
		WHERE bk.basim_no = $1 ORDER BY bk.sira`, no).Query(func(rows pgx.Rows) (err error) {
		d.Kartlar, err = pgx.CollectRows(rows, s.scanBasimKarti)
		return err
	})
	if err := basimYok(s.pool.SendBatch(ctx, batch).Close()); err != nil {
		return nil, away(err)
	}
	return d, nil
}

func (s *Store) scanBasimKarti(row pgx.CollectableRow) (k BasimKarti, err error) {
	var sealed []byte
	var dogum *time.Time
	err = row.Scan(&k.KartNo, &k.Talep, &k.Sira, &k.Ad, &k.Soyad, &sealed, &k.Yakinlik, &dogum, &k.Personel, &k.Durum, &k.Basim, &k.Cikti, &k.Bozuk, &k.Yeniden, &k.Fotograf, &k.FotografOzeti)
	if err != nil {
		return k, err
	}
	if dogum != nil {
		k.Dogum = *dogum
	}
	k.TCKN, err = s.openTCKN(sealed)
	return k, err
}

// BekleyenKart is an approved card that waits for a batch.
type BekleyenKart struct {
	No        int64
	Ad, Soyad string
	TCKN      basvuru.TCKN
	Yakinlik  kart.Yakinlik
	Personel  string
	Onay      time.Time // when it was approved
	Onaylayan string
	Yeniden   string // why it is printed again, "" where it was never printed
}

// BasimBekleyenler are the cards “kart basımına hazır”, approved first, first, from the offset-th on, and how many there are. Errors:
// Forbidden, Unavailable.
func (s *Store) BasimBekleyenler(ctx context.Context, actor kural.Actor, offset, size int) (list []BekleyenKart, toplam int, err error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return nil, 0, err
	}
	batch := &pgx.Batch{}
	batch.Queue(`SELECT count(*)`+bekleyenFrom, basilabilir()).QueryRow(func(row pgx.Row) error { return row.Scan(&toplam) })
	batch.Queue(`SELECT k.no, k.ad, k.soyad, k.yakin_tckn, k.yakinlik, u.ad || ' ' || u.soyad, t.karar_zaman, t.karar_veren,
			coalesce((SELECT z.bozuk_neden FROM basim_kart z WHERE z.kart_no = k.no AND z.talep_sira = k.basim_talep AND z.bozuk IS NOT NULL ORDER BY z.bozuk DESC LIMIT 1), '')`+bekleyenFrom+
		` ORDER BY t.karar_zaman, k.no OFFSET $2 LIMIT $3`, basilabilir(), offset, size).Query(func(rows pgx.Rows) (err error) {
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (k BekleyenKart, err error) {
			var sealed []byte
			if err := row.Scan(&k.No, &k.Ad, &k.Soyad, &sealed, &k.Yakinlik, &k.Personel, &k.Onay, &k.Onaylayan, &k.Yeniden); err != nil {
				return k, err
			}
			k.TCKN, err = s.openTCKN(sealed)
			return k, err
		})
		return err
	})
	err = s.pool.SendBatch(ctx, batch).Close()
	return list, toplam, away(err)
}

// BasimSayim counts the cards that wait at each step: for a batch, for the printer, to be sent.
type BasimSayim struct{ Bekleyen, Basilacak, Basilan int }

// BasimSayim counts for the head of the pages about printing. Errors: Forbidden, Unavailable.
func (s *Store) BasimSayim(ctx context.Context, actor kural.Actor) (n BasimSayim, err error) {
	if err := yetki.Check(actor, yetki.KartBuro, 0); err != nil {
		return n, err
	}
	err = s.pool.QueryRow(ctx, `SELECT count(*) FILTER (WHERE basim = 'bekliyor' AND durum = ANY($1) AND NOT `+ayrilanSQL+`), count(*) FILTER (WHERE basim = 'partide'),
		count(*) FILTER (WHERE basim = 'basildi') FROM kart k WHERE basim IN ('bekliyor', 'partide', 'basildi')`, basilabilir()).Scan(&n.Bekleyen, &n.Basilacak, &n.Basilan)
	return n, away(err)
}

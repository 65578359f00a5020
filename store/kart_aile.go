package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// YakinKaydi is a relative as KPS tells of them; a zero Dogum is one that it does not know.
type YakinKaydi struct {
	TCKN              basvuru.TCKN
	Ad, Soyad         string
	Yakinlik          kart.Yakinlik
	Dogum             time.Time // its day counts
	BakanlikPersoneli bool
}

// PersonelTCKN is the T.C. Kimlik No of the user actor, to ask KPS by. Errors: NotFound, Unavailable.
func (s *Store) PersonelTCKN(ctx context.Context, actor kural.Actor) (basvuru.TCKN, error) {
	var sealed []byte
	err := s.pool.QueryRow(ctx, `SELECT tckn FROM kullanici WHERE id = $1 AND aktif`, actor.ID).Scan(&sealed)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", &kural.Error{Kind: kural.NotFound, Message: "Kullanıcı kaydı bulunamadı."}
	}
	if err != nil {
		return "", away(err)
	}
	return s.openTCKN(sealed)
}

func (s *Store) openTCKN(sealed []byte) (basvuru.TCKN, error) {
	no, err := s.box.OpenString(sealed)
	return basvuru.TCKN(no), err
}

const upsertYakin = `INSERT INTO kart (personel_id, yakin_tckn, yakin_iz, yakinlik, ad, soyad, dogum_tarihi, bakanlik_personeli, kps_zaman, son_islem)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
	ON CONFLICT (personel_id, yakin_iz) DO UPDATE SET yakinlik = excluded.yakinlik, ad = excluded.ad, soyad = excluded.soyad,
		dogum_tarihi = excluded.dogum_tarihi, bakanlik_personeli = excluded.bakanlik_personeli, guncel = true, kps_zaman = excluded.kps_zaman
	RETURNING xmax = 0`

// adoptKarts gives the user $1 the cards of the same person's deleted users: who was deleted and defined anew, or moved to another kind of
// user, still has them to follow up and to cancel. Of several for one relative it is the one that counts now, else the last.
const adoptKarts = `UPDATE kart SET personel_id = $1 WHERE no IN (SELECT DISTINCT ON (k.yakin_iz) k.no FROM kullanici b
	JOIN kullanici e ON e.tckn_iz = b.tckn_iz AND e.id <> b.id AND NOT e.aktif JOIN kart k ON k.personel_id = e.id
	WHERE b.id = $1 AND k.durum <> '' AND NOT EXISTS (SELECT FROM kart o WHERE o.personel_id = b.id AND o.yakin_iz = k.yakin_iz)
	ORDER BY k.yakin_iz, k.durum IN ('talep_bekliyor', 'talep_onayli', 'iptal_bekliyor', 'iptal_reddedildi') DESC, k.son_islem DESC)`

// SaveAile stores what KPS has answered about actor's family: it adds who is new, brings the others up to date, and marks whom KPS lists
// no longer. Cards that the same person asked for as a user deleted since become actor's. It returns how many are new. Errors: Unavailable.
func (s *Store) SaveAile(ctx context.Context, actor kural.Actor, yakins []YakinKaydi) (yeni int, err error) {
	err = s.inTx(ctx, func(tx *Tx) error {
		// two answers for one person are stored one after the other
		if _, err := tx.Exec(ctx, `SELECT FROM kullanici WHERE id = $1 FOR NO KEY UPDATE`, actor.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, adoptKarts, actor.ID); err != nil {
			return err
		}
		yeni = 0
		now, izs := s.clock(), [][]byte{}
		for _, y := range yakins {
			if !slices.Contains([]kart.Yakinlik{kart.Es, kart.Cocuk}, y.Yakinlik) { // KT-03
				continue
			}
			iz, fresh := s.box.Index("tckn", string(y.TCKN)), false
			err := tx.QueryRow(ctx, upsertYakin, actor.ID, s.box.SealString(string(y.TCKN)), iz, y.Yakinlik, y.Ad, y.Soyad, orNull(y.Dogum),
				y.BakanlikPersoneli, now).Scan(&fresh)
			if err != nil {
				return err
			}
			if izs = append(izs, iz); fresh {
				yeni++
			}
		}
		tx.Ring(TopicKart(actor.ID))
		_, err := tx.Exec(ctx, `UPDATE kart SET guncel = false, kps_zaman = $3 WHERE personel_id = $1 AND NOT yakin_iz = ANY($2)`, actor.ID, izs, now)
		return err
	})
	return yeni, err
}

// KartSatiri is a relative with their card, as the staff member's list has them.
type KartSatiri struct {
	kart.Kart
	Ad, Soyad string
	TCKN      basvuru.TCKN
	KPSZaman  time.Time   // when KPS was last asked
	SonIslem  time.Time   // of the card
	OlaySira  int         // of the newest event; 0 = none
	Yeniden   bool        // an earlier print of it is spoilt: it is, or was, printed again
	Engel     string      // why no card can be asked for, whatever the state; "" = nothing stands against it (KT-03, KT-08)
	Talep     *KartTalebi // the newest request; nil = none
}

// KartTalebi is a request, for a card or to cancel it, and what the bureau did about it.
type KartTalebi struct {
	KartNo      int64
	Sira        int
	Tip         string // TalepKart or TalepIptal
	Neden       kart.IptalNeden
	NedenAd     string
	Zaman       time.Time
	Geldi       *time.Time // when it reached the bureau; nil = on its way
	KararZaman  *time.Time
	TeslimZaman *time.Time // when the card itself arrived (KI-03)
	Karar       string     // KararOnay, KararRet; "" = none yet
	KararVeren  string
	VerenID     int64 // the user who decided; 0 = none has
	RetSebebi   string
	RetAciklama string
	Evraks      []KartEvraki
}

// The kinds of a request and what the bureau decides, as the tables have them.
const (
	TalepKart  = "kart"
	TalepIptal = "iptal"
	KararOnay  = "onay"
	KararRet   = "ret"
)

// KartEvraki is a paper of a request.
type KartEvraki struct {
	Tur kart.EvrakTur // of the paper; the file's MIME type is DosyaOzeti.Tur
	DosyaOzeti
}

// errBaskasinin: the other parent, too, may have asked for the card of a child (KT-08). It says what can be done, not whether the other one
// has left: that is no business of a former spouse's.
var errBaskasinin = &kural.Error{
	Kind: kural.Conflict, Message: "Bu yakınınız için başka bir Bakanlık personelinin ya da sizin başka bir kullanıcınızın bekleyen talebi veya geçerli kartı var; yeni kart talebinde bulunulamaz. " +
		"Kartın iptalini onu alan personel ister; o personel Bakanlıktan ayrıldıysa Kimlik Bürosuna başvurunuz.",
}

// kartSQL reads cards (k) with what scanKart wants; a WHERE follows.
const kartSQL = `SELECT k.no, k.durum, k.personel_id, k.yakinlik, k.dogum_tarihi, k.bakanlik_personeli, k.guncel, k.talep_sira, k.iptal_nedeni,
	k.teslim_alindi, k.basim, k.basim_talep, k.ad, k.soyad, k.yakin_tckn, k.kps_zaman, k.son_islem, k.olay_sira,
	` + yenidenBasilan + `, coalesce(k.geri_alinamadi_id, 0), ` + ayrilanSQL + `,
	EXISTS (SELECT FROM kart o WHERE o.yakin_iz = k.yakin_iz AND o.no <> k.no AND o.durum IN ('talep_bekliyor', 'talep_onayli', 'iptal_bekliyor', 'iptal_reddedildi'))
	FROM kart k `

func (s *Store) scanKart(row pgx.CollectableRow, k *KartSatiri) error {
	var dogum *time.Time
	var tckn []byte
	var baskasinin bool
	err := row.Scan(&k.No, &k.Durum, &k.Personel, &k.Yakin.Yakinlik, &dogum, &k.Yakin.BakanlikPersoneli, &k.Yakin.Guncel, &k.Kart.Talep, &k.IptalNedeni,
		&k.TeslimAlindi, &k.Basim, &k.BasimTalep, &k.Ad, &k.Soyad, &tckn, &k.KPSZaman, &k.SonIslem, &k.OlaySira, &k.Yeniden, &k.GeriAlinamadi, &k.Ayrildi, &baskasinin)
	if err != nil {
		return err
	}
	if dogum != nil {
		k.Yakin.DogumTarihi = *dogum
	}
	if k.Engel = k.Yakin.Engel(s.clock()); k.Engel == "" && baskasinin {
		k.Engel = errBaskasinin.Message
	}
	k.TCKN, err = s.openTCKN(tckn)
	return err
}

// Aile lists actor's relatives: spouse first, children by birth, those whom KPS lists no longer only where there was a request (KT-01).
// Errors: Unavailable.
func (s *Store) Aile(ctx context.Context, actor kural.Actor) ([]KartSatiri, error) {
	rows, err := s.pool.Query(ctx, kartSQL+`WHERE k.personel_id = $1 AND (k.guncel OR k.durum <> '') ORDER BY k.yakinlik <> 'es', k.dogum_tarihi, k.ad, k.no`, actor.ID)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (KartSatiri, error) {
		var k KartSatiri
		err := s.scanKart(row, &k)
		return k, err
	})
	if err != nil {
		return nil, away(err)
	}
	nos := make([]int64, len(list))
	for i := range list {
		nos[i] = list[i].No
	}
	taleps, err := s.kartTaleps(ctx, nos, true)
	for i := range taleps {
		for j := range list {
			if list[j].No == taleps[i].KartNo {
				list[j].Talep = &taleps[i]
			}
		}
	}
	return list, err
}

package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// KartDetayi is a card with all its requests, newest first, and its timeline, oldest first.
type KartDetayi struct {
	KartSatiri
	Personel   string // the staff member's name
	Taleps     []KartTalebi
	Hareketler []Hareket // Hareket.Tur is the number of the request that was the newest then
}

// KartDetay is the card no for its staff member and for the bureau. Errors: NotFound also for one outside the actor's scope, Unavailable.
func (s *Store) KartDetay(ctx context.Context, actor kural.Actor, no int64) (*KartDetayi, error) {
	d := &KartDetayi{}
	if err := s.readKart(ctx, no, d); err != nil {
		return nil, err
	}
	if !kart.InScope(actor, &d.Kart) {
		return nil, kart.NotFoundError()
	}
	taleps, err := s.kartTaleps(ctx, []int64{no}, false)
	if err != nil {
		return nil, err
	}
	if d.Taleps = taleps; len(taleps) > 0 {
		d.Talep = &d.Taleps[0]
	}
	return d, nil
}

// readKart reads card, staff member, family and timeline; not the requests.
func (s *Store) readKart(ctx context.Context, no int64, d *KartDetayi) error {
	batch := &pgx.Batch{}
	batch.Queue(kartSQL+`WHERE k.no = $1`, no)
	batch.Queue(`SELECT u.ad || ' ' || u.soyad FROM kart k JOIN kullanici u ON u.id = k.personel_id WHERE k.no = $1`, no)
	batch.Queue(kartAkrabaSQL, no)
	batch.Queue(`SELECT sira, tur, tip, etiket, aciklama, zaman FROM olay WHERE konu = 'kart' AND konu_no = $1 AND etiket <> '' ORDER BY sira LIMIT $2`, no, maxHareket)
	res := s.pool.SendBatch(ctx, batch)
	defer res.Close() //nolint:errcheck // the statements' own errors are looked at
	var karts []KartSatiri
	err := collect(res, &karts, func(r pgx.CollectableRow, k *KartSatiri) error { return s.scanKart(r, k) })
	if err == nil && len(karts) == 0 {
		return kart.NotFoundError()
	}
	err = errors.Join(err, res.QueryRow().Scan(&d.Personel))
	var akraba []int64
	err = errors.Join(
		err,
		collect(res, &akraba, func(r pgx.CollectableRow, id *int64) error { return r.Scan(id) }),
		collect(res, &d.Hareketler, func(r pgx.CollectableRow, h *Hareket) error {
			return r.Scan(&h.Sira, &h.Tur, &h.Tip, &h.Durum, &h.Aciklama, &h.Zaman)
		}),
	)
	if err != nil {
		return away(err)
	}
	d.KartSatiri = karts[0]
	d.Akraba = akraba
	return nil
}

const kartTalepSQL = `SELECT t.kart_no, t.sira, t.tip, coalesce(t.neden, ''), coalesce(n.ad, ''), t.zaman, t.geldi, t.karar_zaman, t.teslim_zaman, coalesce(t.karar, ''),
	coalesce(t.karar_veren, ''), coalesce(t.karar_veren_id, 0), coalesce(r.ad, ''), t.ret_aciklama
	FROM kart_talep t JOIN kart k ON k.no = t.kart_no LEFT JOIN iptal_nedeni n ON n.kod = t.neden LEFT JOIN ret_sebep r ON r.id = t.ret_sebep_id
	WHERE t.kart_no = ANY($1) AND (NOT $2 OR t.sira = k.talep_sira) ORDER BY t.kart_no, t.sira DESC LIMIT 500`

// kartTaleps are the requests of the cards nos with their papers, newest first; newest: only that of each card.
func (s *Store) kartTaleps(ctx context.Context, nos []int64, newest bool) ([]KartTalebi, error) {
	if len(nos) == 0 {
		return nil, nil
	}
	type paper struct {
		KartEvraki
		no   int64
		sira int
	}
	batch := &pgx.Batch{}
	batch.Queue(kartTalepSQL, nos, newest)
	batch.Queue(`SELECT d.kart_no, d.talep_sira, d.evrak, d.id, d.ad, d.tur, d.boyut FROM dosya d JOIN kart k ON k.no = d.kart_no
		WHERE d.kart_no = ANY($1) AND (NOT $2 OR d.talep_sira = k.talep_sira) ORDER BY d.kart_no, d.talep_sira, d.id LIMIT 1000`, nos, newest)
	res := s.pool.SendBatch(ctx, batch)
	defer res.Close() //nolint:errcheck // the statements' own errors are looked at
	var taleps []KartTalebi
	var papers []paper
	err := errors.Join(
		collect(res, &taleps, func(r pgx.CollectableRow, t *KartTalebi) error {
			return r.Scan(&t.KartNo, &t.Sira, &t.Tip, &t.Neden, &t.NedenAd, &t.Zaman, &t.Geldi, &t.KararZaman, &t.TeslimZaman, &t.Karar,
				&t.KararVeren, &t.VerenID, &t.RetSebebi, &t.RetAciklama)
		}),
		collect(res, &papers, func(r pgx.CollectableRow, p *paper) error {
			return r.Scan(&p.no, &p.sira, &p.Tur, &p.ID, &p.Ad, &p.DosyaOzeti.Tur, &p.Boyut)
		}),
	)
	for _, p := range papers {
		for i := range taleps {
			if t := &taleps[i]; t.KartNo == p.no && t.Sira == p.sira {
				t.Evraks = append(t.Evraks, p.KartEvraki)
			}
		}
	}
	return taleps, away(err)
}

// IptalNedeni is a choice of “İptal Talebi Nedeni”; Evrak: it wants the two papers (KI-02).
type IptalNedeni struct {
	ID    int
	Kod   string // kart.IptalNeden
	Ad    string
	Evrak bool
}

// RetSebepleri lists the reasons to refuse a request of kind tip (TalepKart, TalepIptal) that are offered, in order (KB-01).
// Errors: Unavailable.
func (s *Store) RetSebepleri(ctx context.Context, tip string) ([]Secenek, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, ad FROM ret_sebep WHERE tip = $1 AND aktif ORDER BY sira, id`, tip)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Secenek])
	return list, away(err)
}

// IptalNedenleri lists the reasons to cancel a card that are offered to staff members, in order (KI-01). Errors: Unavailable.
func (s *Store) IptalNedenleri(ctx context.Context) ([]IptalNedeni, error) {
	rows, err := s.pool.Query(ctx, `SELECT id, kod, ad, evrak FROM iptal_nedeni WHERE aktif AND NOT buro ORDER BY sira, id`)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[IptalNedeni])
	return list, away(err)
}

package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

const (
	updateKart = `UPDATE kart SET durum = $2, talep_sira = $3, iptal_nedeni = $4, teslim_alindi = $5, basim = $6, basim_talep = $7, son_islem = $8,
		olay_sira = $9, olay_ozet = $10, geri_alinamadi_id = nullif($11, 0::bigint) WHERE no = $1`
	insertKartTalep = `INSERT INTO kart_talep (kart_no, sira, tip, yakin_iz, neden, zaman) VALUES ($1, $2, $3, $4, nullif($5, ''), $6)`
	insertBuroTalep = `INSERT INTO kart_talep (kart_no, sira, tip, yakin_iz, neden, zaman, geldi) VALUES ($1, $2, $3, $4, $5, $6, $6)` // in the inbox at once
	decideKartTalep = `UPDATE kart_talep SET karar = $3, karar_zaman = $4, karar_veren = $5, karar_veren_id = nullif($6, 0), ret_sebep_id = nullif($7, 0),
		ret_aciklama = $8, alan_id = NULL, alma_bitis = NULL WHERE kart_no = $1 AND sira = $2`
	spoilBasim  = `UPDATE basim_kart SET bozuk = $3, bozuk_neden = $4 WHERE kart_no = $1 AND talep_sira = $2 AND bozuk IS NULL`
	attachEvrak = `UPDATE dosya SET kart_no = $1, talep_sira = $2, evrak = $3 WHERE id = $4`
)

// queueKart writes everything that a change makes of a card into batch.
func queueKart(batch *pgx.Batch, c *kart.Change, cmd kart.Command, row lockedKart, ev *olay) error {
	k := &c.After
	batch.Queue(updateKart, k.No, k.Durum, k.Talep, k.IptalNedeni, k.TeslimAlindi, k.Basim, k.BasimTalep, c.At, ev.OlaySira, ev.Ozet, k.GeriAlinamadi)
	switch cmd := cmd.(type) {
	case kart.Request:
		batch.Queue(insertKartTalep, k.No, k.Talep, TalepKart, row.iz, "", c.At)
	case kart.RequestCancel:
		batch.Queue(insertKartTalep, k.No, k.Talep, TalepIptal, row.iz, string(cmd.Neden), c.At)
	case kart.StartCancel:
		batch.Queue(insertBuroTalep, k.No, k.Talep, TalepIptal, row.iz, string(k.IptalNedeni), c.At)
	case kart.Approve, kart.ApproveCancel:
		batch.Queue(decideKartTalep, k.No, k.Talep, KararOnay, c.At, c.Actor.Ad, c.Actor.ID, 0, "")
	case kart.Reject, kart.RejectCancel:
		batch.Queue(decideKartTalep, k.No, k.Talep, KararRet, c.At, c.Actor.Ad, c.Actor.ID, c.Ret.Sebep, c.Ret.Aciklama)
	case kart.PrintAgain:
		batch.Queue(spoilBasim, k.No, k.BasimTalep, c.At, cmd.Neden)
	case kart.ReceiveCard:
		batch.Queue(`UPDATE kart_talep SET teslim_zaman = $3, teslim_alan = $4 WHERE kart_no = $1 AND sira = $2`, k.No, k.Talep, c.At, c.Actor.Ad)
	}
	for _, e := range c.Evraks {
		batch.Queue(attachEvrak, k.No, k.Talep, e.Tur, e.Dosya)
	}
	return queueOlay(batch, ev)
}

// kartStillRight checks, under the lock, what the rules cannot know: other rows that cmd speaks of.
func kartStillRight(ctx context.Context, tx *Tx, c *kart.Change, cmd kart.Command) error {
	no, sira := c.After.No, c.After.Talep
	switch cmd.(type) {
	case kart.Approve, kart.Reject, kart.ReceiveCard, kart.RecordUnreturned, kart.ApproveCancel, kart.RejectCancel:
		if err := kartFree(ctx, tx, c.Actor, no, sira, c.At); err != nil {
			return err
		}
	}
	switch cmd.(type) {
	case kart.Reject:
		return retSebebi(ctx, tx, TalepKart, c.Ret.Sebep)
	case kart.RejectCancel:
		return retSebebi(ctx, tx, TalepIptal, c.Ret.Sebep)
	case kart.Approve:
		return hasPapers(ctx, tx, no, sira, kart.FotografEvraki, kart.DekontEvraki)
	case kart.ApproveCancel:
		if c.After.IptalNedeni == kart.KayipCalinti {
			return hasPapers(ctx, tx, no, sira, kart.KayipFormu, kart.BildirimYazisi)
		}
		return nil
	}
	return uploadedBy(ctx, tx, c)
}

// retSebebi wants a reason of the list for requests of kind tip that is offered now (KB-01).
func retSebebi(ctx context.Context, q querier, tip string, id int) error {
	var there bool
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ret_sebep WHERE id = $1 AND tip = $2 AND aktif)`, id, tip).Scan(&there)
	if err == nil && !there {
		err = kural.InvalidField("ret_sebebi", "Ret sebebini listeden seçiniz.")
	}
	return err
}

// hasPapers wants each of the papers with the request before it is approved (KT-04, KT-05, KI-02).
func hasPapers(ctx context.Context, q querier, no int64, sira int, turs ...kart.EvrakTur) error {
	for _, tur := range turs {
		var there bool
		err := q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM dosya WHERE kart_no = $1 AND talep_sira = $2 AND evrak = $3)`, no, sira, tur).Scan(&there)
		if err != nil {
			return err
		}
		if !there {
			return kural.Conflictf("Talepte “%s” bulunmuyor; bu belge olmadan talep onaylanamaz.", tur.Label())
		}
	}
	return nil
}

// uploadedBy wants each paper of the change to be a file that the staff member has uploaded for this card, as this paper, and locks it
// against being swept away.
func uploadedBy(ctx context.Context, tx *Tx, c *kart.Change) error {
	for _, e := range c.Evraks {
		missing := kural.InvalidField(string(e.Tur), e.Tur.Label()+" bulunamadı; lütfen yeniden yükleyiniz.")
		id, err := uuid.Parse(e.Dosya)
		if err != nil {
			return missing
		}
		tag, err := tx.Exec(ctx, `SELECT FROM dosya WHERE id = $1 AND yukleyen = $2 AND basvuru_no IS NULL AND kart_no IS NULL FOR UPDATE`,
			id, kartYukleyen(c.Actor, c.After.No, e.Tur))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return missing
		}
	}
	return nil
}

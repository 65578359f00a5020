package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// YasalSaklama is a legal hold on an application (SC-06): until somebody lifts it, nothing of the record is disposed of. Kaldiran is "" while it holds.
type YasalSaklama struct {
	ID            int64
	Konu          string // “basvuru”
	No            int64
	Neden         string
	Koyan         string
	Zaman         time.Time
	KaldirmaNeden string
	Kaldiran      string
	KaldirmaZaman time.Time
}

// saklamaKilidi locks the record, as Do does: of a hold and a disposal the second finds what the first has done.
var saklamaKilidi = map[string]string{
	konuBasvuru: `SELECT kimlik = 'imha' FROM basvuru WHERE no = $1 FOR NO KEY UPDATE`,
}

// HoldYasal puts a legal hold on a record, and takes it out of the list that it is in. Errors: Invalid at “konu”, “no” (there is none, or nothing is left of it) and “neden”;
// Conflict where it is held; Forbidden.
func (s *Store) HoldYasal(ctx context.Context, actor kural.Actor, konu string, no int64, neden string) error {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return err
	}
	lock, ok := saklamaKilidi[konu]
	var errKonu error
	if !ok {
		errKonu = kural.InvalidField("konu", "Kaydın türünü seçiniz.")
	}
	if err := errors.Join(errKonu, kural.Text("neden", "Yasal saklama gerekçesini", neden, basvuru.MaxAciklama)); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *Tx) error {
		var gone bool
		err := tx.QueryRow(ctx, lock, no).Scan(&gone)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return kural.InvalidField("no", "Bu numarada bir kayıt bulunamadı.")
		case err != nil:
			return err
		case gone:
			return kural.InvalidField("no", "Bu kaydın kişisel verileri daha önce imha edilmiştir.")
		}
		tag, err := tx.Exec(ctx, `INSERT INTO yasal_saklama (konu, konu_no, neden, koyan_id, koyan, zaman) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			konu, no, neden, actor.ID, actor.Ad, s.clock())
		if err == nil && tag.RowsAffected() == 0 {
			err = kural.Conflictf("Bu kayıt zaten yasal saklama altındadır.")
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE imha_kalem SET durum = 'cikti', neden = 'Yasal saklama', zaman = $3 WHERE konu = $1 AND konu_no = $2 AND durum = 'bekliyor'`, konu, no, s.clock())
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "yasal_saklama", Kayit: konu + ":" + fmt.Sprint(no), Islem: "Yasal saklamaya alındı"})
	})
}

// LiftYasal ends a hold; what is due then comes with the next list. Errors: Invalid at “neden”; NotFound, Conflict where it was lifted already; Forbidden.
func (s *Store) LiftYasal(ctx context.Context, actor kural.Actor, id int64, neden string) error {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return err
	}
	if err := kural.Text("neden", "Kaldırma gerekçesini", neden, basvuru.MaxAciklama); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *Tx) error {
		y, err := yasalOf(ctx, tx, id, "FOR UPDATE")
		switch {
		case err != nil:
			return err
		case y.Kaldiran != "":
			return kural.Conflictf("Yasal saklama daha önce kaldırılmıştır.")
		}
		_, err = tx.Exec(ctx, `UPDATE yasal_saklama SET kaldirma_neden = $2, kaldiran_id = $3, kaldiran = $4, kaldirma_zaman = $5 WHERE id = $1`, id, neden, actor.ID, actor.Ad, s.clock())
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "yasal_saklama", Kayit: y.Konu + ":" + fmt.Sprint(y.No), Islem: "Yasal saklama kaldırıldı"})
	})
}

const yasalSQL = `SELECT id, konu, konu_no, neden, koyan, zaman, coalesce(kaldirma_neden, ''), coalesce(kaldiran, ''), coalesce(kaldirma_zaman, '0001-01-01Z') FROM yasal_saklama`

func yasalOf(ctx context.Context, q rowsQuerier, id int64, lock string) (YasalSaklama, error) {
	rows, err := q.Query(ctx, yasalSQL+` WHERE id = $1 `+lock, id)
	if err != nil {
		return YasalSaklama{}, err
	}
	y, err := pgx.CollectOneRow(rows, pgx.RowToStructByPos[YasalSaklama])
	return y, noYasal(err)
}

func noYasal(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &kural.Error{Kind: kural.NotFound, Message: "Aradığınız yasal saklama kaydı bulunamadı."}
	}
	return err
}

// YasalSaklama is the hold id. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) YasalSaklama(ctx context.Context, actor kural.Actor, id int64) (y YasalSaklama, err error) {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return y, err
	}
	y, err = yasalOf(ctx, s.pool, id, "")
	return y, away(err)
}

// YasalSaklamalar are the holds, those that hold first, newest first, at most limit. Errors: Forbidden, Unavailable.
func (s *Store) YasalSaklamalar(ctx context.Context, actor kural.Actor, limit int) ([]YasalSaklama, error) {
	if err := yetki.Check(actor, yetki.ImhaYonet, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, yasalSQL+` ORDER BY kaldirma_zaman IS NOT NULL, id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[YasalSaklama])
	return list, away(err)
}

// ImhaSayim counts for the metrics (OP-02): what is due now, one more than a list holds at the most, and what holds keep. What was disposed of the events count. Errors:
// Unavailable.
func (s *Store) ImhaSayim(ctx context.Context) (due, held int, err error) {
	sinir, err := s.imhaSinirlari(ctx, s.pool)
	if err != nil {
		return 0, 0, err
	}
	err = s.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM (`+dueSQL+` LIMIT $3) d), (SELECT count(*) FROM yasal_saklama WHERE kaldirma_zaman IS NULL)`,
		append(sinir.args(), imhaBolum+1)...).Scan(&due, &held)
	return due, held, away(err)
}

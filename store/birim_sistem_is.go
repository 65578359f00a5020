package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
)

// BirimSistemIsi is what RabbitMQ has to be told of a birim's own system.
type BirimSistemIsi struct {
	BirimNo    string
	Durum      BirimSistemDurum
	Surum      int
	ParolaOzet string // as RabbitMQ's management takes it, "" once withdrawn
}

// BirimSistemIsi reads it; BirimWeb for a birim without one. Errors: Unavailable.
func (s *Store) BirimSistemIsi(ctx context.Context, no string) (BirimSistemIsi, error) {
	is := BirimSistemIsi{BirimNo: no}
	var hash []byte
	err := s.pool.QueryRow(ctx, `SELECT durum, surum, parola_ozet FROM birim_sistem WHERE birim_no = $1`, no).Scan(&is.Durum, &is.Surum, &hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return is, nil
	}
	is.ParolaOzet = base64.StdEncoding.EncodeToString(hash)
	return is, away(err)
}

// BirimSistemKuruldu records that RabbitMQ has followed: from now on the birim's own system empties queue, and not we. Nothing where something
// else has been decided meanwhile.
func (s *Store) BirimSistemKuruldu(ctx context.Context, is BirimSistemIsi, queue string) error {
	return s.birimSistemOldu(ctx, is, BirimSistemKuruldu, queue, true)
}

// BirimSistemKapandi records that the credentials are no more: queue is ours to empty again.
func (s *Store) BirimSistemKapandi(ctx context.Context, is BirimSistemIsi, queue string) error {
	return s.birimSistemOldu(ctx, is, BirimSistemKapali, queue, false)
}

func (s *Store) birimSistemOldu(ctx context.Context, is BirimSistemIsi, durum BirimSistemDurum, queue string, dis bool) error {
	return s.inTx(ctx, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE birim_sistem SET durum = $3, hata = '' WHERE birim_no = $1 AND surum = $2`, is.BirimNo, is.Surum, durum)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		tx.Ring(TopicKuyruk, TopicIsletim)
		_, err = tx.Exec(ctx, `UPDATE kuyruk SET dis = $2 WHERE ad = $1`, queue, dis)
		return err
	})
}

// BirimSistemHatasi tells the operator why RabbitMQ has not followed yet.
func (s *Store) BirimSistemHatasi(ctx context.Context, is BirimSistemIsi, hata string) error {
	tag, err := s.pool.Exec(ctx, `UPDATE birim_sistem SET hata = $3 WHERE birim_no = $1 AND surum = $2 AND hata <> $3`, is.BirimNo, is.Surum, hata)
	if tag.RowsAffected() == 1 {
		s.Ring(TopicIsletim)
	}
	return away(err)
}

// RepeatBirimSistemleri has RabbitMQ told once more of every birim's own system, and of each that is to end, as after it was wiped (SC-12), and returns how many
// there are.
func (s *Store) RepeatBirimSistemleri(ctx context.Context) (n int, err error) {
	err = s.inTx(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, `SELECT birim_no, surum FROM birim_sistem WHERE durum IN ('istendi', 'kuruldu', 'kapanacak') ORDER BY birim_no`)
		if err != nil {
			return err
		}
		type one struct {
			No    string
			Surum int
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[one])
		if err != nil {
			return err
		}
		for _, o := range list {
			if err := tx.sendBirimSistem(ctx, o.No, o.Surum); err != nil {
				return err
			}
		}
		n = len(list)
		return nil
	})
	return n, err
}

// RetMesaji tells a birim's own system that one of its answers was not taken, and why.
type RetMesaji struct {
	ID        uuid.UUID `json:"id"`
	Tip       string    `json:"tip" enum:"cevap.reddedildi"`
	Surum     int       `json:"surum"`
	Zaman     time.Time `json:"zaman"`
	IletiID   string    `json:"ileti_id" doc:"message-id of the refused message as it was sent; empty where it had none"`
	BasvuruNo int64     `json:"basvuru_no,omitempty" doc:"as the answer named it; missing where the answer could not be read"`
	Sira      int       `json:"sira,omitempty" doc:"as the answer named it"`
	Alan      string    `json:"alan,omitempty" doc:"the field that is wrong, where it is one"`
	Neden     string    `json:"neden" doc:"why, in Turkish, for people"`
}

// RejectCevap sends m to the birim's system whose answer it is about, once for each id. Where birimNo has none any more nothing is sent.
func (s *Store) RejectCevap(ctx context.Context, birimNo string, id uuid.UUID, m RetMesaji) error {
	_, err := s.Effect(ctx, "cevap-ret", id, func(ctx context.Context, tx *Tx) error {
		var has bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM birim_sistem WHERE birim_no = $1 AND durum IN ('istendi', 'kuruldu'))`, birimNo).Scan(&has)
		if err != nil || !has {
			return err
		}
		m.ID, m.Tip, m.Surum, m.Zaman = id, TipRet, MesajSurum, s.clock()
		body, err := json.Marshal(m)
		if err != nil {
			return err
		}
		return tx.Send(ctx, Giden{MesajID: id, KonuNo: m.BasvuruNo, Exchange: "birim", Anahtar: birimNo + RetSuffix, Tip: TipRet, Govde: body})
	})
	return err
}

// BirimSistemActor is the own system of the birim no, which answers for the birim itself.
func BirimSistemActor(no string) kural.Actor {
	return kural.Actor{Rol: kural.Yetkili, Birims: []string{no}, Ad: no + " birim sistemi"}
}

// BirimOfAnahtar is the birim whose own system has the API key a. Errors: NotFound, Unavailable.
func (s *Store) BirimOfAnahtar(ctx context.Context, a Anahtar) (kural.Actor, error) {
	var no string
	err := s.pool.QueryRow(ctx, `SELECT birim_no FROM birim_sistem WHERE anahtar_id = $1`, a.ID).Scan(&no)
	if errors.Is(err, pgx.ErrNoRows) {
		return kural.Actor{}, &kural.Error{Kind: kural.Forbidden, Message: "API anahtarınız bir birimin kendi sistemine ait değil."}
	}
	return BirimSistemActor(no), away(err)
}

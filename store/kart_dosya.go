package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// kartYukleyen names a staff member's paper for their card no as the owner of an upload that is not attached yet.
func kartYukleyen(actor kural.Actor, no int64, tur kart.EvrakTur) string {
	return kartYukleyenOnek(actor, no) + string(tur)
}

func kartYukleyenOnek(actor kural.Actor, no int64) string {
	return fmt.Sprintf("%s/kart:%d/", uploader(actor), no)
}

// SaveKartUpload keeps the row of a paper uploaded for the next request of actor's card no, in the place of an earlier one that was not
// attached (KT-04, KT-05), and returns its id for the command. Errors: NotFound outside the actor's scope, Unavailable.
func (s *Store) SaveKartUpload(ctx context.Context, actor kural.Actor, no int64, tur kart.EvrakTur, y Yukleme) (id string, err error) {
	if tur.Label() == "" {
		return "", kart.NotFoundError()
	}
	u := uuid.Must(uuid.NewV7())
	err = s.inTx(ctx, func(tx *Tx) error {
		// two uploads at once: the later one stays
		tag, err := tx.Exec(ctx, `SELECT FROM kart WHERE no = $1 AND personel_id = $2 FOR NO KEY UPDATE`, no, actor.ID)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return kart.NotFoundError()
		}
		batch, yukleyen := &pgx.Batch{}, kartYukleyen(actor, no, tur)
		batch.Queue(`DELETE FROM dosya WHERE yukleyen = $1 AND basvuru_no IS NULL AND kart_no IS NULL`, yukleyen)
		batch.Queue(`INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			u, y.Ozet, y.Ad, y.Tur, y.Boyut, yukleyen, s.clock())
		return tx.SendBatch(ctx, batch).Close()
	})
	return u.String(), err
}

// KartUploads are the papers uploaded for the next request of actor's card no. Errors: Unavailable.
func (s *Store) KartUploads(ctx context.Context, actor kural.Actor, no int64) (map[kart.EvrakTur]Yukleme, error) {
	onek := kartYukleyenOnek(actor, no)
	rows, err := s.pool.Query(ctx, `SELECT id::text, ozet, ad, tur, boyut, yukleyen FROM dosya
		WHERE yukleyen = ANY($1) AND basvuru_no IS NULL AND kart_no IS NULL`, []string{
		onek + string(kart.FotografEvraki), onek + string(kart.DekontEvraki), onek + string(kart.KayipFormu), onek + string(kart.BildirimYazisi),
	})
	if err != nil {
		return nil, away(err)
	}
	out := map[kart.EvrakTur]Yukleme{}
	var y Yukleme
	var yukleyen string
	_, err = pgx.ForEachRow(rows, []any{&y.ID, &y.Ozet, &y.Ad, &y.Tur, &y.Boyut, &yukleyen}, func() error {
		out[kart.EvrakTur(strings.TrimPrefix(yukleyen, onek))] = y
		return nil
	})
	return out, away(err)
}

// KartDosya is the paper id, if actor may read it: their own upload, a paper of their own request, and for the bureau any that belongs to
// a request. Errors: ErrNoFile, Unavailable.
func (s *Store) KartDosya(ctx context.Context, actor kural.Actor, id uuid.UUID) (DosyaKaydi, error) {
	d := DosyaKaydi{DosyaOzeti: DosyaOzeti{ID: id}}
	var yukleyen string
	var personel int64 // 0: not attached to a request
	err := s.pool.QueryRow(ctx, `SELECT d.ozet, d.ad, d.tur, d.boyut, d.yukleyen, coalesce(k.personel_id, 0) FROM dosya d LEFT JOIN kart k ON k.no = d.kart_no
		WHERE d.id = $1 AND d.basvuru_no IS NULL`, id).Scan(&d.Ozet, &d.Ad, &d.Tur, &d.Boyut, &yukleyen, &personel)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, ErrNoFile
	}
	if err != nil {
		return d, away(err)
	}
	own := personel == actor.ID || personel == 0 && strings.HasPrefix(yukleyen, uploader(actor)+"/kart:")
	if actor.Rol == kural.Personel && actor.ID != 0 && own || actor.Rol == kural.KimlikBurosu && personel != 0 {
		return d, nil
	}
	return DosyaKaydi{}, ErrNoFile
}

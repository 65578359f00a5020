package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// DosyaKaydi is a stored file: Ozet is the key of its bytes in the blob store, BasvuruNo the application that it is attached to, 0
// for none yet, Yukleyen whoever has uploaded it (Uploader, DraftOwner).
type DosyaKaydi struct {
	DosyaOzeti
	Ozet      string
	BasvuruNo int64
	Yukleyen  string
}

// ErrNoFile is the answer for a file that does not exist and for one that the reader may not have.
var ErrNoFile = &kural.Error{Kind: kural.NotFound, Message: "Dosya bulunamadı."}

// ReadableDosya is the file id, if the staff member actor may read it: an upload of their own that is not attached yet, or
// a file of an application in their scope. A birim reads the applicant's files and those of its own answers (YT-02).
// Errors: ErrNoFile, Unavailable.
func (s *Store) ReadableDosya(ctx context.Context, actor basvuru.Actor, id uuid.UUID) (DosyaKaydi, error) {
	pool := s.pool
	if actor.Rol == kural.Yetkili {
		pool = s.birim
	}
	d := DosyaKaydi{DosyaOzeti: DosyaOzeti{ID: id}}
	var cevapBirim string
	var cevap *uuid.UUID
	err := pool.QueryRow(ctx, `SELECT d.ozet, d.ad, d.tur, d.boyut, d.yukleyen, coalesce(d.basvuru_no, 0), d.cevap_id, coalesce(y.birim_no, '')
		FROM dosya d LEFT JOIN cevap c ON c.id = d.cevap_id LEFT JOIN yonlendirme y ON y.basvuru_no = c.basvuru_no AND y.sira = c.yonlendirme_sira
		WHERE d.id = $1`, id).Scan(&d.Ozet, &d.Ad, &d.Tur, &d.Boyut, &d.Yukleyen, &d.BasvuruNo, &cevap, &cevapBirim)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return d, ErrNoFile
	case err != nil:
		return d, away(err)
	case d.BasvuruNo == 0 && d.Yukleyen == uploader(actor):
		return d, nil
	case d.BasvuruNo == 0:
		return d, ErrNoFile
	}
	b, err := basvuruOf(ctx, pool, d.BasvuruNo)
	switch {
	case err != nil:
		return d, err
	case !basvuru.InScope(actor, b):
		return d, ErrNoFile
	case actor.Rol == kural.Yetkili && cevap != nil && !slices.Contains(actor.Birims, cevapBirim):
		return d, ErrNoFile
	}
	return d, nil
}

// basvuruOf is the application no as the rules see it, read from pool without a lock. Errors: NotFound, Unavailable.
func basvuruOf(ctx context.Context, pool *pgxpool.Pool, no int64) (*basvuru.Basvuru, error) {
	batch := &pgx.Batch{}
	batch.Queue(`SELECT durum, tur, il_kodu, ilce_id, yonlendirme_sira FROM basvuru WHERE no = $1`, no)
	batch.Queue(lockYonlendirmeSQL, no)
	res := pool.SendBatch(ctx, batch)
	defer res.Close() //nolint:errcheck // the statements' own errors are looked at
	b := &basvuru.Basvuru{No: no}
	if err := res.QueryRow().Scan(&b.Durum, &b.Tur, &b.Il, &b.Ilce, &b.SonYon); err != nil {
		if errors.Is(err, pgx.ErrNoRows) {
			err = basvuru.NotFoundError(no)
		}
		return nil, away(err)
	}
	rows, err := res.Query()
	if err != nil {
		return nil, away(err)
	}
	b.Yonlendirmes, err = yonlendirmesOf(rows)
	return b, away(err)
}

// InScope is nil where actor may see the application no. Errors: NotFound, Unavailable.
func (s *Store) InScope(ctx context.Context, actor basvuru.Actor, no int64) error {
	b, err := basvuruOf(ctx, s.pool, no)
	if err == nil && !basvuru.InScope(actor, b) {
		err = basvuru.NotFoundError(no)
	}
	return err
}

// DropStaleUploads forgets what the staff member actor uploaded more than a day ago and never attached, so that abandoned
// forms do not use up their number of files. The bytes stay under their digest.
func (s *Store) DropStaleUploads(ctx context.Context, actor basvuru.Actor) error {
	_, err := s.pool.Exec(ctx, `DELETE FROM dosya WHERE yukleyen = $1 AND basvuru_no IS NULL AND kart_no IS NULL AND zaman < $2`,
		uploader(actor), s.clock().Add(-24*time.Hour))
	return away(err)
}

// Uploader names the staff member actor as the owner of uploads, for AddUpload and Uploads.
func Uploader(actor basvuru.Actor) string { return uploader(actor) }

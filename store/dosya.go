package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Yukleme is a file that somebody has uploaded and not attached to anything yet; its bytes are in the blob store, under Ozet.
type Yukleme struct {
	ID    string
	Ozet  string // SHA-256, hex
	Ad    string
	Tur   string // MIME type
	Boyut int64  // bytes
}

// AddUpload keeps the row of an uploaded file for yukleyen – a draft (DraftOwner) or "kullanici:<id>" – and returns its id, to be
// given in a command's Dosyas. Errors: Invalid at “dosya” where there are too many, Unavailable.
func (s *Store) AddUpload(ctx context.Context, yukleyen string, y Yukleme) (string, error) {
	id, limit := uuid.Must(uuid.NewV7()), basvuru.MaxDosya
	switch {
	case strings.HasPrefix(yukleyen, "kullanici:"): // of all forms of a person, abandoned ones too; each form has its own limit
		limit *= 10
	case strings.HasPrefix(yukleyen, birimUploader): // of all answers that a birim's system is about to send
		limit *= 50
	}
	tag, err := s.pool.Exec(ctx, `INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen, zaman) SELECT $1, $2, $3, $4, $5, $6, $7
		WHERE (SELECT count(*) FROM dosya WHERE yukleyen = $6 AND basvuru_no IS NULL AND kart_no IS NULL) < $8`,
		id, y.Ozet, y.Ad, y.Tur, y.Boyut, yukleyen, s.clock(), limit)
	if err != nil {
		return "", away(err)
	}
	if tag.RowsAffected() == 0 {
		return "", kural.InvalidField("dosya", fmt.Sprintf("“%s” eklenemedi: en fazla %d dosya eklenebilir.", y.Ad, basvuru.MaxDosya))
	}
	return id.String(), nil
}

// Uploads lists what yukleyen has uploaded and not attached yet, oldest first.
func (s *Store) Uploads(ctx context.Context, yukleyen string) ([]Yukleme, error) {
	rows, err := s.pool.Query(ctx, `SELECT id::text, ozet, ad, tur, boyut FROM dosya WHERE yukleyen = $1 AND basvuru_no IS NULL AND kart_no IS NULL ORDER BY id`, yukleyen)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Yukleme])
	return list, away(err)
}

// RemoveUpload takes a file off yukleyen's list. One that is not there, or attached already, stays as it is.
func (s *Store) RemoveUpload(ctx context.Context, yukleyen, id string) error {
	u, err := uuid.Parse(id)
	if err != nil {
		return &kural.Error{Kind: kural.NotFound, Message: "Dosya bulunamadı.", Err: err}
	}
	_, err = s.pool.Exec(ctx, `DELETE FROM dosya WHERE id = $1 AND yukleyen = $2 AND basvuru_no IS NULL AND kart_no IS NULL`, u, yukleyen)
	return away(err)
}

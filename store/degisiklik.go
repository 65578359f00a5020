package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
)

// Degisiklik is one line of the record of changes to users and reference data (YE-05, OP-07): Onceki and Sonraki are what the
// record was and became, nil where there was or is none.
type Degisiklik struct {
	Tablo, Kayit    string
	Islem           string
	Onceki, Sonraki any
}

const insertDegisiklik = `INSERT INTO degisiklik (id, zaman, yapan_rol, yapan_id, yapan_ad, tablo, kayit, islem, onceki, sonraki)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// record writes d in the transaction of the change itself.
func (t *Tx) record(ctx context.Context, actor kural.Actor, d Degisiklik) error {
	var docs [2]*string
	for i, v := range []any{d.Onceki, d.Sonraki} {
		if v == nil {
			continue
		}
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("record of a change: %w", err)
		}
		doc := string(b)
		docs[i] = &doc
	}
	_, err := t.Exec(ctx, insertDegisiklik, uuid.Must(uuid.NewV7()), t.s.clock(), string(actor.Rol), actor.ID, actor.Ad,
		d.Tablo, d.Kayit, d.Islem, docs[0], docs[1])
	return err
}

// DegisiklikSatir is a line as pages show it.
type DegisiklikSatir struct {
	Zaman   time.Time
	YapanAd string
	Islem   string
	Onceki  *string
	Sonraki *string
}

// Degisiklikler lists what became of a record, newest first, at most limit lines.
func (s *Store) Degisiklikler(ctx context.Context, tablo, kayit string, limit int) ([]DegisiklikSatir, error) {
	rows, err := s.pool.Query(ctx, `SELECT zaman, yapan_ad, islem, onceki::text, sonraki::text FROM degisiklik
		WHERE tablo = $1 AND kayit = $2 ORDER BY zaman DESC, id DESC LIMIT $3`, tablo, kayit, limit)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DegisiklikSatir])
	return list, away(err)
}

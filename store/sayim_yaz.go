package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

const (
	sayimTuketici = "rapor"
	// sayimKilidi is held shared by whoever counts an event, and alone by a rebuild while it puts its generation in place of the old one.
	sayimKilidi = 0x61636b52
	// kurmaKilidi is held by a rebuild as long as it lasts: there is one at a time.
	kurmaKilidi = 0x61636b51
)

const gecmisSQL = `SELECT govde FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND sira <= $2 ORDER BY sira`

// CountEvent counts an event of an application in the reports, once however often its message comes (PL-09). What it counts is read
// from the history, not from the message. Errors: an event that the history does not know, Unavailable.
func (s *Store) CountEvent(ctx context.Context, m *Mesaj) error {
	_, err := s.Effect(ctx, sayimTuketici, m.ID, func(ctx context.Context, tx *Tx) error {
		var nesil int
		var counted bool // by a rebuild, before the message came
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock_shared($1)`, sayimKilidi); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `SELECT d.nesil, EXISTS (SELECT FROM sayim_sayilan s WHERE s.nesil = d.nesil AND s.olay_id = $1) FROM sayim_durum d`, m.ID).Scan(&nesil, &counted)
		if err != nil || counted {
			return err
		}
		n, err := countOf(ctx, tx, m)
		if err != nil {
			return err
		}
		return n.store(ctx, tx, nesil)
	})
	return err
}

// countOf is what one event counts.
func countOf(ctx context.Context, tx pgx.Tx, m *Mesaj) (sayimlar, error) {
	rows, err := tx.Query(ctx, gecmisSQL, m.BasvuruNo, m.OlaySira)
	if err != nil {
		return nil, err
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	var g gecmisSayan
	var n sayimlar
	var last Mesaj
	for _, body := range bodies {
		last, n = Mesaj{}, sayimlar{}
		if err := errors.Join(json.Unmarshal(body, &last), g.add(&last, n)); err != nil {
			return nil, err
		}
	}
	if last.ID != m.ID {
		return nil, basvuru.NotFoundError(m.BasvuruNo)
	}
	return n, nil
}

const addSayim = `INSERT INTO sayim AS s (nesil, gun, il_kodu, ilce_id, baslik_id, alt_baslik_id, birim_no, olcu, dilim, adet)
	SELECT $1, * FROM unnest($2::date[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::int[], $10::int[])
	ON CONFLICT (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim) DO UPDATE SET adet = s.adet + excluded.adet`

// store adds n to the lines of a generation, in an order that keeps writers from waiting for each other in a circle.
func (n sayimlar) store(ctx context.Context, tx pgx.Tx, nesil int) error {
	if len(n) == 0 {
		return nil
	}
	var gun []time.Time
	var birim, olcu []string
	var il, ilce, baslik, alt, dilim, adet []int
	for _, at := range slices.SortedFunc(maps.Keys(n), sayimYeri.compare) {
		gun, birim, olcu = append(gun, at.Gun), append(birim, at.Birim), append(olcu, at.Olcu)
		il, ilce, baslik, alt, dilim, adet = append(il, at.Il), append(ilce, at.Ilce), append(baslik, at.Baslik), append(alt, at.Alt), append(dilim, at.Dilim), append(adet, n[at])
	}
	if _, err := tx.Exec(ctx, addSayim, nesil, gun, il, ilce, baslik, alt, birim, olcu, dilim, adet); err != nil {
		return fmt.Errorf("counts: %w", err)
	}
	return nil
}

func (a sayimYeri) compare(b sayimYeri) int {
	return cmp.Or(cmp.Compare(a.Il, b.Il), cmp.Compare(a.Baslik, b.Baslik), cmp.Compare(a.Alt, b.Alt), a.Gun.Compare(b.Gun),
		cmp.Compare(a.Ilce, b.Ilce), cmp.Compare(a.Birim, b.Birim), cmp.Compare(a.Olcu, b.Olcu), cmp.Compare(a.Dilim, b.Dilim))
}

package bench

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"acikkapi/internal/sim"
)

//go:embed liste_veri.sql
var fillBasvuru string

const (
	listFirst  = 10_000_000 // above the numbers that are given while measuring
	listPeople = 300_000    // who have filed them: some three each
)

const (
	fillYer = `CREATE TEMP TABLE yerler AS SELECT i.il_kodu il, i.id ilce, min(y.id) yerlesim,
		row_number() OVER (PARTITION BY i.il_kodu ORDER BY i.id) - 1 sira, count(*) OVER (PARTITION BY i.il_kodu) kac
		FROM ilce i JOIN yerlesim y ON y.ilce_id = i.id GROUP BY i.il_kodu, i.id`
	fillYerIndex = `CREATE INDEX ON yerler (il, sira)`
	fillAlt      = `CREATE TEMP TABLE altlar AS SELECT id, baslik_id, row_number() OVER (ORDER BY id) - 1 n FROM hizmet_alt_baslik`
	// Of the sub-headings few are frequent.
	fillAltOf = `CREATE FUNCTION pg_temp.alt(no bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
		$$ SELECT floor(((hashint8(no) & 65535) / 65536.0::float8) ^ 3 * 49)::bigint $$`
	// One of four has a second pair of headings.
	fillHizmet = `INSERT INTO basvuru_hizmet (basvuru_no, sira, baslik_id, alt_baslik_id)
		SELECT b.no, s, a.baslik_id, a.id FROM basvuru b CROSS JOIN generate_series(1, 2) s JOIN altlar a ON a.n = pg_temp.alt(b.no * s)
		WHERE b.no > $1 AND (s = 1 OR b.no % 4 = 0)`
	fillYonlendirme = `INSERT INTO yonlendirme (basvuru_no, sira, tur, birim_no, durum, gonderim, teslim, bitis, son_tarih)
		SELECT b.no, 1, 1, r.detsis_no, CASE b.durum WHEN 'yonlendirildi' THEN 'teslim' ELSE 'cevaplandi' END, b.olusturma, b.olusturma,
			CASE b.durum WHEN 'yonlendirildi' THEN NULL ELSE b.son_islem END, b.son_cevap
		FROM basvuru b JOIN LATERAL (SELECT detsis_no FROM (SELECT detsis_no, row_number() OVER (ORDER BY detsis_no) - 1 n FROM birim WHERE il_kodu = 6 AND aktif) x
			WHERE n = 0) r ON true WHERE b.no > $1 AND b.durum <> 'havuzda'`
)

// fillLists makes n applications that look like three years of the country's, by copying one of people.
func fillLists(ctx context.Context, db *pgxpool.Pool, no int64, n int) error {
	var ads, soyads []string
	for _, k := range sim.NewNufus(2000, 1).All() {
		ads, soyads = append(ads, k.Ad), append(soyads, k.Soyad)
	}
	slices.Sort(ads)
	slices.Sort(soyads)
	ads, soyads = slices.Compact(ads), slices.Compact(soyads)
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		restore, err := withoutIndexes(ctx, tx)
		if err != nil {
			return err
		}
		for _, s := range []struct {
			sql  string
			args []any
		}{
			{fillYer, nil},
			{fillYerIndex, nil},
			{fillAlt, nil},
			{fillAltOf, nil},
			{fillBasvuru, []any{n, listFirst, ads, soyads, no, listPeople}},
			{fillHizmet, []any{listFirst}},
			{fillYonlendirme, []any{listFirst}},
		} {
			if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
				return fmt.Errorf("fill the lists: %w", err)
			}
		}
		for _, sql := range restore {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	})
}

// withoutIndexes drops what makes a mass of rows slow to write, and returns the statements that bring it back as it was.
func withoutIndexes(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
			format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', conrelid::regclass, conname, pg_get_constraintdef(oid))
		FROM pg_constraint WHERE contype = 'f' AND conrelid IN ('basvuru'::regclass, 'basvuru_hizmet'::regclass, 'yonlendirme'::regclass)
		UNION ALL SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
		FROM pg_index i WHERE indrelid IN ('basvuru'::regclass, 'basvuru_hizmet'::regclass, 'yonlendirme'::regclass)
			AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`)
	if err != nil {
		return nil, err
	}
	type pair struct{ Drop, Create string }
	pairs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pair])
	if err != nil {
		return nil, err
	}
	var restore []string
	for _, p := range pairs {
		if _, err := tx.Exec(ctx, p.Drop); err != nil {
			return nil, err
		}
		restore = append(restore, p.Create)
	}
	return restore, nil
}

package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/tohum"
)

// LoadListe loads the lists of the application form (VB-08, VB-09) and of the card (KB-01, KI-01): what is missing is added at its place,
// what is there stays as people have left it, withdrawn or moved.
func (s *Store) LoadListe(ctx context.Context) (int, error) {
	return s.loadEdition(ctx, "liste", tohum.Surum, func(tx pgx.Tx) (int, error) {
		total := 0
		for _, q := range listeSorgu() {
			tag, err := tx.Exec(ctx, q.sql, q.args...)
			if err != nil {
				return 0, fmt.Errorf("%.40s: %w", q.sql, err)
			}
			total += int(tag.RowsAffected())
		}
		return total, nil
	})
}

type listeInsert struct {
	sql  string
	args []any
}

func listeSorgu() []listeInsert {
	var baslik, ust, alt []string
	var diger []bool
	for _, b := range tohum.Basliks() {
		baslik, diger = append(baslik, b.Ad), append(diger, b.Diger)
		for _, a := range b.Alt {
			ust, alt = append(ust, b.Ad), append(alt, a)
		}
	}
	var tip, sebep, kod, neden []string
	for _, r := range tohum.RetSebeps() {
		tip, sebep = append(tip, r.Tip), append(sebep, r.Ad)
	}
	var evrak []bool
	for _, n := range tohum.IptalNedenis() {
		kod, neden, evrak = append(kod, n.Kod), append(neden, n.Ad), append(evrak, n.Evrak)
	}
	// Identities follow the order of insertion, so a new database has the same ones everywhere.
	return []listeInsert{
		{`INSERT INTO hizmet_baslik (ad, diger, sira)
			SELECT ad, diger, sira FROM unnest($1::text[], $2::bool[]) WITH ORDINALITY AS u (ad, diger, sira)
			ORDER BY sira ON CONFLICT (ad) DO NOTHING`, []any{baslik, diger}},
		{`INSERT INTO hizmet_alt_baslik (baslik_id, ad, sira)
			SELECT b.id, u.ad, row_number() OVER (PARTITION BY b.id ORDER BY u.sira)
			FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (ust, ad, sira) JOIN hizmet_baslik b ON b.ad = u.ust
			ORDER BY u.sira ON CONFLICT (baslik_id, ad) DO NOTHING`, []any{ust, alt}},
		{`INSERT INTO egitim_durumu (ad, sira)
			SELECT ad, sira FROM unnest($1::text[]) WITH ORDINALITY AS u (ad, sira)
			ORDER BY sira ON CONFLICT (ad) DO NOTHING`, []any{tohum.EgitimDurumus()}},
		{`INSERT INTO sektor (ad, sira)
			SELECT ad, sira FROM unnest($1::text[]) WITH ORDINALITY AS u (ad, sira)
			ORDER BY sira ON CONFLICT (ad) DO NOTHING`, []any{tohum.Sektors()}},
		{`INSERT INTO ret_sebep (tip, ad, sira)
			SELECT tip, ad, row_number() OVER (PARTITION BY tip ORDER BY sira) FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS u (tip, ad, sira)
			ORDER BY u.sira ON CONFLICT (tip, ad) DO NOTHING`, []any{tip, sebep}},
		{`INSERT INTO iptal_nedeni (kod, ad, sira, evrak)
			SELECT kod, ad, sira, evrak FROM unnest($1::text[], $2::text[], $3::bool[]) WITH ORDINALITY AS u (kod, ad, evrak, sira)
			ORDER BY sira ON CONFLICT DO NOTHING`, []any{kod, neden, evrak}},
	}
}

package store

import (
	"context"
	"strings"

	"acikkapi/internal/ithal"
)

// ImportYer takes over an address file, all or nothing (VB-06): places are added and renamed by their ids. Of a whole file, a mahalle
// or köy that it lacks goes, unless something refers to it; il and ilçe never go. Errors: see runIthal.
func (s *Store) ImportYer(ctx context.Context, in Ithal) (IthalSonuc, error) {
	return s.runIthal(ctx, in, "adres", func(im *importer) (bool, error) {
		if err := im.readYer(); err != nil {
			return false, err
		}
		im.step("Denetleniyor")
		if err := im.checkYer(); err != nil || im.sonuc.Red > 0 {
			return false, err
		}
		im.step("Yazılıyor")
		return false, im.applyYer()
	})
}

func (im *importer) readYer() error {
	if err := im.exec(`LOCK TABLE yerlesim IN SHARE ROW EXCLUSIVE MODE`); err != nil {
		return err
	}
	if err := im.exec(`CREATE TEMP TABLE gelen_yer (satir int, tur text, id int, ust_id int, ad text) ON COMMIT DROP`); err != nil {
		return err
	}
	err := copyIn(im.ctx, im.tx, "gelen_yer", bulk{
		columns: []string{"satir", "tur", "id", "ust_id", "ad"},
		read: func(row func(...any) error) (err error) {
			im.sonuc.Satir, err = im.Dosya.EachYer(func(y ithal.Yer) error { return row(y.Satir, y.Tur, y.ID, y.UstID, y.Ad) }, im.refuse)
			return err
		},
	})
	for _, sql := range []string{
		`CREATE INDEX ON gelen_yer (id)`,
		`ANALYZE gelen_yer`,
		`CREATE TEMP TABLE var_yer ON COMMIT DROP AS SELECT kod::int AS id, 'il' AS tur, 0 AS ust_id, ad FROM il UNION ALL SELECT id, 'ilce', il_kodu, ad FROM ilce
			UNION ALL SELECT id, tur, ilce_id, ad FROM yerlesim`,
	} {
		if err == nil {
			err = im.exec(sql)
		}
	}
	return err
}

func (im *importer) checkYer() error {
	for _, sql := range []string{
		`SELECT satir, 'Id', format('%s numarası %s. satırda da var.', id, ilk) FROM (SELECT satir, id, min(satir) OVER (PARTITION BY id) AS ilk FROM gelen_yer) g
			WHERE satir > ilk ORDER BY satir`,
		`SELECT satir, 'Id', format('%s numaralı %s ne dosyada ne de sistemde var.', ust_id, CASE WHEN tur = 'ilce' THEN 'il' ELSE 'ilçe' END) FROM gelen_yer g
			WHERE tur <> 'il' AND NOT EXISTS (SELECT FROM gelen_yer u WHERE u.id = g.ust_id) AND NOT EXISTS (SELECT FROM var_yer u WHERE u.id = g.ust_id) ORDER BY satir`,
		`SELECT satir, 'Ad', format('“%s” adı aynı yerde %s numarasıyla da var.', ad, ilk) FROM (
				SELECT satir, id, ad, first_value(id) OVER (PARTITION BY ust_id, tur, ad ORDER BY satir, id) AS ilk FROM (
					SELECT satir, id, ust_id, tur, ad FROM gelen_yer WHERE ad <> ''
					UNION ALL SELECT 0, id, ust_id, tur, ad FROM var_yer v WHERE NOT EXISTS (SELECT FROM gelen_yer g WHERE g.id = v.id)) t) k
			WHERE satir > 0 AND id <> ilk ORDER BY satir`,
	} {
		if _, err := im.refuseRows(sql); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) applyYer() error {
	if err := im.dropYer(); err != nil {
		return err
	}
	for _, c := range []struct{ ad, sql string }{
		{"Yeni il", `INSERT INTO il (kod, ad) SELECT id, ad FROM gelen_yer g WHERE tur = 'il' AND NOT EXISTS (SELECT FROM il WHERE kod = g.id)`},
		// First out of the way, then to their names: two may change theirs with each other.
		{"", `UPDATE il v SET ad = format('#%s', v.kod) FROM gelen_yer g WHERE g.id = v.kod AND g.ad <> v.ad`},
		{"Adı değişen il", `UPDATE il v SET ad = g.ad FROM gelen_yer g WHERE g.id = v.kod AND g.ad <> v.ad`},
		{"", `UPDATE ilce v SET ad = format('#%s', v.id) FROM gelen_yer g WHERE g.id = v.id AND g.ad <> v.ad`},
		{"Adı değişen ilçe", `UPDATE ilce v SET ad = g.ad FROM gelen_yer g WHERE g.id = v.id AND g.ad <> v.ad`},
		{"Yeni ilçe", `INSERT INTO ilce (id, il_kodu, ad) SELECT id, ust_id, ad FROM gelen_yer g WHERE tur = 'ilce' AND NOT EXISTS (SELECT FROM ilce WHERE id = g.id)`},
		{"Adı ya da türü değişen mahalle/köy", `UPDATE yerlesim v SET ad = g.ad, tur = g.tur FROM gelen_yer g WHERE g.id = v.id AND (g.ad, g.tur) <> (v.ad, v.tur)`},
		{"Yeni mahalle/köy", `INSERT INTO yerlesim (id, ilce_id, tur, ad) SELECT id, ust_id, tur, ad FROM gelen_yer g
			WHERE tur IN ('mahalle', 'koy') AND NOT EXISTS (SELECT FROM yerlesim WHERE id = g.id)`},
	} {
		before := im.sonuc.Degisen
		if err := im.change(c.ad, c.sql); err != nil {
			return err
		}
		if c.ad == "" {
			im.sonuc.Degisen = before
		}
	}
	return nil
}

// dropYer lists what a whole file lacks, and removes of it what nothing uses.
func (im *importer) dropYer() error {
	if !im.Tam {
		return nil
	}
	if err := im.keep(`SELECT id::text, ad, 'dosyada yok; il ve ilçe silinmez' FROM var_yer v WHERE tur IN ('il', 'ilce')
		AND NOT EXISTS (SELECT FROM gelen_yer g WHERE g.id = v.id) ORDER BY id LIMIT $1`, maxKalan); err != nil {
		return err
	}
	users, err := im.referrers("yerlesim", "y.id")
	if err != nil {
		return err
	}
	if err := im.exec(`CREATE TEMP TABLE giden_yer ON COMMIT DROP AS SELECT y.id, y.ad, (` + strings.Join(users, " OR ") + `) AS kullanilan
		FROM yerlesim y WHERE NOT EXISTS (SELECT FROM gelen_yer g WHERE g.id = y.id)`); err != nil {
		return err
	}
	if err := im.keep(`SELECT id::text, ad, 'dosyada yok; başvurularda geçtiği için duruyor' FROM giden_yer WHERE kullanilan ORDER BY id LIMIT $1`, maxKalan); err != nil {
		return err
	}
	going, there := 0, 0
	err = im.tx.QueryRow(im.ctx, `SELECT (SELECT count(*) FROM giden_yer WHERE NOT kullanilan), (SELECT count(*) FROM yerlesim)`).Scan(&going, &there)
	if err == nil {
		err = im.tooMuch("mahalle ve köy", going, there)
	}
	if err == nil {
		err = im.change("Silinen mahalle/köy (hiç kullanılmamış)", `DELETE FROM yerlesim y USING giden_yer g WHERE g.id = y.id AND NOT g.kullanilan`)
	}
	return err
}

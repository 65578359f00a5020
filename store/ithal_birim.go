package store

import (
	"context"
	"fmt"
	"strings"

	"acikkapi/internal/ithal"
)

// maxBasamak is the longest chain of units from a root: the state's register has some ten.
const maxBasamak = 30

// ImportBirim takes over a DETSİS file, all or nothing (OP-05): units are added, renamed, moved with all that is below them, closed
// and opened again; a file that holds real units takes the place of the invented ones. Errors: see runIthal.
func (s *Store) ImportBirim(ctx context.Context, in Ithal) (IthalSonuc, error) {
	return s.runIthal(ctx, in, "detsis", func(im *importer) (bool, error) {
		if err := im.readBirim(); err != nil {
			return false, err
		}
		im.step("Denetleniyor")
		gercek, err := im.checkBirim()
		if err != nil {
			return false, err
		}
		if err := im.planBirim(gercek); err != nil {
			return false, err
		}
		if im.sonuc.Red > 0 {
			return false, nil
		}
		im.step("Yazılıyor")
		return !gercek, im.applyBirim(gercek)
	})
}

// readBirim copies the file into gelen_birim; one row at a time is in memory.
func (im *importer) readBirim() error {
	// Pages go on reading and routing; other imports and the seed wait.
	err := im.exec(`LOCK TABLE birim IN SHARE ROW EXCLUSIVE MODE`)
	if err == nil {
		err = im.exec(`CREATE TEMP TABLE gelen_birim (satir int, detsis_no text, ad text, kisa_ad text, ust_no text, il_kodu smallint, aktif boolean,
			sentetik boolean, guncelleme timestamptz) ON COMMIT DROP`)
	}
	if err != nil {
		return err
	}
	err = copyIn(im.ctx, im.tx, "gelen_birim", bulk{
		columns: []string{"satir", "detsis_no", "ad", "kisa_ad", "ust_no", "il_kodu", "aktif", "sentetik", "guncelleme"},
		read: func(row func(...any) error) (err error) {
			im.sonuc.Satir, err = im.Dosya.EachBirim(func(b ithal.Birim) error {
				return row(b.Satir, b.No, b.Ad, b.KisaAd, orNull(b.UstNo), orNull(b.IlKodu), b.Aktif, b.Sentetik, orNull(b.Guncelleme))
			}, im.refuse)
			return err
		},
	})
	if err != nil {
		return err
	}
	if err := im.exec(`CREATE INDEX ON gelen_birim (detsis_no)`); err != nil {
		return err
	}
	if err := im.keepUnsaid(); err != nil {
		return err
	}
	return im.exec(`ANALYZE gelen_birim`)
}

// keepUnsaid leaves a unit's parent, il, state or short name as it is where the file has no such column: a list of new names must not
// move every unit to the root.
func (im *importer) keepUnsaid() error {
	for _, c := range []struct{ sutun, column string }{
		{ithal.SutunUst, "ust_no"}, {ithal.SutunIl, "il_kodu"}, {ithal.SutunDurum, "aktif"}, {ithal.SutunKisaAd, "kisa_ad"},
	} {
		if im.Dosya.Has(c.sutun) {
			continue
		}
		if err := im.exec(fmt.Sprintf(`UPDATE gelen_birim g SET %[1]s = b.%[1]s FROM birim b WHERE b.detsis_no = g.detsis_no`, c.column)); err != nil {
			return err
		}
		if c.sutun != ithal.SutunKisaAd { // which few files have
			im.sonuc.Uyarilar = append(im.sonuc.Uyarilar, fmt.Sprintf("Dosyada “%s” sütunu yok: sistemdeki birimlerinki olduğu gibi kalır.", c.sutun))
		}
	}
	return nil
}

// checkBirim refuses what single rows cannot show, but for the tree. It tells whether the file holds real units.
func (im *importer) checkBirim() (gercek bool, err error) {
	for _, sql := range []string{
		`SELECT satir, 'DetsisNo', format('%s numarası %s. satırda da var.', detsis_no, ilk)
			FROM (SELECT satir, detsis_no, min(satir) OVER (PARTITION BY detsis_no) AS ilk FROM gelen_birim) g WHERE satir > ilk ORDER BY satir`,
		`SELECT g.satir, 'UstDetsisNo', format('%s numaralı üst birim ne dosyada ne de sistemde var.', g.ust_no) FROM gelen_birim g
			WHERE NOT EXISTS (SELECT FROM gelen_birim u WHERE u.detsis_no = g.ust_no) AND NOT EXISTS (SELECT FROM birim u WHERE u.detsis_no = g.ust_no)
				AND g.ust_no IS NOT NULL ORDER BY g.satir`,
		`SELECT g.satir, 'UstDetsisNo', format('%s numaralı üst birim sentetik (uydurma); gerçek bir birim onun altında olamaz.', g.ust_no) FROM gelen_birim g
			WHERE NOT g.sentetik AND coalesce((SELECT min(u.sentetik::int) FROM gelen_birim u WHERE u.detsis_no = g.ust_no),
				(SELECT u.sentetik::int FROM birim u WHERE u.detsis_no = g.ust_no)) = 1 ORDER BY g.satir`,
		`SELECT g.satir, 'Sentetik', format('%s numaralı birim sistemde gerçek bir birim; sentetik olanla değiştirilemez.', g.detsis_no) FROM gelen_birim g
			JOIN birim b ON b.detsis_no = g.detsis_no AND NOT b.sentetik WHERE g.sentetik ORDER BY g.satir`,
	} {
		if _, err := im.refuseRows(sql); err != nil {
			return false, err
		}
	}
	err = im.tx.QueryRow(im.ctx, `SELECT EXISTS (SELECT FROM gelen_birim WHERE NOT sentetik)`).Scan(&gercek)
	return gercek, err
}

// adYol is a unit as it stands in paths.
const adYol = `h.ad || CASE WHEN h.kisa_ad <> '' THEN ' (' || h.kisa_ad || ')' ELSE '' END`

// planBirim makes hedef_birim, the units as they will be, and agac_birim, their paths; it refuses what hangs under no root.
func (im *importer) planBirim(gercek bool) error {
	if err := im.exec(`CREATE TEMP TABLE hedef_birim ON COMMIT DROP AS
		SELECT DISTINCT ON (detsis_no) detsis_no, ad, kisa_ad, ust_no, il_kodu, aktif, sentetik, guncelleme, satir FROM gelen_birim ORDER BY detsis_no, satir`); err != nil {
		return err
	}
	// What the file does not name stays; in a whole file it is closed, and so is what was invented once there are real units.
	if err := im.exec(`INSERT INTO hedef_birim SELECT b.detsis_no, b.ad, b.kisa_ad, b.ust_no, b.il_kodu, b.aktif AND NOT ($1 OR $2 AND b.sentetik), b.sentetik, NULL, 0
		FROM birim b WHERE NOT EXISTS (SELECT FROM gelen_birim g WHERE g.detsis_no = b.detsis_no)`, im.Tam, gercek); err != nil {
		return err
	}
	if gercek {
		if err := im.dropSentetik(); err != nil {
			return err
		}
	}
	for _, sql := range []string{
		`CREATE INDEX ON hedef_birim (detsis_no)`,
		`CREATE INDEX ON hedef_birim (ust_no)`,
		`ANALYZE hedef_birim`,
		fmt.Sprintf(`CREATE TEMP TABLE agac_birim ON COMMIT DROP AS WITH RECURSIVE agac AS (
			SELECT h.detsis_no, %s AS yol, 1 AS basamak FROM hedef_birim h WHERE h.ust_no IS NULL
			UNION ALL
			SELECT h.detsis_no, a.yol || ' > ' || %[1]s, a.basamak + 1 FROM agac a JOIN hedef_birim h ON h.ust_no = a.detsis_no WHERE a.basamak < %d
		) SELECT detsis_no, yol FROM agac`, adYol, maxBasamak),
		`CREATE INDEX ON agac_birim (detsis_no)`,
		`ANALYZE agac_birim`,
		`CREATE TEMP TABLE kayip_birim ON COMMIT DROP AS SELECT detsis_no, ust_no, satir FROM hedef_birim h
			WHERE NOT EXISTS (SELECT FROM agac_birim a WHERE a.detsis_no = h.detsis_no)`,
	} {
		if err := im.exec(sql); err != nil {
			return err
		}
	}
	return im.refuseLost()
}

// refuseLost refuses rows that go round in a circle; what hangs below them, or below another refused row, is not named again.
func (im *importer) refuseLost() error {
	circles, err := im.refuseRows(`WITH RECURSIVE yuru AS (
			SELECT detsis_no AS bas, ust_no AS su, 1 AS n FROM kayip_birim
			UNION ALL
			SELECT y.bas, k.ust_no, y.n + 1 FROM yuru y JOIN kayip_birim k ON k.detsis_no = y.su WHERE y.su <> y.bas AND y.n < $1
		) SELECT k.satir, 'UstDetsisNo', format('%s numaralı birimin üst birimleri kendisine dönüyor (döngü).', k.detsis_no)
		FROM kayip_birim k WHERE k.satir > 0 AND k.ust_no <> k.detsis_no
			AND EXISTS (SELECT FROM yuru y WHERE y.bas = k.detsis_no AND y.su = y.bas) ORDER BY k.satir`, 2*maxBasamak)
	if err != nil || circles > 0 || im.sonuc.Red > 0 {
		return err
	}
	_, err = im.refuseRows(fmt.Sprintf(`SELECT satir, 'UstDetsisNo', format('%%s numaralı birimin üst birimleri %d basamakta bir köke ulaşmıyor.', detsis_no)
		FROM kayip_birim ORDER BY satir`, maxBasamak))
	return err
}

// dropSentetik takes invented units out of hedef_birim, but for those that something refers to and the units above them: those stay,
// closed, and are listed.
func (im *importer) dropSentetik() error {
	users, err := im.referrers("birim", "h.detsis_no")
	if err != nil {
		return err
	}
	err = im.exec(`CREATE TEMP TABLE kalan_birim ON COMMIT DROP AS WITH RECURSIVE kalan AS (
			SELECT h.detsis_no, h.ust_no FROM hedef_birim h WHERE h.sentetik AND h.satir = 0 AND (` + strings.Join(users, " OR ") + `)
			UNION
			SELECT h.detsis_no, h.ust_no FROM kalan k JOIN hedef_birim h ON h.detsis_no = k.ust_no AND h.sentetik AND h.satir = 0
		) SELECT detsis_no FROM kalan`)
	if err == nil {
		err = im.keep(`SELECT h.detsis_no, h.ad, CASE WHEN y.n + u.n > 0 THEN format('sentetik; %s yönlendirmesi, %s kullanıcısı var', y.n, u.n)
				ELSE 'sentetik; altındaki bir birim ya da başka bir kayıt onu gösteriyor' END FROM kalan_birim k JOIN hedef_birim h USING (detsis_no),
			LATERAL (SELECT count(*) AS n FROM yonlendirme WHERE birim_no = h.detsis_no) y,
			LATERAL (SELECT count(*) AS n FROM kullanici_birim WHERE birim_no = h.detsis_no) u
			ORDER BY y.n + u.n DESC, h.detsis_no LIMIT $1`, maxKalan)
	}
	if err == nil {
		err = im.exec(`DELETE FROM hedef_birim h WHERE h.sentetik AND h.satir = 0 AND NOT EXISTS (SELECT FROM kalan_birim k WHERE k.detsis_no = h.detsis_no)`)
	}
	return err
}

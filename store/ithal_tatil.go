package store

import (
	"context"

	"acikkapi/internal/ithal"
)

// ImportTatil takes over a file of holidays, all or nothing (PL-08). Of a whole file, days that it lacks go, in the years that it
// speaks of. The clock moves the open dates. Errors: see runIthal.
func (s *Store) ImportTatil(ctx context.Context, in Ithal) (IthalSonuc, error) {
	return s.runIthal(ctx, in, "tatil", func(im *importer) (bool, error) {
		if err := im.readTatil(); err != nil || im.sonuc.Red > 0 {
			return false, err
		}
		im.step("Yazılıyor")
		if im.Tam {
			if err := im.change("Kaldırılan gün", `DELETE FROM tatil t WHERE NOT EXISTS (SELECT FROM gelen_tatil g WHERE g.gun = t.gun)
				AND extract(year FROM t.gun) IN (SELECT extract(year FROM gun) FROM gelen_tatil)`); err != nil {
				return false, err
			}
		}
		if err := im.change("Değişen gün", `UPDATE tatil t SET ad = g.ad, yarim = g.yarim, surum = t.surum + 1 FROM gelen_tatil g WHERE g.gun = t.gun AND (g.ad, g.yarim) <> (t.ad, t.yarim)`); err != nil {
			return false, err
		}
		err := im.change("Yeni gün", `INSERT INTO tatil (gun, ad, yarim) SELECT gun, ad, yarim FROM gelen_tatil g WHERE NOT EXISTS (SELECT FROM tatil t WHERE t.gun = g.gun)`)
		return false, err
	})
}

func (im *importer) readTatil() error {
	err := im.exec(`LOCK TABLE tatil IN SHARE ROW EXCLUSIVE MODE`)
	if err == nil {
		err = im.exec(`CREATE TEMP TABLE gelen_tatil (gun date, ad text, yarim boolean) ON COMMIT DROP`)
	}
	if err != nil {
		return err
	}
	return copyIn(im.ctx, im.tx, "gelen_tatil", bulk{
		columns: []string{"gun", "ad", "yarim"},
		read: func(row func(...any) error) (err error) {
			im.sonuc.Satir, err = im.Dosya.EachTatil(func(t ithal.Tatil) error { return row(t.Gun, t.Ad, t.Yarim) }, im.refuse)
			return err
		},
	})
}

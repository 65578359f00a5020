package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// Limits of what one user is given: more is a mistake.
const (
	maxTanimIlce  = 50
	maxTanimBirim = 50
)

// AddIlce gives a sorumlu an ilçe of the il (YE-03); one that they have changes nothing. Errors: Invalid at “ilce”, NotFound, Conflict.
func (s *Store) AddIlce(ctx context.Context, actor kural.Actor, id int64, ilce int) error {
	return s.changeTanim(ctx, actor, id, 0, "İlçe eklendi", func(tx *Tx, d *TanimDetay) error {
		if d.Tip != yetki.Sorumlu {
			return kural.InvalidField("ilce", "İlçe yalnızca Sorumlu kullanıcıya tanımlanır.")
		}
		if slices.ContainsFunc(d.Ilces, func(y Yer) bool { return y.ID == ilce }) {
			return errSame
		}
		if len(d.Ilces) >= maxTanimIlce {
			return kural.InvalidField("ilce", "Bir kullanıcıya en fazla 50 ilçe tanımlanabilir.")
		}
		tag, err := tx.Exec(ctx, `INSERT INTO kullanici_ilce (kullanici_id, ilce_id) SELECT $1, i.id FROM ilce i WHERE i.id = $2 AND i.il_kodu = $3
			ON CONFLICT (kullanici_id, ilce_id) DO NOTHING`, id, ilce, d.Il)
		if err == nil && tag.RowsAffected() == 0 {
			err = kural.InvalidField("ilce", "İlçe seçiniz.")
		}
		return err
	})
}

// RemoveIlce takes an ilçe away again; a sorumlu without any sees the whole il (GR-02).
func (s *Store) RemoveIlce(ctx context.Context, actor kural.Actor, id int64, ilce int) error {
	return s.changeTanim(ctx, actor, id, 0, "İlçe çıkarıldı", func(tx *Tx, _ *TanimDetay) error {
		tag, err := tx.Exec(ctx, `DELETE FROM kullanici_ilce WHERE kullanici_id = $1 AND ilce_id = $2`, id, ilce)
		return unlessSame(tag, err)
	})
}

// unlessSame is errSame where a statement has found nothing to change.
func unlessSame(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return errSame
	}
	return err
}

// AddBirim gives a yetkili an active DETSİS unit of the il, or one of the country's (YE-01, YE-04): through another il's unit they would read
// what that il routes to it. One that they have changes nothing. Errors: Invalid at “birim”, NotFound.
func (s *Store) AddBirim(ctx context.Context, actor kural.Actor, id int64, birim string) error {
	return s.changeTanim(ctx, actor, id, 0, "Birim eklendi", func(tx *Tx, d *TanimDetay) error {
		if d.Tip != yetki.Yetkili {
			return kural.InvalidField("birim", "DETSİS birimi yalnızca Yetkili kullanıcıya tanımlanır.")
		}
		if slices.ContainsFunc(d.Birims, func(b BirimAdi) bool { return b.No == birim }) {
			return errSame
		}
		if len(d.Birims) >= maxTanimBirim {
			return kural.InvalidField("birim", "Bir kullanıcıya en fazla 50 birim tanımlanabilir.")
		}
		tag, err := tx.Exec(ctx, `INSERT INTO kullanici_birim (kullanici_id, birim_no) SELECT $1, b.detsis_no FROM birim b
			WHERE b.detsis_no = $2 AND b.aktif AND (b.il_kodu = $3 OR b.il_kodu IS NULL)
			ON CONFLICT (kullanici_id, birim_no) DO NOTHING`, id, birim, d.Il)
		if err == nil && tag.RowsAffected() == 0 {
			err = kural.InvalidField("birim", "Seçilen birim ilinizin etkin DETSİS birimleri arasında bulunamadı.")
		}
		return err
	})
}

// RemoveBirim takes a unit away again; what the user has open there they can no longer answer (YE-04).
func (s *Store) RemoveBirim(ctx context.Context, actor kural.Actor, id int64, birim string) error {
	return s.changeTanim(ctx, actor, id, 0, "Birim çıkarıldı", func(tx *Tx, _ *TanimDetay) error {
		tag, err := tx.Exec(ctx, `DELETE FROM kullanici_birim WHERE kullanici_id = $1 AND birim_no = $2`, id, birim)
		return unlessSame(tag, err)
	})
}

package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// Sektor is a line of the list of sectors (SE-01).
type Sektor struct {
	ID    int
	Ad    string
	Sira  int  // place in the list of the form
	Aktif bool // false: withdrawn from new forms, kept for the applications that name it (SE-02)
	Surum int
}

const maxSira = 9999

// Validate checks what was typed (SE-01).
func (k *Sektor) Validate() error {
	k.Ad = strings.Join(strings.Fields(k.Ad), " ")
	var errSira error
	if k.Sira < 1 || k.Sira > maxSira {
		errSira = kural.InvalidField("sira", fmt.Sprintf("Sıra 1 ile %d arasında bir sayı olmalıdır.", maxSira))
	}
	return errors.Join(kural.Text("ad", "Sektör adını", k.Ad, 100), errSira)
}

const sektorSQL = `SELECT id, ad, sira, aktif, surum FROM sektor `

// Sektors lists all sectors in the form's order, withdrawn ones last (SE-02). Errors: Forbidden, Unavailable.
func (s *Store) Sektors(ctx context.Context, actor kural.Actor) ([]Sektor, error) {
	if err := yetki.Check(actor, yetki.SektorDuzenle, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, sektorSQL+`ORDER BY aktif DESC, sira, id`)
	if err != nil {
		return nil, away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Sektor])
	return list, away(err)
}

// Sektor is the sector id. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) Sektor(ctx context.Context, actor kural.Actor, id int) (Sektor, error) {
	if err := yetki.Check(actor, yetki.SektorDuzenle, 0); err != nil {
		return Sektor{}, err
	}
	rows, err := s.pool.Query(ctx, sektorSQL+`WHERE id = $1`, id)
	if err != nil {
		return Sektor{}, away(err)
	}
	return oneSektor(rows)
}

func oneSektor(rows pgx.Rows) (Sektor, error) {
	k, err := pgx.CollectOneRow(rows, pgx.RowToStructByPos[Sektor])
	if errors.Is(err, pgx.ErrNoRows) {
		return k, &kural.Error{Kind: kural.NotFound, Message: "Sektör bulunamadı."}
	}
	return k, away(err)
}

// AddSektor puts a sector on the list; a withdrawn one of that name comes back. Errors: Invalid at the fields, Forbidden.
func (s *Store) AddSektor(ctx context.Context, actor kural.Actor, k Sektor) (int, error) {
	if err := errors.Join(yetki.Check(actor, yetki.SektorDuzenle, 0), k.Validate()); err != nil {
		return 0, err
	}
	id := 0
	err := s.inTx(ctx, func(tx *Tx) error {
		err := tx.QueryRow(ctx, `INSERT INTO sektor AS t (ad, sira) VALUES ($1, $2)
			ON CONFLICT (ad) DO UPDATE SET aktif = true, sira = excluded.sira, surum = t.surum + 1 WHERE NOT t.aktif RETURNING id`, k.Ad, k.Sira).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return errSektorAd
		}
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "sektor", Kayit: fmt.Sprint(id), Islem: "Sektör eklendi", Sonraki: sektorIzi{k.Ad, k.Sira, true}})
	})
	if err == nil {
		s.forgetLists()
	}
	return id, err
}

var errSektorAd = kural.InvalidField("ad", "Bu adda bir sektör zaten var.")

// sektorIzi is what the record of changes keeps.
type sektorIzi struct {
	Ad    string `json:"ad"`
	Sira  int    `json:"sira"`
	Aktif bool   `json:"aktif"`
}

// UpdateSektor changes name and place, from what k.Surum was. Errors as AddSektor's; Conflict where somebody was quicker.
func (s *Store) UpdateSektor(ctx context.Context, actor kural.Actor, k Sektor) error {
	if err := errors.Join(yetki.Check(actor, yetki.SektorDuzenle, 0), k.Validate()); err != nil {
		return err
	}
	return s.changeSektor(ctx, actor, k.ID, k.Surum, "Sektör güncellendi", func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE sektor SET ad = $2, sira = $3, surum = surum + 1 WHERE id = $1`, k.ID, k.Ad, k.Sira)
		if violates(err, "sektor_ad_key") {
			return errSektorAd
		}
		return err
	})
}

// DropSektor erases a sector that no application names; one in use is withdrawn from new forms (SE-02). It tells which. Errors: Conflict
// where somebody was quicker than the page of surum, or no sector would be left to choose; NotFound, Forbidden.
func (s *Store) DropSektor(ctx context.Context, actor kural.Actor, id, surum int) (erased bool, err error) {
	if err := yetki.Check(actor, yetki.SektorDuzenle, 0); err != nil {
		return false, err
	}
	err = s.changeSektor(ctx, actor, id, surum, "Sektör silindi", func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM sektor k WHERE k.id = $1 AND NOT EXISTS (SELECT FROM basvuru b WHERE b.sektor_id = k.id)`, id)
		if err != nil {
			return err
		}
		if erased = tag.RowsAffected() == 1; !erased {
			_, err = tx.Exec(ctx, `UPDATE sektor SET aktif = false, surum = surum + 1 WHERE id = $1`, id)
		}
		if err != nil {
			return err
		}
		return tx.checkSome(ctx, `SELECT EXISTS (SELECT FROM sektor WHERE aktif)`, "Başvuru formunda en az bir sektör kalmalıdır.")
	})
	return erased, err
}

func (s *Store) changeSektor(ctx context.Context, actor kural.Actor, id, surum int, islem string, change func(*Tx) error) error {
	err := s.inTx(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, sektorSQL+`WHERE id = $1 FOR UPDATE`, id)
		if err != nil {
			return err
		}
		before, err := oneSektor(rows)
		if err != nil {
			return err
		}
		if surum != 0 && before.Surum != surum {
			return kural.Conflictf("Bu sektör siz bu sayfadayken değiştirildi. Güncel bilgileri kontrol ederek yeniden deneyiniz.")
		}
		if err := change(tx); err != nil {
			return err
		}
		d := Degisiklik{Tablo: "sektor", Kayit: fmt.Sprint(id), Islem: islem, Onceki: sektorIzi{before.Ad, before.Sira, before.Aktif}}
		if rows, err = tx.Query(ctx, sektorSQL+`WHERE id = $1`, id); err != nil {
			return err
		}
		if after, err := oneSektor(rows); err == nil {
			d.Sonraki = sektorIzi{after.Ad, after.Sira, after.Aktif}
		} else if kural.KindOf(err) != kural.NotFound {
			return err
		}
		return tx.record(ctx, actor, d)
	})
	if err == nil {
		s.forgetLists()
	}
	return err
}

// forgetLists has this process read the lists of the forms, the holidays and the texts anew; others notice within referansAge.
func (s *Store) forgetLists() {
	s.lists.forget()
	s.refs.forget()
	s.takvim.forget()
	s.metins.forget()
}

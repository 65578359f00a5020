package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// ModulHak is a module that a user has; at most one is the opening page (GR-04).
type ModulHak struct {
	Modul  yetki.Modul `json:"modul"`
	Acilis bool        `json:"acilis"`
}

// Parola is the password hash of actor, to hold what they type against. Errors: ErrNoUser for a user without one.
func (s *Store) Parola(ctx context.Context, id int64) (hash string, err error) {
	err = s.pool.QueryRow(ctx, `SELECT parola FROM kullanici WHERE id = $1 AND aktif AND parola IS NOT NULL AND kullanici_adi IS NOT NULL`, id).Scan(&hash)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoUser
	}
	return hash, away(err)
}

// ChangeParola puts actor's own password hash in the place of old and returns its surum; their other sessions end (GR-06). Errors:
// Conflict where it has become another one meanwhile.
func (s *Store) ChangeParola(ctx context.Context, actor kural.Actor, old, hash string) (surum int, err error) {
	err = s.inTx(ctx, func(tx *Tx) error {
		err := tx.QueryRow(ctx, `UPDATE kullanici SET parola = $3, parola_gecici = false, parola_surum = parola_surum + 1
			WHERE id = $1 AND aktif AND parola = $2 RETURNING parola_surum`, actor.ID, old, hash).Scan(&surum)
		if errors.Is(err, pgx.ErrNoRows) {
			return kural.Conflictf("Şifreniz siz bu sayfadayken başka bir yerden değiştirildi. Yeni şifrenizle giriş yapınız.")
		}
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "kullanici", Kayit: kullaniciKey(actor.ID), Islem: "Şifre değiştirildi"})
	})
	return surum, err
}

// RehashParola puts another hash of the same password in the place of old; no session ends. Where the password has become another one
// meanwhile it changes nothing.
func (s *Store) RehashParola(ctx context.Context, id int64, old, hash string) error {
	_, err := s.pool.Exec(ctx, `UPDATE kullanici SET parola = $3 WHERE id = $1 AND parola = $2`, id, old, hash)
	return away(err)
}

// SetAcilis makes modul actor's opening page, "" none (GR-04). Errors: Invalid at “modul” for one that they don't have.
func (s *Store) SetAcilis(ctx context.Context, actor kural.Actor, modul yetki.Modul) error {
	return s.inTx(ctx, func(tx *Tx) error { // both under one lock: two tabs must not leave two
		if _, err := tx.Exec(ctx, `SELECT FROM kullanici WHERE id = $1 FOR NO KEY UPDATE`, actor.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kullanici_modul SET acilis = false WHERE kullanici_id = $1 AND acilis`, actor.ID); err != nil || modul == "" {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE kullanici_modul SET acilis = true WHERE kullanici_id = $1 AND modul = $2`, actor.ID, modul)
		if err == nil && tag.RowsAffected() == 0 {
			err = kural.InvalidField("modul", "Açılış sayfası olarak yetkiniz olan bir modülü seçiniz.")
		}
		return err
	})
}

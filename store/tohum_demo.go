package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/parola"
	"acikkapi/internal/tohum"
	"acikkapi/internal/yetki"
)

// LoadDemo makes the demonstration's users and its API key, or unlocks them; the reference data must be there
// (Seed). It returns how many users were made or unlocked. Only where ACIKKAPI_DEMO=1: names and passwords
// are published.
func (s *Store) LoadDemo(ctx context.Context) (int, error) {
	n := 0
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		for _, k := range tohum.Demo() {
			done, err := s.demoKullanici(ctx, tx, k)
			if err != nil {
				return fmt.Errorf("%s: %w", k.Tip, err)
			}
			if done {
				n++
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO api_anahtar (ad, ozet, kapsam) VALUES ('demo', $1, $2), ('demo kart', $3, $4)
			ON CONFLICT (ozet) DO UPDATE SET aktif = true`,
			anahtarOzet(tohum.DemoAnahtar), []string{tohum.DemoKapsam}, anahtarOzet(tohum.DemoKartAnahtar), []string{tohum.DemoKartKapsam})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("seed demo: %w", away(err))
	}
	return n, nil
}

// LockDemo locks the demonstration's users and its API keys, in a database that was once used with ACIKKAPI_DEMO=1.
// It returns how many users it locked.
func (s *Store) LockDemo(ctx context.Context) (int, error) {
	var tips []string
	var izs [][]byte
	for _, k := range tohum.Demo() {
		tips, izs = append(tips, k.Tip), append(izs, s.box.Index("tckn", string(k.TCKN)))
	}
	n := 0
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE kullanici SET aktif = false
			WHERE aktif AND (tip, tckn_iz) IN (SELECT * FROM unnest($1::text[], $2::bytea[]))`, tips, izs)
		if err != nil {
			return err
		}
		n = int(tag.RowsAffected())
		_, err = tx.Exec(ctx, `UPDATE api_anahtar SET aktif = false WHERE ozet IN ($1, $2)`, anahtarOzet(tohum.DemoAnahtar), anahtarOzet(tohum.DemoKartAnahtar))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("lock demo: %w", away(err))
	}
	return n, nil
}

// anahtarOzet is what the database keeps of an API key. Keys are long and random, so a plain digest will do.
func anahtarOzet(anahtar string) []byte {
	sum := sha256.Sum256([]byte(anahtar))
	return sum[:]
}

// demoKullanici tells whether it had anything to do.
func (s *Store) demoKullanici(ctx context.Context, tx pgx.Tx, k tohum.Kullanici) (bool, error) {
	iz := s.box.Index("tckn", string(k.TCKN))
	var id int64
	var aktif bool
	err := tx.QueryRow(ctx, `SELECT id, aktif FROM kullanici WHERE tip = $1 AND tckn_iz = $2
		ORDER BY aktif DESC, id DESC LIMIT 1`, k.Tip, iz).Scan(&id, &aktif)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return true, s.addDemo(ctx, tx, k, iz)
	case err != nil || aktif:
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE kullanici SET aktif = true WHERE id = $1`, id)
	return true, err
}

func (s *Store) addDemo(ctx context.Context, tx pgx.Tx, k tohum.Kullanici, iz []byte) error {
	var hesap, sifre *string
	if k.Hesap != "" {
		hash, err := parola.Hash(tohum.DemoParola)
		if err != nil {
			return err
		}
		hesap, sifre = &k.Hesap, &hash
	}
	var id int64
	err := tx.QueryRow(ctx, `INSERT INTO kullanici (tip, tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu, kullanici_adi, parola)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
		k.Tip, s.box.SealString(string(k.TCKN)), iz, s.box.SealString(string(k.Telefon)), s.box.Index("telefon", string(k.Telefon)),
		k.Ad, k.Soyad, k.Il, hesap, sifre).Scan(&id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO kullanici_ilce SELECT $1, unnest($2::int[])`, id, k.Ilces); err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO kullanici_birim SELECT $1, unnest($2::text[])`, id, k.Birims); err != nil {
		return err
	}
	if t := yetki.HesapTipOf(k.Tip); t.Tip != "" {
		_, err = tx.Exec(ctx, `INSERT INTO kullanici_modul (kullanici_id, modul) VALUES ($1, $2)`, id, t.Moduls[0])
	}
	return err
}

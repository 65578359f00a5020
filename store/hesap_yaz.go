package store

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

var (
	errSonYonetici = kural.Conflictf("Son etkin Proje Yöneticisi silinemez; tipi değiştirilemez ve “Kullanıcı ve Tanım İşlemleri” modülü alınamaz. Önce başka bir Proje Yöneticisi tanımlayınız.")
	errKendisi     = kural.Conflictf("Kendi kullanıcınızı silemez, tipini değiştiremez ve “Kullanıcı ve Tanım İşlemleri” modülünüzü alamazsınız. Bunu başka bir Proje Yöneticisi yapabilir.")
	errYetkiBitti  = &kural.Error{Kind: kural.Forbidden, Message: "Proje Yöneticisi yetkiniz az önce kaldırıldı; hiçbir şey değiştirilmedi."}
)

const (
	lockYoneticiSQL = `SELECT id FROM kullanici WHERE tip = 'proje_yoneticisi' AND aktif ORDER BY id FOR NO KEY UPDATE`
	// read by a statement of its own after the lock: it sees what the one before us committed
	yoneticiSQL = `SELECT k.id FROM kullanici k WHERE k.tip = 'proje_yoneticisi' AND k.aktif
		AND EXISTS (SELECT FROM kullanici_modul m WHERE m.kullanici_id = k.id AND m.modul = 'tanim')`
)

// lockYoneticis makes changes of e-İçişleri users wait for each other, so that two Proje Yöneticisi cannot remove one another, and
// refuses an actor who is none any more. The command line has no id.
func (t *Tx) lockYoneticis(ctx context.Context, actor kural.Actor) error {
	if _, err := t.Exec(ctx, lockYoneticiSQL); err != nil {
		return err
	}
	now, err := t.yoneticis(ctx)
	if err == nil && actor.ID != 0 && !slices.Contains(now, actor.ID) {
		err = errYetkiBitti
	}
	return err
}

func (t *Tx) yoneticis(ctx context.Context) ([]int64, error) {
	rows, err := t.Query(ctx, yoneticiSQL)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// changeHesap locks the user, runs change, sees that a Proje Yöneticisi is left, and records what became of the user. Surum is what the
// page began from, 0 for a change that overwrites nothing.
func (s *Store) changeHesap(ctx context.Context, actor kural.Actor, id int64, surum int, islem string, change func(*Tx, *HesapDetay) error) error {
	if err := yetki.Check(actor, yetki.EIcisleriTanimla, 0); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx *Tx) error {
		if err := tx.lockYoneticis(ctx, actor); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, hesapBul+` FOR UPDATE OF k`, id)
		if err != nil {
			return err
		}
		before, err := s.oneHesap(rows)
		if err != nil {
			return err
		}
		if surum != 0 && before.Surum != surum {
			return kural.Conflictf("Bu kullanıcı siz bu sayfadayken değiştirildi. Güncel bilgileri kontrol ederek yeniden deneyiniz.")
		}
		if err := change(tx, before); err != nil {
			return err
		}
		if err := tx.yoneticiLeft(ctx, actor, before); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kullanici SET surum = surum + 1, guncelleme = $2, guncelleyen = $3 WHERE id = $1`, id, s.clock(), orNull(actor.ID)); err != nil {
			return err
		}
		return s.recordHesap(ctx, tx, actor, before, islem)
	})
}

// yoneticiLeft refuses what would take the users' definition from before, who is actor or the last who has it.
func (t *Tx) yoneticiLeft(ctx context.Context, actor kural.Actor, before *HesapDetay) error {
	if before.Tip != yetki.ProjeYoneticisi {
		return nil
	}
	now, err := t.yoneticis(ctx)
	switch {
	case err != nil:
		return err
	case len(now) == 0 && before.ID != actor.ID:
		return errSonYonetici
	case before.ID == actor.ID && !slices.Contains(now, actor.ID):
		return errKendisi
	}
	return nil
}

func (s *Store) recordHesap(ctx context.Context, tx *Tx, actor kural.Actor, before *HesapDetay, islem string) error {
	d := Degisiklik{Tablo: "kullanici", Kayit: kullaniciKey(before.ID), Islem: islem, Onceki: hesapIzi(&before.Hesap)}
	rows, err := tx.Query(ctx, hesapBul, before.ID)
	if err != nil {
		return err
	}
	after, err := pgx.CollectOneRow(rows, s.scanHesap)
	switch {
	case err == nil:
		d.Sonraki = hesapIzi(&after.Hesap)
	case !errors.Is(err, pgx.ErrNoRows): // deleted
		return err
	}
	return tx.record(ctx, actor, d)
}

// UpdateHesap changes everything but the person; it counts from their next request (GR-05). Errors as DefineHesap's; Conflict where
// somebody else has changed them since surum, and where nobody would be left to define users.
func (s *Store) UpdateHesap(ctx context.Context, actor kural.Actor, id int64, surum int, h yetki.Hesap) error {
	h.Normalize()
	return s.changeHesap(ctx, actor, id, surum, "Kullanıcı güncellendi", func(tx *Tx, d *HesapDetay) error {
		h.TCKN = d.TCKN
		if err := h.Validate(); err != nil {
			return err
		}
		cep, cepIz := s.sealCep(h.Cep)
		_, err := tx.Exec(ctx, `UPDATE kullanici SET tip = $2, ad = $3, soyad = $4, telefon = $5, telefon_iz = $6, il_kodu = $7, kullanici_adi = $8 WHERE id = $1`,
			id, h.Tip, h.Ad, h.Soyad, cep, cepIz, orNull(h.Il), h.KullaniciAdi)
		if err != nil {
			return err
		}
		return tx.setYerModul(ctx, id, &h, d.Birim)
	})
}

// DeleteHesap ends the user's rights with their next request; what they did stays in every history (YE-06, GR-05).
func (s *Store) DeleteHesap(ctx context.Context, actor kural.Actor, id int64) error {
	return s.changeHesap(ctx, actor, id, 0, "Kullanıcı silindi", func(tx *Tx, _ *HesapDetay) error {
		_, err := tx.Exec(ctx, `UPDATE kullanici SET aktif = false WHERE id = $1`, id)
		return err
	})
}

// sifreSifirlandi is what the record of changes says of a password that somebody else has given.
const sifreSifirlandi = "Şifre sıfırlandı"

// ResetParola gives the user a password that they have to change at the next sign-in; their sessions end (GR-06).
func (s *Store) ResetParola(ctx context.Context, actor kural.Actor, id int64, surum int, hash string) error {
	return s.changeHesap(ctx, actor, id, surum, sifreSifirlandi, func(tx *Tx, d *HesapDetay) error {
		if id == actor.ID {
			return kural.Conflictf("Kendi şifrenizi “Şifre Değiştir” sayfasından değiştirebilirsiniz.")
		}
		if d.KullaniciAdi == "" {
			return kural.Conflictf("Bu kullanıcının kullanıcı adı yok; önce “Güncelle” ile kullanıcı adı veriniz.")
		}
		_, err := tx.Exec(ctx, `UPDATE kullanici SET parola = $2, parola_gecici = true, parola_surum = parola_surum + 1 WHERE id = $1`, id, hash)
		return err
	})
}

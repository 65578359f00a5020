package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// TanimDetay is a defined user with everything that their page shows.
type TanimDetay struct {
	yetki.Tanim
	ID     int64
	Surum  int // of what Update must have begun from
	IlAd   string
	Ilces  []Yer
	Birims []BirimAdi
}

// tanimIzi is what the record of changes keeps of a user: masked, it outlives them.
type tanimIzi struct {
	Tip    string     `json:"tip"`
	TCKN   string     `json:"tckn"`
	Il     int        `json:"il"`
	Ad     string     `json:"ad"`
	Soyad  string     `json:"soyad"`
	Cep    string     `json:"cep"`
	Ilces  []Yer      `json:"ilceler"`
	Birims []BirimAdi `json:"birimler"`
}

func (d *TanimDetay) iz() *tanimIzi {
	cep := d.Cep
	if len(cep) > 4 {
		cep = "…" + cep[len(cep)-2:]
	}
	return &tanimIzi{d.Tip, d.TCKN.Masked(), d.Il, d.Ad, d.Soyad, cep, d.Ilces, d.Birims}
}

func kullaniciKey(id int64) string { return fmt.Sprint(id) }

// DefineKullanici makes an AKS or a Yetkili of actor's il (YE-02) and returns the id. Errors: Invalid at the fields, Forbidden,
// Conflict where the person has that kind already, Unavailable.
func (s *Store) DefineKullanici(ctx context.Context, actor kural.Actor, t yetki.Tanim) (int64, error) {
	t.Normalize()
	if err := errors.Join(t.Validate(), ownIl(actor, t.Il)); err != nil {
		return 0, err
	}
	if err := yetki.Check(actor, yetki.KullaniciTanimla, t.Il); err != nil {
		return 0, err
	}
	id := int64(0)
	err := s.inTx(ctx, func(tx *Tx) error {
		err := tx.QueryRow(ctx, `INSERT INTO kullanici (tip, tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu, olusturan)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
			t.Tip, s.box.SealString(string(t.TCKN)), s.box.Index("tckn", string(t.TCKN)), s.box.SealString(t.Cep), s.box.Index("telefon", t.Cep),
			t.Ad, t.Soyad, t.Il, orNull(actor.ID)).Scan(&id)
		if err != nil {
			return err
		}
		d := &TanimDetay{Tanim: t, ID: id}
		return tx.record(ctx, actor, Degisiklik{Tablo: "kullanici", Kayit: kullaniciKey(id), Islem: "Kullanıcı tanımlandı", Sonraki: d.iz()})
	})
	if e, ok := errors.AsType[*kural.Error](err); ok && e.Kind == kural.Conflict && e.Field == "tckn" { // perhaps where this Vali cannot look
		err = &kural.Error{Kind: e.Kind, Field: e.Field, Message: "Bu kişi bu yetki tipiyle zaten kayıtlıdır. Listenizde yoksa başka bir ilde tanımlıdır; önce o ilin Valiliğince silinmelidir.", Err: err}
	}
	return id, err
}

// ownIl says at the field that a Vali defines users of their own il only (YE-01).
func ownIl(actor kural.Actor, il int) error {
	if actor.Rol == kural.Vali && il != actor.Il {
		return kural.InvalidField("il", "Yalnızca kendi iliniz için kullanıcı tanımlayabilirsiniz.")
	}
	return nil
}

const tanimSQL = `SELECT k.tip, k.tckn, k.telefon, k.ad, k.soyad, coalesce(k.il_kodu, 0), coalesce(il.ad, ''), k.id, k.surum,
	(SELECT coalesce(json_agg(json_build_object('id', i.id, 'ad', i.ad) ORDER BY i.ad COLLATE "tr-x-icu"), '[]')
		FROM kullanici_ilce ki JOIN ilce i ON i.id = ki.ilce_id WHERE ki.kullanici_id = k.id),
	(SELECT coalesce(json_agg(json_build_object('no', b.detsis_no, 'ad', b.ad) ORDER BY b.ad COLLATE "tr-x-icu"), '[]')
		FROM kullanici_birim kb JOIN birim b ON b.detsis_no = kb.birim_no WHERE kb.kullanici_id = k.id)
	FROM kullanici k LEFT JOIN il ON il.kod = k.il_kodu `

const tanimBul = tanimSQL + `WHERE k.id = $1 AND k.aktif AND k.tip IN ('sorumlu', 'yetkili')`

func (s *Store) scanTanim(row pgx.CollectableRow) (TanimDetay, error) {
	var d TanimDetay
	var tckn, cep []byte
	err := row.Scan(&d.Tip, &tckn, &cep, &d.Ad, &d.Soyad, &d.Il, &d.IlAd, &d.ID, &d.Surum, &d.Ilces, &d.Birims)
	if err != nil {
		return d, err
	}
	no, err1 := s.box.OpenString(tckn)
	phone, err2 := s.box.OpenString(cep)
	d.TCKN, d.Cep = basvuru.TCKN(no), phone
	return d, errors.Join(err1, err2)
}

var errNoTanim = &kural.Error{Kind: kural.NotFound, Message: "Kullanıcı bulunamadı; silinmiş olabilir."}

// Tanim is the user id of actor's il. Errors: NotFound also for another il's, Forbidden, Unavailable.
func (s *Store) Tanim(ctx context.Context, actor kural.Actor, id int64) (*TanimDetay, error) {
	rows, err := s.pool.Query(ctx, tanimBul, id)
	if err != nil {
		return nil, away(err)
	}
	return s.oneTanim(actor, rows)
}

func (s *Store) oneTanim(actor kural.Actor, rows pgx.Rows) (*TanimDetay, error) {
	d, err := pgx.CollectOneRow(rows, s.scanTanim)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errNoTanim
	}
	if err != nil {
		return nil, away(err)
	}
	return &d, yetki.Check(actor, yetki.KullaniciTanimla, d.Il)
}

// errSame: a change that changes nothing; it leaves no history.
var errSame = errors.New("nothing has changed")

// changeTanim locks the user, checks actor's right to them, runs change and records what became of them. Surum is what the page
// began from, 0 for a change that overwrites nothing.
func (s *Store) changeTanim(ctx context.Context, actor kural.Actor, id int64, surum int, islem string, change func(*Tx, *TanimDetay) error) error {
	return s.inTx(ctx, func(tx *Tx) error {
		before, err := s.lockTanim(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if surum != 0 && before.Surum != surum {
			return kural.Conflictf("Bu kullanıcı siz bu sayfadayken değiştirildi. Güncel bilgileri kontrol ederek yeniden deneyiniz.")
		}
		if err := change(tx, before); errors.Is(err, errSame) {
			return nil
		} else if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE kullanici SET surum = surum + 1, guncelleme = $2, guncelleyen = $3 WHERE id = $1`, id, s.clock(), orNull(actor.ID)); err != nil {
			return err
		}
		d := Degisiklik{Tablo: "kullanici", Kayit: kullaniciKey(id), Islem: islem, Onceki: before.iz()}
		rows, err := tx.Query(ctx, tanimBul, id)
		if err != nil {
			return err
		}
		after, err := pgx.CollectOneRow(rows, s.scanTanim)
		switch {
		case err == nil:
			d.Sonraki = after.iz()
		case !errors.Is(err, pgx.ErrNoRows): // deleted
			return err
		}
		return tx.record(ctx, actor, d)
	})
}

// lockTanim reads after it has the lock, in a statement of its own: one that waits for the lock would still have the ilçe and birim of
// before the wait.
func (s *Store) lockTanim(ctx context.Context, tx *Tx, actor kural.Actor, id int64) (*TanimDetay, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM kullanici WHERE id = $1 FOR UPDATE`, id); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, tanimBul, id)
	if err != nil {
		return nil, err
	}
	return s.oneTanim(actor, rows)
}

// UpdateKullanici changes name and phone of the user id; kind, number and il stay (YE-05). The phone is what they sign in with: another
// one ends their sessions and what they have begun to sign in with, else a code sent to one phone would open what the other's owner may do. Errors as DefineKullanici's; Conflict where
// somebody else has changed them since surum.
func (s *Store) UpdateKullanici(ctx context.Context, actor kural.Actor, id int64, surum int, t yetki.Tanim) error {
	t.Normalize()
	return s.changeTanim(ctx, actor, id, surum, "Kullanıcı güncellendi", func(tx *Tx, d *TanimDetay) error {
		t.Tip, t.TCKN, t.Il = d.Tip, d.TCKN, d.Il
		if err := t.Validate(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE kullanici SET ad = $2, soyad = $3, telefon = $4, telefon_iz = $5,
			parola_surum = parola_surum + (telefon_iz IS DISTINCT FROM $5)::int WHERE id = $1`,
			id, t.Ad, t.Soyad, s.box.SealString(t.Cep), s.box.Index("telefon", t.Cep))
		return err
	})
}

// DeleteKullanici ends the user's rights with their next request; what they did stays in every history (YE-06, GR-05).
func (s *Store) DeleteKullanici(ctx context.Context, actor kural.Actor, id int64) error {
	return s.changeTanim(ctx, actor, id, 0, "Kullanıcı silindi", func(tx *Tx, _ *TanimDetay) error {
		_, err := tx.Exec(ctx, `UPDATE kullanici SET aktif = false WHERE id = $1`, id)
		return err
	})
}

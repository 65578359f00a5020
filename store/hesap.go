package store

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/yetki"
)

// HesapDetay is a defined user of e-İçişleri with everything that their page shows.
type HesapDetay struct {
	yetki.Hesap
	ID      int64
	Surum   int // of what UpdateHesap must have begun from
	IlAd    string
	BirimAd string
	Gecici  bool // has not yet changed the password that somebody else gave
}

// HesapIzi is what the record of changes keeps of a user of e-İçişleri: masked, it outlives them. Never a password.
type HesapIzi struct {
	Tip          string        `json:"tip"`
	TCKN         string        `json:"tckn"`
	Ad           string        `json:"ad"`
	Soyad        string        `json:"soyad"`
	Cep          string        `json:"cep"`
	Il           int           `json:"il"`
	Birim        string        `json:"birim"`
	KullaniciAdi string        `json:"kullanici_adi"`
	Moduls       []yetki.Modul `json:"moduller"`
}

func hesapIzi(h *yetki.Hesap) *HesapIzi {
	cep := h.Cep
	if len(cep) > 4 {
		cep = "…" + cep[len(cep)-2:]
	}
	return &HesapIzi{h.Tip, h.TCKN.Masked(), h.Ad, h.Soyad, cep, h.Il, h.Birim, h.KullaniciAdi, h.Moduls}
}

const hesapSQL = `SELECT k.id, k.surum, k.tip, k.tckn, k.telefon, k.ad, k.soyad, coalesce(k.il_kodu, 0), coalesce(il.ad, ''), coalesce(b.detsis_no, ''), coalesce(b.ad, ''),
	coalesce(k.kullanici_adi, ''), k.parola_gecici, (SELECT coalesce(array_agg(m.modul), '{}') FROM kullanici_modul m WHERE m.kullanici_id = k.id)
	FROM kullanici k LEFT JOIN il ON il.kod = k.il_kodu
	LEFT JOIN birim b ON b.detsis_no = (SELECT min(kb.birim_no) FROM kullanici_birim kb WHERE kb.kullanici_id = k.id) `

const hesapBul = hesapSQL + `WHERE k.id = $1 AND k.aktif AND k.tip NOT IN ('sorumlu', 'yetkili')`

func (s *Store) scanHesap(row pgx.CollectableRow) (HesapDetay, error) {
	var d HesapDetay
	var tckn, cep []byte
	err := row.Scan(&d.ID, &d.Surum, &d.Tip, &tckn, &cep, &d.Ad, &d.Soyad, &d.Il, &d.IlAd, &d.Birim, &d.BirimAd, &d.KullaniciAdi, &d.Gecici, &d.Moduls)
	if err != nil {
		return d, err
	}
	slices.SortFunc(d.Moduls, func(a, b yetki.Modul) int { return slices.Index(yetki.Moduls, a) - slices.Index(yetki.Moduls, b) })
	if !yetki.HesapTipOf(d.Tip).Il { // of an older definition
		d.Il, d.IlAd = 0, ""
	}
	no, err1 := s.box.OpenString(tckn)
	d.TCKN = basvuru.TCKN(no)
	var err2 error
	if cep != nil {
		d.Cep, err2 = s.box.OpenString(cep)
	}
	return d, errors.Join(err1, err2)
}

// Hesap is the user id of e-İçişleri. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) Hesap(ctx context.Context, actor kural.Actor, id int64) (*HesapDetay, error) {
	if err := yetki.Check(actor, yetki.EIcisleriTanimla, 0); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, hesapBul, id)
	if err != nil {
		return nil, away(err)
	}
	return s.oneHesap(rows)
}

func (s *Store) oneHesap(rows pgx.Rows) (*HesapDetay, error) {
	d, err := pgx.CollectOneRow(rows, s.scanHesap)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errNoTanim
	}
	if err != nil {
		return nil, away(err)
	}
	return &d, nil
}

// DefineHesap makes a user of e-İçişleri who has to change the password at the first sign-in (GR-06); hash is the argon2id hash of
// it. Errors: Invalid at the fields, Forbidden, Conflict where the person has that kind or somebody the user name already.
func (s *Store) DefineHesap(ctx context.Context, actor kural.Actor, h yetki.Hesap, hash string) (int64, error) {
	h.Normalize()
	if err := h.Validate(); err != nil {
		return 0, err
	}
	if err := yetki.Check(actor, yetki.EIcisleriTanimla, h.Il); err != nil {
		return 0, err
	}
	id := int64(0)
	err := s.inTx(ctx, func(tx *Tx) error {
		if err := tx.lockYoneticis(ctx, actor); err != nil {
			return err
		}
		cep, cepIz := s.sealCep(h.Cep)
		err := tx.QueryRow(ctx, `INSERT INTO kullanici (tip, tckn, tckn_iz, telefon, telefon_iz, ad, soyad, il_kodu, kullanici_adi, parola, parola_gecici, olusturan)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true, $11) RETURNING id`,
			h.Tip, s.box.SealString(string(h.TCKN)), s.box.Index("tckn", string(h.TCKN)), cep, cepIz, h.Ad, h.Soyad, orNull(h.Il),
			h.KullaniciAdi, hash, orNull(actor.ID)).Scan(&id)
		if err == nil {
			err = tx.setYerModul(ctx, id, &h, "")
		}
		if err != nil {
			return err
		}
		return tx.record(ctx, actor, Degisiklik{Tablo: "kullanici", Kayit: kullaniciKey(id), Islem: "Kullanıcı tanımlandı", Sonraki: hesapIzi(&h)})
	})
	return id, err
}

func (s *Store) sealCep(cep string) (sealed, iz []byte) {
	if cep == "" {
		return nil, nil
	}
	return s.box.SealString(cep), s.box.Index("telefon", cep)
}

// setYerModul gives a user their unit and modules, and takes the others away. A unit that they had, onceki, may have been closed since.
func (t *Tx) setYerModul(ctx context.Context, id int64, h *yetki.Hesap, onceki string) error {
	if _, err := t.Exec(ctx, `DELETE FROM kullanici_birim WHERE kullanici_id = $1 AND birim_no <> $2`, id, h.Birim); err != nil {
		return err
	}
	if h.Birim != "" && h.Birim != onceki {
		tag, err := t.Exec(ctx, `INSERT INTO kullanici_birim (kullanici_id, birim_no) SELECT $1, detsis_no FROM birim WHERE detsis_no = $2 AND aktif`, id, h.Birim)
		if err == nil && tag.RowsAffected() == 0 {
			err = kural.InvalidField("birim", "Bu numarayla DETSİS listesinde etkin bir birim bulunamadı.")
		}
		if err != nil {
			return err
		}
	}
	moduls := make([]string, len(h.Moduls)) // never nil, which would be NULL
	for i, m := range h.Moduls {
		moduls[i] = string(m)
	}
	if _, err := t.Exec(ctx, `DELETE FROM kullanici_modul WHERE kullanici_id = $1 AND NOT modul = ANY($2)`, id, moduls); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO kullanici_modul (kullanici_id, modul) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, id, moduls)
	return err
}

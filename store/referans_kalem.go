package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"acikkapi/internal/kural"
)

// Liste is a list of a form that the Proje Yöneticisi edits (OP-07); sectors have rules of their own (SE-01).
type Liste string

// The lists, by their tables.
const (
	BaslikListesi Liste = "hizmet_baslik"
	AltListesi    Liste = "hizmet_alt_baslik"
	EgitimListesi Liste = "egitim_durumu"
)

// Kalem is a line of such a list.
type Kalem struct {
	ID    int
	Ust   int // the heading of a sub-heading, else 0
	Ad    string
	Sira  int  // place in the list of the form
	Aktif bool // false: withdrawn from new forms, kept for the applications that name it
	Diger bool // a heading without sub-headings that wants an Açıklama (VB-08)
	// SureGun is the working days that a birim has for its answer; 0: as the heading above, or the general ones (PL-08)
	SureGun int
	Surum   int
	Evrak   bool // a reason to cancel a card that wants the two papers (KI-02); it cannot be withdrawn
}

// MaxSureGun bounds the working days of a birim.
const MaxSureGun = 60

// Validate checks what was typed; all wrong fields come back at once.
func (k *Kalem) Validate() error {
	k.Ad = strings.Join(strings.Fields(k.Ad), " ")
	var errSira, errSure error
	if k.Sira < 1 || k.Sira > maxSira {
		errSira = kural.InvalidField("sira", fmt.Sprintf("Sıra 1 ile %d arasında bir sayı olmalıdır.", maxSira))
	}
	if k.SureGun < 0 || k.SureGun > MaxSureGun {
		errSure = kural.InvalidField("sure_gun", fmt.Sprintf("Cevap süresi 1 ile %d iş günü arasında bir sayı olmalıdır; genel süre için boş bırakınız.", MaxSureGun))
	}
	return errors.Join(kural.Text("ad", "Adını", k.Ad, 150), errSira, errSure)
}

// kalemIzi is what the record of changes keeps.
type kalemIzi struct {
	Ad      string `json:"ad"`
	Sira    int    `json:"sira"`
	Aktif   bool   `json:"aktif"`
	Diger   bool   `json:"diger,omitempty"`
	SureGun int    `json:"sure_gun,omitempty"`
}

// kalemSQL is what differs between the lists; tablo is "" where the list's name is the table's. ekle and degistir know @id, @ust, @ad,
// @sira, @aktif, @diger and @sure; kalan tells whether the form still has something to choose.
type kalemSQL struct{ tablo, oku, ekle, degistir, kalan, bos string }

var kalemSQLs = map[Liste]kalemSQL{
	BaslikListesi: {
		"", `SELECT id, 0, ad, sira, aktif, diger, coalesce(sure_gun, 0), surum, false FROM hizmet_baslik`,
		`INSERT INTO hizmet_baslik (ad, sira, diger, sure_gun) VALUES (@ad, @sira, @diger, nullif(@sure::int, 0)) RETURNING id`,
		`UPDATE hizmet_baslik SET ad = @ad, sira = @sira, aktif = @aktif, diger = @diger, sure_gun = nullif(@sure::int, 0), surum = surum + 1 WHERE id = @id`,
		`SELECT EXISTS (` + sunulanBaslikSQL + `)`, "Başvuru formunda seçilebilecek en az bir hizmet başlığı kalmalıdır.",
	},
	AltListesi: {
		"", `SELECT id, baslik_id, ad, sira, aktif, false, coalesce(sure_gun, 0), surum, false FROM hizmet_alt_baslik`,
		`INSERT INTO hizmet_alt_baslik (baslik_id, ad, sira, sure_gun) VALUES (@ust, @ad, @sira, nullif(@sure::int, 0)) RETURNING id`,
		`UPDATE hizmet_alt_baslik SET ad = @ad, sira = @sira, aktif = @aktif, sure_gun = nullif(@sure::int, 0), surum = surum + 1 WHERE id = @id`,
		`SELECT EXISTS (` + sunulanBaslikSQL + `)`, "Başvuru formunda seçilebilecek en az bir hizmet başlığı kalmalıdır.",
	},
	EgitimListesi: {
		"", `SELECT id, 0, ad, sira, aktif, false, 0, surum, false FROM egitim_durumu`,
		`INSERT INTO egitim_durumu (ad, sira) VALUES (@ad, @sira) RETURNING id`,
		`UPDATE egitim_durumu SET ad = @ad, sira = @sira, aktif = @aktif, surum = surum + 1 WHERE id = @id`,
		`SELECT EXISTS (SELECT FROM egitim_durumu WHERE aktif)`, "Başvuru formunda en az bir eğitim durumu kalmalıdır.",
	},
	KartRetListesi: retSQL("kart"), IptalRetListesi: retSQL("iptal"), IptalNedenListesi: iptalNedenSQL(),
}

// sunulanBaslikSQL are the headings that the form offers: without a sub-heading only “Diğer” can be chosen.
const (
	baslikSunulur    = `aktif AND (diger OR EXISTS (SELECT FROM hizmet_alt_baslik a WHERE a.baslik_id = b.id AND a.aktif))`
	sunulanBaslikSQL = `SELECT id, ad, diger FROM hizmet_baslik b WHERE ` + baslikSunulur
)

func (l Liste) tur() kayitTuru[Kalem] {
	return kayitTuru[Kalem]{
		tablo: string(l), oku: kalemSQLs[l].oku, anahtar: "id", yok: "Aradığınız kayıt bulunamadı.",
		surum: func(k Kalem) int { return k.Surum },
		iz:    func(k Kalem) any { return kalemIzi{k.Ad, k.Sira, k.Aktif, k.Diger, k.SureGun} },
	}
}

func (k *Kalem) args() pgx.NamedArgs {
	return pgx.NamedArgs{"id": k.ID, "ust": k.Ust, "ad": k.Ad, "sira": k.Sira, "aktif": k.Aktif, "diger": k.Diger, "sure": k.SureGun}
}

// Kalems lists a list in the form's order, withdrawn lines last; ust is the heading of sub-headings, else 0. Errors: Forbidden, Unavailable.
func (s *Store) Kalems(ctx context.Context, actor kural.Actor, l Liste, ust int) ([]Kalem, error) {
	if l == AltListesi {
		return readKayits(ctx, s, actor, l.tur(), `WHERE baslik_id = $1 ORDER BY aktif DESC, sira, id`, ust)
	}
	return readKayits(ctx, s, actor, l.tur(), `ORDER BY aktif DESC, sira, id`)
}

// Kalem is the line id. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) Kalem(ctx context.Context, actor kural.Actor, l Liste, id int) (Kalem, error) {
	return readKayit(ctx, s, actor, l.tur(), id)
}

// AddKalem puts a line on a list; the form offers it at once. Errors: Invalid at the fields, Forbidden; NotFound for a heading
// that there is not.
func (s *Store) AddKalem(ctx context.Context, actor kural.Actor, l Liste, k Kalem) (int, error) {
	if err := k.Validate(); err != nil {
		return 0, err
	}
	k.Aktif = true
	err := addKayit(ctx, s, actor, l.tur(), "Eklendi", func(tx *Tx) (any, error) {
		if err := tx.checkKalem(ctx, l, &k); err != nil {
			return nil, err
		}
		err := tx.QueryRow(ctx, kalemSQLs[l].ekle, k.args()).Scan(&k.ID)
		return k.ID, kalemError(err)
	})
	return k.ID, err
}

// UpdateKalem changes a line, from what k.Surum was; Aktif withdraws it or brings it back. Errors as AddKalem's; Conflict where
// somebody was quicker, and where the form would be left with nothing to choose.
func (s *Store) UpdateKalem(ctx context.Context, actor kural.Actor, l Liste, k Kalem) error {
	if err := k.Validate(); err != nil {
		return err
	}
	return changeKayit(ctx, s, actor, l.tur(), k.ID, k.Surum, func(tx *Tx, before Kalem) (string, error) {
		k.Ust, k.Evrak = before.Ust, before.Evrak
		err := tx.checkKalem(ctx, l, &k)
		if err == nil {
			_, err = tx.Exec(ctx, kalemSQLs[l].degistir, k.args())
		}
		if err == nil {
			err = tx.checkKalan(ctx, l)
		}
		return kalemIslem(before, k), kalemError(err)
	})
}

func kalemIslem(before, after Kalem) string {
	switch {
	case before.Aktif && !after.Aktif:
		return "Formdan kaldırıldı"
	case !before.Aktif && after.Aktif:
		return "Forma geri alındı"
	}
	return "Güncellendi"
}

// DropKalem erases a line that nothing names; one in use is withdrawn from new forms. It tells which. Errors: as UpdateKalem's.
func (s *Store) DropKalem(ctx context.Context, actor kural.Actor, l Liste, id, surum int) (erased bool, err error) {
	err = changeKayit(ctx, s, actor, l.tur(), id, surum, func(tx *Tx, k Kalem) (string, error) {
		if k.Evrak {
			return "", kural.Conflictf(evrakliKalir)
		}
		err := pgx.BeginFunc(ctx, tx, func(inner pgx.Tx) error { // a savepoint: whether it is in use, the references tell
			_, err := inner.Exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE id = $1`, cmp.Or(kalemSQLs[l].tablo, string(l))), id)
			return err
		})
		islem := "Silindi"
		if erased = err == nil; foreignKey(err) {
			k.Aktif, islem = false, "Formdan kaldırıldı"
			_, err = tx.Exec(ctx, kalemSQLs[l].degistir, k.args())
		}
		if err == nil {
			err = tx.checkKalan(ctx, l)
		}
		return islem, err
	})
	return erased, err
}

// checkKalem refuses to withdraw the reason that wants papers, and what would give “Diğer” a sub-heading: the heading is held, so that
// nobody changes it meanwhile.
func (t *Tx) checkKalem(ctx context.Context, l Liste, k *Kalem) error {
	switch {
	case l == BaslikListesi && k.Diger:
		var has bool
		err := t.QueryRow(ctx, `SELECT EXISTS (SELECT FROM hizmet_alt_baslik WHERE baslik_id = $1 AND aktif)`, k.ID).Scan(&has)
		if err == nil && has {
			return kural.InvalidField("diger", "Bu başlığın formda alt başlıkları var. “Diğer” olabilmesi için önce onları formdan kaldırınız.")
		}
		return err
	case l == AltListesi:
		ust, err := BaslikListesi.tur().one(ctx, t, k.Ust, "FOR SHARE")
		if err == nil && ust.Diger && k.Aktif {
			return kural.InvalidField("ad", "“Diğer” başlıkları altına alt başlık eklenemez.")
		}
		return err
	case k.Evrak && !k.Aktif:
		return kural.InvalidField("aktif", evrakliKalir)
	}
	return nil
}

// checkKalan refuses to leave a list empty. One after the other: of two who withdraw the last two lines the second is told.
func (t *Tx) checkKalan(ctx context.Context, l Liste) error {
	return t.checkSome(ctx, kalemSQLs[l].kalan, kalemSQLs[l].bos)
}

// checkSome refuses with message where sql finds nothing left, one transaction after the other.
func (t *Tx) checkSome(ctx context.Context, sql, message string) error {
	if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, sql); err != nil {
		return err
	}
	var some bool
	err := t.QueryRow(ctx, sql).Scan(&some)
	if err == nil && !some {
		return kural.Conflictf("%s", message)
	}
	return err
}

func kalemError(err error) error {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "23505" {
		return kural.InvalidField("ad", "Bu adda bir kayıt zaten var. Formdan kaldırılmışsa kendi sayfasından geri alabilirsiniz.")
	}
	return err
}

func foreignKey(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "23503"
}

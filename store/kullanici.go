package store

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Kullanici is an active staff user with the rights they have now (GR-05). A person who is both AKS and Yetkili is two
// users with one T.C. Kimlik No.
type Kullanici struct {
	ID     int64
	Tip    string // of the table kullanici
	Ad     string
	Soyad  string
	Il     int // 0 = none
	IlAd   string
	Ilces  []Yer      // of a sorumlu; none = the whole il (GR-02)
	Birims []BirimAdi // of a yetkili
	Moduls []ModulHak // of a user of e-İçişleri (GR-04)

	KullaniciAdi string // "" = signs in without a password
	ParolaGecici bool   // given by somebody else: nothing opens before it is changed (GR-06)
	ParolaSurum  int    // raised with each new password
}

// Yer is a place: an ilçe.
type Yer struct {
	ID int    `json:"id"`
	Ad string `json:"ad"`
}

// BirimAdi is a DETSİS unit by number and name.
type BirimAdi struct {
	No string `json:"no"`
	Ad string `json:"ad"`
}

var tipRols = map[string]kural.Rol{
	"sorumlu": kural.AKS, "yetkili": kural.Yetkili, "mia": kural.MIA, "vali": kural.Vali, "vali_yardimcisi": kural.Vali,
	"personel": kural.Personel, "kimlik_burosu": kural.KimlikBurosu, "isletmen": kural.Isletmen,
	"proje_yoneticisi": kural.ProjeYonetici,
}

// Rol is the role that the user's type stands for.
func (k *Kullanici) Rol() kural.Rol { return tipRols[k.Tip] }

// AdSoyad is the full name.
func (k *Kullanici) AdSoyad() string { return k.Ad + " " + k.Soyad }

// Actor is the user as the rules see them, over all their ilçe and birim.
func (k *Kullanici) Actor() basvuru.Actor {
	a := basvuru.Actor{Rol: k.Rol(), ID: k.ID, Ad: k.AdSoyad(), Il: k.Il}
	for _, i := range k.Ilces {
		a.Ilces = append(a.Ilces, i.ID)
	}
	for _, b := range k.Birims {
		a.Birims = append(a.Birims, b.No)
	}
	return a
}

// ErrNoUser is the answer for a user who is not defined, deleted, or has other data (GR-01).
var ErrNoUser = &kural.Error{Kind: kural.Invalid, Message: "Aktif Kullanıcı Bulunamadı"}

const kullaniciSQL = `SELECT k.id, k.tip, k.ad, k.soyad, coalesce(k.il_kodu, 0), coalesce(il.ad, ''),
	(SELECT coalesce(json_agg(json_build_object('id', i.id, 'ad', i.ad) ORDER BY i.ad), '[]')
		FROM kullanici_ilce ki JOIN ilce i ON i.id = ki.ilce_id WHERE ki.kullanici_id = k.id),
	(SELECT coalesce(json_agg(json_build_object('no', b.detsis_no, 'ad', b.ad) ORDER BY b.ad), '[]')
		FROM kullanici_birim kb JOIN birim b ON b.detsis_no = kb.birim_no WHERE kb.kullanici_id = k.id),
	(SELECT coalesce(json_agg(json_build_object('modul', m.modul, 'acilis', m.acilis)), '[]') FROM kullanici_modul m WHERE m.kullanici_id = k.id),
	coalesce(k.kullanici_adi, ''), k.parola_gecici, k.parola_surum
	FROM kullanici k LEFT JOIN il ON il.kod = k.il_kodu WHERE k.aktif AND `

func (s *Store) kullanicis(ctx context.Context, where string, args ...any) ([]Kullanici, error) {
	rows, err := s.pool.Query(ctx, kullaniciSQL+where, args...)
	if err != nil {
		return nil, away(err)
	}
	ks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Kullanici])
	return ks, away(err)
}

// Kullanici is the active user id. Errors: ErrNoUser, Unavailable.
func (s *Store) Kullanici(ctx context.Context, id int64) (Kullanici, error) {
	ks, err := s.kullanicis(ctx, `k.id = $1`, id)
	if err == nil && len(ks) == 0 {
		err = ErrNoUser
	}
	if err != nil {
		return Kullanici{}, err
	}
	return ks[0], nil
}

// SignInUsers lists who may sign in with this T.C. Kimlik No and mobile (GR-01): the AKS, the Yetkili, or both users of one
// person. telefon is E.164. Errors: ErrNoUser, Unavailable.
func (s *Store) SignInUsers(ctx context.Context, tckn basvuru.TCKN, telefon string) ([]Kullanici, error) {
	ks, err := s.kullanicis(ctx, `k.tckn_iz = $1 AND k.telefon_iz = $2 AND k.tip IN ('sorumlu', 'yetkili') ORDER BY k.tip`,
		s.box.Index("tckn", string(tckn)), s.box.Index("telefon", telefon))
	if err == nil && len(ks) == 0 {
		err = ErrNoUser
	}
	return ks, err
}

// SamePerson lists the users that the signed-in AKS or Yetkili id may change to: those with the same T.C. Kimlik No and
// mobile, id among them.
func (s *Store) SamePerson(ctx context.Context, id int64) ([]Kullanici, error) {
	return s.kullanicis(ctx, `k.tip IN ('sorumlu', 'yetkili') AND (k.tckn_iz, k.telefon_iz) =
		(SELECT b.tckn_iz, b.telefon_iz FROM kullanici b WHERE b.id = $1 AND b.aktif AND b.tip IN ('sorumlu', 'yetkili')) ORDER BY k.tip`, id)
}

// Account is the id, the password hash and its surum of the e-İçişleri user ad (GR-03). Errors: ErrNoUser, Unavailable.
func (s *Store) Account(ctx context.Context, ad string) (id int64, hash string, surum int, err error) {
	err = s.pool.QueryRow(ctx, `SELECT id, parola, parola_surum FROM kullanici WHERE kullanici_adi = $1 AND aktif AND parola IS NOT NULL
		AND tip NOT IN ('sorumlu', 'yetkili')`, ad).Scan(&id, &hash, &surum)
	if errors.Is(err, pgx.ErrNoRows) {
		err = ErrNoUser
	}
	return id, hash, surum, away(err)
}

// PasswordTry is a try at the password of user name Ad.
type PasswordTry struct {
	Ad, IP  string
	Bilinen bool // by a browser in which that user was signed in lately
}

// passwordTrier: a name may be tried from one address ten times in a quarter of an hour and forty times a day. Over all addresses it
// is counted more loosely and without a bound over the day; and browsers that its user has used count by themselves, whatever
// others do at their address. Else a stranger could lock a governor out (GR-03).
func (s *Store) passwordTrier(p PasswordTry) caller {
	ip := s.box.Index("ip", p.IP)
	if p.Bilinen {
		return caller{tckn: s.box.Index("kullanici_adi tarayici", p.Ad), ip: ip}
	}
	return caller{tckn: s.box.Index("kullanici_adi ip", p.Ad+"\x00"+p.IP), kullanici: s.box.Index("kullanici_adi", p.Ad), ip: ip}
}

const parolaKonusu = "parola"

// CountSignIn records a try and refuses it where there were too many: Invalid without a field. Ask it before the password is looked at.
func (s *Store) CountSignIn(ctx context.Context, p PasswordTry) error {
	return s.inTx(ctx, func(tx *Tx) error {
		return tx.count(ctx, parolaKonusu, s.passwordTrier(p), Limits{TCKN: 2 * s.limits.TCKN, IP: 2 * s.limits.IP})
	})
}

// ForgiveSignIn forgets the newest try of p: the password was right.
func (s *Store) ForgiveSignIn(ctx context.Context, p PasswordTry) error {
	return s.inTx(ctx, func(tx *Tx) error { return tx.takeBack(ctx, parolaKonusu, s.passwordTrier(p)) })
}

// RequestSignInCode sends another code, in the place of onceki, to the mobile of user id. Errors: those of RequestCode, ErrNoUser.
func (s *Store) RequestSignInCode(ctx context.Context, id int64, ip string, onceki uuid.UUID) (Kod, error) {
	var tckn, tel []byte
	err := s.pool.QueryRow(ctx, `SELECT tckn, telefon FROM kullanici WHERE id = $1 AND aktif AND telefon IS NOT NULL`, id).Scan(&tckn, &tel)
	if errors.Is(err, pgx.ErrNoRows) {
		return Kod{}, ErrNoUser
	}
	if err != nil {
		return Kod{}, away(err)
	}
	no, err1 := s.box.OpenString(tckn)
	phone, err2 := s.box.OpenString(tel)
	if err := errors.Join(err1, err2); err != nil {
		return Kod{}, err
	}
	return s.RequestCode(ctx, KodIstek{Amac: KodGiris, TCKN: basvuru.TCKN(no), Telefon: phone, IP: ip, Onceki: onceki})
}

package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// sertifikaSuresi is how long a hand-over from the certificate's listener to the site may take.
const sertifikaSuresi = time.Minute

// SertifikaGiris is a hand-over that has been taken: the person's users, one of whom they sign in as, and until when their
// certificate holds.
type SertifikaGiris struct {
	Kullanicis []Kullanici
	Bitis      time.Time
}

const eIcisleriTip = `k.tip NOT IN ('sorumlu', 'yetkili') AND k.tckn_iz = `

// CertificateUsers lists the e-İçişleri users of a person (GR-03, GR-06). Errors: ErrNoUser, Unavailable.
func (s *Store) CertificateUsers(ctx context.Context, tckn basvuru.TCKN) ([]Kullanici, error) {
	ks, err := s.kullanicis(ctx, eIcisleriTip+`$1 ORDER BY k.id`, s.box.Index("tckn", string(tckn)))
	if err == nil && len(ks) == 0 {
		err = ErrNoUser
	}
	return ks, err
}

// SameEIcisleri lists the e-İçişleri users of the person whose active user id is, id among them.
func (s *Store) SameEIcisleri(ctx context.Context, id int64) ([]Kullanici, error) {
	return s.kullanicis(ctx, eIcisleriTip+`(SELECT b.tckn_iz FROM kullanici b WHERE b.id = $1) ORDER BY k.id`, id)
}

// HandOver makes a ticket with which the browser that holds the secret of istek, a digest of it, signs in as id or another user of
// the same person, once and within a minute. sertifikaBitis is the end of their certificate.
func (s *Store) HandOver(ctx context.Context, istek []byte, id int64, sertifikaBitis time.Time) (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	bilet, now := base64.RawURLEncoding.EncodeToString(raw), s.clock()
	err := s.inTx(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM sertifika_giris WHERE bitis < $1`, now.Add(-time.Hour)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO sertifika_giris (ozet, istek, kullanici_id, sertifika_bitis, bitis) VALUES ($1, $2, $3, $4, $5)`,
			biletOzet(bilet), istek, id, sertifikaBitis, now.Add(sertifikaSuresi))
		return err
	})
	return bilet, err
}

func biletOzet(bilet string) []byte {
	sum := sha256.Sum256([]byte(bilet))
	return sum[:]
}

// ErrHandOver is the answer for a ticket that is unknown, used, too old, of another browser, or of somebody who is no user any more.
var ErrHandOver = &kural.Error{Kind: kural.Forbidden, Message: "Sertifikalı giriş tamamlanamadı: girişin süresi dolmuş ya da daha önce kullanılmış."}

// TakeOver uses up the ticket. Errors: ErrHandOver, Unavailable.
func (s *Store) TakeOver(ctx context.Context, bilet string, istek []byte) (SertifikaGiris, error) {
	var g SertifikaGiris
	var id int64
	now := s.clock()
	err := s.pool.QueryRow(ctx, `UPDATE sertifika_giris SET kullanildi = $3
		WHERE ozet = $1 AND istek = $2 AND kullanildi IS NULL AND bitis > $3 AND sertifika_bitis > $3 RETURNING kullanici_id, sertifika_bitis`,
		biletOzet(bilet), istek, now).Scan(&id, &g.Bitis)
	if errors.Is(err, pgx.ErrNoRows) {
		return g, ErrHandOver
	}
	if err != nil {
		return g, away(err)
	}
	g.Kullanicis, err = s.SameEIcisleri(ctx, id)
	if err == nil && len(g.Kullanicis) == 0 {
		err = ErrHandOver
	}
	return g, err
}

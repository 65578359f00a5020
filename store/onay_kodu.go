package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
)

// One-time codes (SC-02).
const (
	KodSuresi  = 3 * time.Minute
	kodDeneme  = 5 // tries for one code
	kodHane    = 6 // digits
	kodAlani   = "kod"
	kodKonusu  = "onay kodu"
	kodEnFazla = 1_000_000
)

// KodAmac says what a code is good for; a code for one is worth nothing for another.
type KodAmac string

// The purposes.
const (
	KodBasvuru KodAmac = "basvuru" // VB-04
	KodSorgu   KodAmac = "sorgu"   // VS-01
	KodGiris   KodAmac = "giris"   // GR-01
)

// KodIstek asks for a code by SMS. IP is the caller's address, for the limits alone; it is kept as a blind index.
type KodIstek struct {
	Amac    KodAmac
	TCKN    basvuru.TCKN
	Telefon string // E.164, a mobile
	IP      string
	Onceki  uuid.UUID // the code that this one takes the place of, if any
}

// Kod is a code that has been asked for; the code itself is in the SMS only.
type Kod struct {
	ID    uuid.UUID
	Bitis time.Time
}

// RequestCode makes a code, and the SMS that brings it, in one transaction. Errors: Invalid without a field where too
// many were asked for (see Limits), Unavailable.
func (s *Store) RequestCode(ctx context.Context, k KodIstek) (Kod, error) {
	code, err := newCode()
	if err != nil {
		return Kod{}, err
	}
	text := s.Metinler(ctx).Kod(code)
	id, smsID := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	out := Kod{ID: id}
	err = s.inTx(ctx, func(tx *Tx) error {
		if err := tx.forgiveUnsent(ctx, k); err != nil {
			return err
		}
		if err := tx.count(ctx, kodKonusu, s.callerOf(k.TCKN, k.Telefon, k.IP), s.limits); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `INSERT INTO onay_kodu (id, amac, ozet, sms_id, olusturma, bitis)
			SELECT $1, $2, $3, $4, simdi, simdi + $6::float8 * interval '1 second' FROM (SELECT coalesce($5::timestamptz, now())) t (simdi) RETURNING bitis`,
			id, k.Amac, s.codeDigest(id, code), smsID, s.simdi(), KodSuresi.Seconds()).Scan(&out.Bitis)
		if err != nil {
			return err
		}
		return tx.SendSMS(ctx, SMS{
			ID: smsID, Sablon: metin.SablonKod, Alici: k.Telefon, Metin: text, Parca: sms.Parts(text), Gecerlilik: out.Bitis,
		})
	})
	return out, err
}

// forgiveUnsent forgets the try that k.Onceki was when its SMS never left us: people shall not run out of codes because the
// gateway is down (SC-02). A code is forgiven once.
func (t *Tx) forgiveUnsent(ctx context.Context, k KodIstek) error {
	if k.Onceki == uuid.Nil {
		return nil
	}
	tag, err := t.Exec(ctx, `DELETE FROM onay_kodu k USING sms m WHERE k.id = $1 AND k.amac = $2 AND m.id = k.sms_id
		AND k.kullanildi IS NULL AND m.durum NOT IN ('gonderildi', 'iletildi')`, k.Onceki, k.Amac)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	return t.takeBack(ctx, kodKonusu, t.s.callerOf(k.TCKN, k.Telefon, k.IP))
}

// newCode is six digits, each code as likely as any other.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(kodEnFazla))
	if err != nil {
		return "", fmt.Errorf("one-time code: %w", err)
	}
	return fmt.Sprintf("%0*d", kodHane, n.Int64()), nil
}

// codeDigest is keyed, so that a stolen table does not give away a million guesses' worth of codes.
func (s *Store) codeDigest(id uuid.UUID, code string) []byte {
	return s.box.Index(kodKonusu, id.String()+" "+code)
}

// CheckCode uses up the code id, if typed is it. Errors: Invalid at “kod”, with a message of its own for each of wrong, expired,
// used, too many tries and unknown (VB-04); Unavailable. A wrong try counts even when the caller goes away.
func (s *Store) CheckCode(ctx context.Context, id uuid.UUID, amac KodAmac, typed string) error {
	typed = strings.Join(strings.Fields(typed), "")
	if len(typed) != kodHane || strings.Trim(typed, "0123456789") != "" {
		return kural.InvalidField(kodAlani, "SMS ile gelen 6 rakamlı onay kodunu giriniz.")
	}
	var verdict error
	err := s.inTx(ctx, func(tx *Tx) error {
		var digest []byte
		var tries int
		var over bool
		var used *time.Time
		err := tx.QueryRow(ctx, `SELECT ozet, deneme, bitis <= coalesce($3, now()), kullanildi FROM onay_kodu WHERE id = $1 AND amac = $2 FOR UPDATE`, id, amac, s.simdi()).
			Scan(&digest, &tries, &over, &used)
		if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
			verdict = kural.InvalidField(kodAlani, "Onay kodu bulunamadı. Lütfen yeni onay kodu isteyiniz.")
			return nil
		}
		if err != nil {
			return err
		}
		if verdict = codeState(tries, over, used); verdict != nil {
			return nil
		}
		if hmac.Equal(digest, s.codeDigest(id, typed)) {
			_, err = tx.Exec(ctx, `UPDATE onay_kodu SET kullanildi = coalesce($2, now()) WHERE id = $1`, id, s.simdi())
			return err
		}
		verdict = wrongCode(tries + 1)
		_, err = tx.Exec(ctx, `UPDATE onay_kodu SET deneme = deneme + 1 WHERE id = $1`, id)
		return err
	})
	if err != nil {
		return err
	}
	return verdict
}

// codeState refuses a code that no typing can make right any more.
func codeState(tries int, over bool, used *time.Time) error {
	switch {
	case used != nil:
		return kural.InvalidField(kodAlani, "Bu onay kodu daha önce kullanıldı. Lütfen yeni onay kodu isteyiniz.")
	case tries >= kodDeneme:
		return kural.InvalidField(kodAlani, "Onay kodu çok kez hatalı girildi ve geçersiz oldu. Lütfen yeni onay kodu isteyiniz.")
	case over:
		return kural.InvalidField(kodAlani, "Onay kodunun süresi doldu. Lütfen yeni onay kodu isteyiniz.")
	}
	return nil
}

func wrongCode(tries int) error {
	if tries >= kodDeneme {
		return codeState(tries, false, nil)
	}
	return kural.InvalidField(kodAlani, fmt.Sprintf("Onay kodu hatalı. %d deneme hakkınız kaldı.", kodDeneme-tries))
}

// KodDurum is how a code stands, for its page (SC-02).
type KodDurum struct {
	Bitis    time.Time
	Kalan    time.Duration // until then, by the database's clock, as all that decides about a code
	SMS      string        // how far the SMS is, a Turkish sentence
	Gecersiz bool          // used, expired or tried too often: only a new code helps
}

var smsWords = map[string]string{
	"bekliyor":     "SMS gönderiliyor.",
	"gonderiliyor": "SMS gönderiliyor.",
	"gonderildi":   "SMS gönderildi.",
	"iletildi":     "SMS telefonunuza iletildi.",
	"basarisiz":    "SMS gönderilemedi. Numaranızı kontrol edip yeniden deneyiniz.",
	"suresi_gecti": "SMS zamanında gönderilemedi. Lütfen yeni onay kodu isteyiniz.",
}

// CodeStatus tells how the code id stands. Errors: NotFound, Unavailable.
func (s *Store) CodeStatus(ctx context.Context, id uuid.UUID) (KodDurum, error) {
	var d KodDurum
	var tries int
	var used *time.Time
	var durum string
	var left float64 // seconds
	err := s.pool.QueryRow(ctx, `SELECT k.bitis, extract(epoch FROM k.bitis - coalesce($2, now()))::float8, k.deneme, k.kullanildi, m.durum
		FROM onay_kodu k JOIN sms m ON m.id = k.sms_id WHERE k.id = $1`, id, s.simdi()).Scan(&d.Bitis, &left, &tries, &used, &durum)
	if err == pgx.ErrNoRows { //nolint:errorlint // pgx returns it bare
		return d, &kural.Error{Kind: kural.NotFound, Message: "Onay kodu bulunamadı. Lütfen yeni onay kodu isteyiniz."}
	}
	d.Kalan = max(0, time.Duration(left*float64(time.Second)))
	d.SMS, d.Gecersiz = smsWords[durum], codeState(tries, left <= 0, used) != nil
	return d, away(err)
}

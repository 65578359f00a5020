package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"acikkapi/internal/kural"
)

// Tatil is an official holiday as its page shows it (PL-08, OP-07). Gun is its date, at midnight UTC.
type Tatil struct {
	Gun   time.Time
	Ad    string
	Yarim bool // worked until 13:00
	Surum int
}

const (
	gunAnahtari = "2006-01-02"
	maxTatilYil = 10 // years ahead
)

var tatilTuru = kayitTuru[Tatil]{
	tablo: "tatil", oku: `SELECT gun, ad, yarim, surum FROM tatil`, anahtar: "gun", yok: "Bu tatil günü bulunamadı.",
	surum: func(t Tatil) int { return t.Surum },
	iz:    func(t Tatil) any { return tatilIzi{t.Gun.Format("02.01.2006"), t.Ad, t.Yarim} },
}

// tatilIzi is what the record of changes keeps.
type tatilIzi struct {
	Gun   string `json:"gun"`
	Ad    string `json:"ad"`
	Yarim bool   `json:"yarim"`
}

// gun is a date as a key of the table, and of the record of changes.
type gun string

func gunOf(day time.Time) gun { return gun(day.Format(gunAnahtari)) }

// DateValue is for the database.
func (g gun) DateValue() (pgtype.Date, error) {
	t, err := time.Parse(gunAnahtari, string(g))
	return pgtype.Date{Time: t, Valid: true}, err
}

// TatilKaydi names a day in the record of changes.
func TatilKaydi(day time.Time) string { return string(gunOf(day)) }

// Tatils lists the holidays of a year in order. Errors: Forbidden, Unavailable.
func (s *Store) Tatils(ctx context.Context, actor kural.Actor, yil int) ([]Tatil, error) {
	return readKayits(ctx, s, actor, tatilTuru, `WHERE gun >= make_date($1, 1, 1) AND gun < make_date($1 + 1, 1, 1) ORDER BY gun`, yil)
}

// TatilYillari are the years that have holidays, in order. Errors: Unavailable.
func (s *Store) TatilYillari(ctx context.Context) ([]int, error) {
	var yillar []int
	err := s.pool.QueryRow(ctx, `SELECT coalesce(array_agg(DISTINCT extract(year FROM gun)::int ORDER BY extract(year FROM gun)::int), '{}') FROM tatil`).Scan(&yillar)
	return yillar, away(err)
}

// Tatil is the holiday of a day. Errors: NotFound, Forbidden, Unavailable.
func (s *Store) Tatil(ctx context.Context, actor kural.Actor, day time.Time) (Tatil, error) {
	return readKayit(ctx, s, actor, tatilTuru, gunOf(day))
}

// Gecmis tells whether a day is over in Türkiye: its holiday cannot be changed any more, deadlines have been counted with it.
func (s *Store) Gecmis(day time.Time) bool {
	return day.Format(gunAnahtari) < s.now().In(istanbul).Format(gunAnahtari)
}

func (s *Store) checkTatil(t *Tatil) error {
	t.Ad = strings.Join(strings.Fields(t.Ad), " ")
	var errGun error
	switch last := s.now().In(istanbul).Year() + maxTatilYil; {
	case t.Gun.IsZero():
		errGun = kural.InvalidField("gun", "Tatil gününü giriniz.")
	case s.Gecmis(t.Gun):
		errGun = kural.InvalidField("gun", "Geçmiş bir gün eklenemez ve değiştirilemez.")
	case t.Gun.Year() > last:
		errGun = kural.InvalidField("gun", fmt.Sprintf("Tatil günü en geç %d yılında olabilir.", last))
	}
	return errors.Join(errGun, kural.Text("ad", "Tatilin adını", t.Ad, 100))
}

// AddTatil adds a holiday that is not over. The clock moves the open dates. Errors: Invalid at the fields, Forbidden.
func (s *Store) AddTatil(ctx context.Context, actor kural.Actor, t Tatil) error {
	if err := s.checkTatil(&t); err != nil {
		return err
	}
	return addKayit(ctx, s, actor, tatilTuru, "Eklendi", func(tx *Tx) (any, error) {
		_, err := tx.Exec(ctx, `INSERT INTO tatil (gun, ad, yarim) VALUES ($1, $2, $3)`, gunOf(t.Gun), t.Ad, t.Yarim)
		if violates(err, "tatil_pkey") {
			err = kural.InvalidField("gun", "Bu gün zaten tatil olarak kayıtlı.")
		}
		return gunOf(t.Gun), err
	})
}

// UpdateTatil changes name and length of a holiday that is not over, from what t.Surum was. Errors as AddTatil's; Conflict, NotFound.
func (s *Store) UpdateTatil(ctx context.Context, actor kural.Actor, t Tatil) error {
	if err := s.checkTatil(&t); err != nil {
		return err
	}
	return changeKayit(ctx, s, actor, tatilTuru, gunOf(t.Gun), t.Surum, func(tx *Tx, _ Tatil) (string, error) {
		_, err := tx.Exec(ctx, `UPDATE tatil SET ad = $2, yarim = $3, surum = surum + 1 WHERE gun = $1`, gunOf(t.Gun), t.Ad, t.Yarim)
		return "Güncellendi", err
	})
}

// DropTatil makes a holiday that is not over a working day. Errors: Conflict where it is over or somebody was quicker, NotFound, Forbidden.
func (s *Store) DropTatil(ctx context.Context, actor kural.Actor, day time.Time, surum int) error {
	if s.Gecmis(day) {
		return kural.Conflictf("Geçmiş tatil günleri silinemez: son tarihler bu günlere göre hesaplanmıştır.")
	}
	return changeKayit(ctx, s, actor, tatilTuru, gunOf(day), surum, func(tx *Tx, _ Tatil) (string, error) {
		_, err := tx.Exec(ctx, `DELETE FROM tatil WHERE gun = $1`, gunOf(day))
		return "Silindi", err
	})
}

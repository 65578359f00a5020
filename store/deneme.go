package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Limits bound how often the same thing is tried within denemePenceresi, by T.C. Kimlik No, phone and address (SC-02, SC-09).
// They are counted in the database: a restart or a second process changes nothing.
type Limits struct{ TCKN, Telefon, IP int }

// denemePenceresi is the time over which Limits count.
const denemePenceresi = 15 * time.Minute

func (l Limits) withDefaults() Limits {
	if l == (Limits{}) {
		return Limits{TCKN: 5, Telefon: 5, IP: 30}
	}
	return l
}

// caller is who tries something, as blind indexes; nil parts are not counted.
type caller struct{ tckn, telefon, ip []byte }

func (s *Store) callerOf(tckn basvuru.TCKN, telefon, ip string) caller {
	return caller{s.box.Index("tckn", string(tckn)), s.box.Index("telefon", telefon), s.box.Index("ip", ip)}
}

// Deneme is a try at something that must not be tried often: konu names it (“kimlik”, “giris”).
type Deneme struct {
	Konu    string
	TCKN    basvuru.TCKN
	Telefon string
	IP      string
}

// CountAttempt records a try before it is made, whether or not it will succeed, and refuses it where there were too many:
// Invalid without a field. Identity checks and sign-in ask it first, so that nobody can guess on (SC-09).
func (s *Store) CountAttempt(ctx context.Context, d Deneme) error {
	return s.inTx(ctx, func(tx *Tx) error {
		// twice as many tries as codes: honest people mistype
		l := Limits{2 * s.limits.TCKN, 2 * s.limits.Telefon, 2 * s.limits.IP}
		return tx.count(ctx, d.Konu, s.callerOf(d.TCKN, d.Telefon, d.IP), l)
	})
}

// count adds one try at konu, or refuses it. Tries by the same caller at the same time wait for each other.
func (t *Tx) count(ctx context.Context, konu string, c caller, l Limits) error {
	type part struct {
		iz    []byte
		limit int
	}
	parts := slices.DeleteFunc([]part{{c.tckn, l.TCKN}, {c.telefon, l.Telefon}, {c.ip, l.IP}}, func(p part) bool { return p.iz == nil })
	slices.SortFunc(parts, func(a, b part) int { return bytes.Compare(a.iz, b.iz) }) // one order for all, else they deadlock
	now := t.s.clock()
	for _, p := range parts {
		lock := int64(binary.BigEndian.Uint64(p.iz)) //nolint:gosec // bits, not a value
		if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
			return err
		}
		var n int
		err := t.QueryRow(ctx, `SELECT count(*) FROM deneme WHERE iz = $1 AND konu = $2 AND zaman > $3`, p.iz, konu, now.Add(-denemePenceresi)).Scan(&n)
		if err != nil {
			return err
		}
		if n >= p.limit {
			return &kural.Error{
				Kind:    kural.Invalid,
				Message: "Kısa sürede çok sayıda deneme yapıldı. Lütfen 15 dakika sonra yeniden deneyiniz.",
				Err:     fmt.Errorf("limit of %d reached for %s", p.limit, konu),
			}
		}
		if _, err := t.Exec(ctx, `INSERT INTO deneme (iz, konu, zaman) VALUES ($1, $2, $3)`, p.iz, konu, now); err != nil {
			return err
		}
	}
	return nil
}

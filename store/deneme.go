package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// Limits bound how often the same thing is tried within denemePenceresi, by T.C. Kimlik No, phone and address (SC-02, SC-09).
// They are counted in the database: a restart or a second process changes nothing.
type Limits struct{ TCKN, Telefon, IP int }

// Limits count over denemePenceresi. Over a day a person and a phone get only denemeKati times as much, else patience would guess
// a code: five tries at each of 480 codes a day. An address, which a whole operator's subscribers may share, has no such bound.
const (
	denemePenceresi = 15 * time.Minute
	denemeGunu      = 24 * time.Hour // SweepDrafts keeps rows as long
	denemeKati      = 4
)

func (l Limits) withDefaults() Limits {
	if l == (Limits{}) {
		return Limits{TCKN: 5, Telefon: 5, IP: 30}
	}
	return l
}

// caller is who tries something, as blind indexes; nil parts are not counted.
type caller struct{ tckn, telefon, ip, kullanici []byte }

func (s *Store) callerOf(tckn basvuru.TCKN, telefon, ip string) caller {
	return caller{tckn: s.box.Index("tckn", string(tckn)), telefon: s.box.Index("telefon", telefon), ip: s.box.Index("ip", ip)}
}

func (s *Store) trier(d Deneme) caller {
	c := s.callerOf(d.TCKN, d.Telefon, d.IP)
	if d.Kullanici != 0 {
		c.kullanici = s.box.Index("kullanici", strconv.FormatInt(d.Kullanici, 10))
	}
	return c
}

// Deneme is a try at something that must not be tried often: konu names it (“kimlik”, “giris”).
type Deneme struct {
	Konu      string
	TCKN      basvuru.TCKN
	Telefon   string
	IP        string
	Kullanici int64 // a signed-in user, 0 = none: counted as an address is, since they serve many people
}

// CountAttempt records a try before it is made, whether or not it will succeed, and refuses it where there were too many:
// Invalid without a field. Identity checks and sign-in ask it first, so that nobody can guess on (SC-09).
func (s *Store) CountAttempt(ctx context.Context, d Deneme) error {
	return s.inTx(ctx, func(tx *Tx) error {
		// twice as many tries as codes: honest people mistype
		l := Limits{2 * s.limits.TCKN, 2 * s.limits.Telefon, 2 * s.limits.IP}
		return tx.count(ctx, d.Konu, s.trier(d), l)
	})
}

// TakeBackAttempt forgets the newest try of d: what it asked could not be answered, and nobody has learned anything.
func (s *Store) TakeBackAttempt(ctx context.Context, d Deneme) error {
	return s.inTx(ctx, func(tx *Tx) error { return tx.takeBack(ctx, d.Konu, s.trier(d)) })
}

func (t *Tx) takeBack(ctx context.Context, konu string, c caller) error {
	_, err := t.Exec(ctx, `DELETE FROM deneme WHERE ctid IN
		(SELECT DISTINCT ON (iz) ctid FROM deneme WHERE konu = $1 AND iz = ANY($2) ORDER BY iz, zaman DESC)`, konu, [][]byte{c.tckn, c.telefon, c.ip, c.kullanici})
	return err
}

// ErrTooMany is in the chain of every refusal for too many tries.
var ErrTooMany = errors.New("too many tries")

// Exhausted tells, without counting a try, whether CountAttempt would refuse d for its T.C. Kimlik No: for those who count
// only what went wrong. Errors: as CountAttempt's.
func (s *Store) Exhausted(ctx context.Context, d Deneme) error {
	n, err := s.denemeler.ask(ctx, denemeSorusu{s.box.Index("tckn", string(d.TCKN)), d.Konu})
	if err != nil {
		return away(err)
	}
	limit := 2 * s.limits.TCKN
	return exceeded(d.Konu, n.recent, n.day, limit, denemeKati*limit)
}

// denemeSorusu asks how often the same was tried.
type denemeSorusu struct {
	iz   []byte
	konu string
}

type denemeSayisi struct{ recent, day int }

// countTogether counts tries.
func (s *Store) countTogether(ctx context.Context, all []denemeSorusu, answer func(int, denemeSayisi, error)) {
	izs, konus := make([][]byte, len(all)), make([]string, len(all))
	for i, q := range all {
		izs[i], konus[i] = q.iz, q.konu
	}
	now, counts := s.clock(), make([]denemeSayisi, len(all))
	var i int
	var n denemeSayisi
	rows, err := s.pool.Query(ctx, `SELECT q.i, d.recent, d.day FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY q (iz, konu, i),
		LATERAL (SELECT count(*) FILTER (WHERE zaman > $4) AS recent, count(*) AS day FROM deneme WHERE iz = q.iz AND konu = q.konu AND zaman > $3) d`,
		izs, konus, now.Add(-denemeGunu), now.Add(-denemePenceresi))
	if err == nil {
		_, err = pgx.ForEachRow(rows, []any{&i, &n.recent, &n.day}, func() error {
			counts[i-1] = n
			return nil
		})
	}
	for i := range all {
		answer(i, counts[i], err)
	}
}

// exceeded refuses where there were as many tries as there may be.
func exceeded(konu string, recent, day, limit, dayLimit int) error {
	switch {
	case day >= dayLimit:
		return tooMany(konu, "Son 24 saatte çok sayıda deneme yapıldı. Lütfen yarın yeniden deneyiniz.", dayLimit)
	case recent >= limit:
		return tooMany(konu, "Kısa sürede çok sayıda deneme yapıldı. Lütfen 15 dakika sonra yeniden deneyiniz.", limit)
	}
	return nil
}

// count adds one try at konu, or refuses it. Tries by the same caller at the same time wait for each other.
func (t *Tx) count(ctx context.Context, konu string, c caller, l Limits) error {
	type part struct {
		iz         []byte
		limit, day int
	}
	parts := slices.DeleteFunc([]part{
		{c.tckn, l.TCKN, denemeKati * l.TCKN}, {c.telefon, l.Telefon, denemeKati * l.Telefon}, {c.ip, l.IP, math.MaxInt}, {c.kullanici, l.IP, math.MaxInt},
	}, func(p part) bool { return p.iz == nil })
	slices.SortFunc(parts, func(a, b part) int { return bytes.Compare(a.iz, b.iz) }) // one order for all, else they deadlock
	now := t.s.clock()
	for _, p := range parts {
		lock := int64(binary.BigEndian.Uint64(p.iz)) //nolint:gosec // bits, not a value
		if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, lock); err != nil {
			return err
		}
		var recent, day int
		err := t.QueryRow(ctx, `SELECT count(*) FILTER (WHERE zaman > $4), count(*) FROM deneme WHERE iz = $1 AND konu = $2 AND zaman > $3`,
			p.iz, konu, now.Add(-denemeGunu), now.Add(-denemePenceresi)).Scan(&recent, &day)
		if err == nil {
			err = exceeded(konu, recent, day, p.limit, p.day)
		}
		if err != nil {
			return err
		}
		if _, err := t.Exec(ctx, `INSERT INTO deneme (iz, konu, zaman) VALUES ($1, $2, $3)`, p.iz, konu, now); err != nil {
			return err
		}
	}
	return nil
}

func tooMany(konu, message string, limit int) error {
	return &kural.Error{Kind: kural.Invalid, Message: message, Err: fmt.Errorf("%w: limit of %d reached for %s", ErrTooMany, limit, konu)}
}

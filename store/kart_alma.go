package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// “Üzerime Al” of the Kimlik Bürosu (KB-02), as in kutu_alma.go: who looks at a request is no state of the card. It is told to the
// colleagues, ends by itself, and what it forbids – deciding over a colleague's head – DoKart asks under the card's lock.

// KartAlmaSuresi is how long a request stays with who has taken it, unless they go on working on it.
const KartAlmaSuresi = 15 * time.Minute

// A reviewer who is deleted, or reviews no more, holds nothing. “t” is kart_talep, $3 or the variable the present time.
const (
	kartAlmaColumns = "coalesce(a.id, 0), coalesce(a.ad || ' ' || a.soyad, ''), t.alma_bitis"
	kartAlmaJoin    = "a.id = t.alan_id AND a.aktif AND a.tip = 'kimlik_burosu' AND t.karar IS NULL AND t.alma_bitis > "
	kartAlmaSQL     = `SELECT ` + kartAlmaColumns + ` FROM kart_talep t LEFT JOIN kullanici a ON ` + kartAlmaJoin + `$3 WHERE t.kart_no = $1 AND t.sira = $2`
)

// errKartTaken is the conflict with a colleague who looks at the request; Field is AlmaField, so that the page can offer to take over.
func errKartTaken(a Alma) error {
	return &kural.Error{
		Kind: kural.Conflict, Field: AlmaField,
		Message: a.Kadar() + ". İşleminiz yapılmadı. Görüşüp anlaştıysanız “Yine de devral” ile talebi üzerinize alabilirsiniz.",
	}
}

// KartAlma is who looks at request sira of the card no; the caller has checked the scope. Errors: Unavailable.
func (s *Store) KartAlma(ctx context.Context, no int64, sira int) (Alma, error) {
	return scanAlma(s.pool.QueryRow(ctx, kartAlmaSQL, no, sira, s.clock()))
}

// kartFree refuses what actor does to a request while a colleague has it.
func kartFree(ctx context.Context, q querier, actor kural.Actor, no int64, sira int, now time.Time) error {
	a, err := scanAlma(q.QueryRow(ctx, kartAlmaSQL, no, sira, now))
	if err == nil && !a.None() && a.ID != actor.ID {
		err = errKartTaken(a)
	}
	return err
}

// TakeKart gives actor the request for KartAlmaSuresi; force takes it out of a colleague's hands, which goes into the record of accesses
// with both names. Errors: NotFound, Forbidden for one's own relatives, Conflict where it is decided or a colleague has it.
func (s *Store) TakeKart(ctx context.Context, actor kural.Actor, no int64, sira int, force bool) error {
	return s.inTx(ctx, func(tx *Tx) error {
		personel, err := reviewable(ctx, tx, actor, no, sira)
		if err != nil {
			return err
		}
		now := s.clock()
		err = kartFree(ctx, tx, actor, no, sira, now)
		if e, ok := errors.AsType[*kural.Error](err); ok && e.Field == AlmaField && force {
			err = s.recordDevir(ctx, tx, actor, no, sira, now)
		}
		if err != nil {
			return err
		}
		tx.Ring(TopicKimlikBurosu, TopicKart(personel))
		_, err = tx.Exec(ctx, `UPDATE kart_talep SET alan_id = $3, alma_bitis = $4 WHERE kart_no = $1 AND sira = $2`, no, sira, actor.ID, now.Add(KartAlmaSuresi))
		return err
	})
}

// recordDevir puts on record that actor takes a request over from who has it.
func (s *Store) recordDevir(ctx context.Context, tx *Tx, actor kural.Actor, no int64, sira int, now time.Time) error {
	a, err := scanAlma(tx.QueryRow(ctx, kartAlmaSQL, no, sira, now))
	if err != nil {
		return err
	}
	e := Erisim{Islem: "Kart talebi devralındı", Ayrinti: KartTalepAdi(no, sira) + ": " + a.Ad + " incelerken " + actor.Ad + " devraldı"}
	_, err = tx.Exec(ctx, insertErisim, s.erisimArgs(actor, e)...)
	return err
}

// reviewable locks the card, so that taking and deciding come one after the other, and returns its staff member's id.
func reviewable(ctx context.Context, tx *Tx, actor kural.Actor, no int64, sira int) (personel int64, err error) {
	k := kart.Kart{No: no}
	var karar, veren string
	err = tx.QueryRow(ctx, `SELECT k.personel_id, k.durum, coalesce(t.karar, ''), coalesce(t.karar_veren, '') FROM kart k
		JOIN kart_talep t ON t.kart_no = k.no WHERE k.no = $1 AND t.sira = $2 FOR NO KEY UPDATE OF k`, no, sira).Scan(&k.Personel, &k.Durum, &karar, &veren)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, kart.NotFoundError()
	case err != nil:
		return 0, err
	case actor.Rol != kural.KimlikBurosu || !kart.InScope(actor, &k):
		return 0, kart.NotFoundError()
	case karar != "":
		return 0, kural.Conflictf("Bu talep %s tarafından sonuçlandırılmış; üzerinize alınamaz.", veren)
	}
	if k.Akraba, err = kartAkraba(ctx, tx, no); err == nil && kart.OwnFamily(actor, &k) {
		err = kart.ErrOwnFamily()
	}
	return k.Personel, err
}

// TakeNextKart gives actor the oldest request after the place sonra that nobody looks at and that can be decided; when there is none
// after it, the oldest of all. What waits for the card itself is passed over (KI-03): it is found in the queue when the card is there.
// ok is false where nothing is left; the request at sonra itself is not given again. Errors: Unavailable.
func (s *Store) TakeNextKart(ctx context.Context, actor kural.Actor, sonra BuroImlec) (no int64, sira int, ok bool, err error) {
	for _, from := range []BuroImlec{sonra, {}} {
		now := s.clock()
		var personel int64
		err = s.pool.QueryRow(ctx, takeNextSQL, actor.ID, now, now.Add(KartAlmaSuresi), from.Zaman, from.No, from.Sira, sonra.No, sonra.Sira).Scan(&no, &sira, &personel)
		if err == nil {
			s.Ring(TopicKimlikBurosu, TopicKart(personel))
			return no, sira, true, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return 0, 0, false, away(err)
		}
	}
	return 0, 0, false, nil
}

// Two who ask at once get two requests: the row that the one is taking is skipped by the other.
const takeNextSQL = `UPDATE kart_talep u SET alan_id = $1, alma_bitis = $3 FROM (
	SELECT t.kart_no, t.sira, k.personel_id FROM kart_talep t JOIN kart k ON k.no = t.kart_no
	LEFT JOIN kullanici a ON ` + kartAlmaJoin + `$2
	WHERE t.karar IS NULL AND t.geldi IS NOT NULL AND (t.geldi, t.kart_no, t.sira) > ($4, $5, $6) AND (t.kart_no, t.sira) <> ($7, $8)
		AND (a.id IS NULL OR a.id = $1) AND NOT ` + kartOwnSQL + ` AND (t.neden IS NULL OR t.neden = 'kayip_calinti' OR k.teslim_alindi OR k.geri_alinamadi_id <> $1 OR ` + basilmadiSQL + `)
	ORDER BY t.geldi, t.kart_no, t.sira LIMIT 1 FOR NO KEY UPDATE OF t SKIP LOCKED) n
	WHERE u.kart_no = n.kart_no AND u.sira = n.sira RETURNING u.kart_no, u.sira, n.personel_id`

// ReleaseKart gives the request back; what actor does not hold stays as it is. Errors: Unavailable.
func (s *Store) ReleaseKart(ctx context.Context, actor kural.Actor, no int64, sira int) error {
	return s.moveKartAlma(ctx, `UPDATE kart_talep t SET alan_id = NULL, alma_bitis = NULL FROM kart k
		WHERE k.no = t.kart_no AND t.kart_no = $1 AND t.sira = $2 AND t.alan_id = $3 AND t.karar IS NULL RETURNING k.personel_id`, no, sira, actor.ID)
}

// KeepKart starts KartAlmaSuresi anew for a request that actor still holds and works on. Errors: Unavailable.
func (s *Store) KeepKart(ctx context.Context, actor kural.Actor, no int64, sira int) error {
	now := s.clock()
	return s.moveKartAlma(ctx, `UPDATE kart_talep t SET alma_bitis = $4 FROM kart k
		WHERE k.no = t.kart_no AND t.kart_no = $1 AND t.sira = $2 AND t.alan_id = $3 AND t.karar IS NULL
			AND t.alma_bitis > $5 AND t.alma_bitis < $4::timestamptz - interval '1 minute' RETURNING k.personel_id`, no, sira, actor.ID, now.Add(KartAlmaSuresi), now)
}

func (s *Store) moveKartAlma(ctx context.Context, sql string, args ...any) error {
	var personel int64
	err := s.pool.QueryRow(ctx, sql, args...).Scan(&personel)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err == nil {
		s.Ring(TopicKimlikBurosu, TopicKart(personel))
	}
	return away(err)
}

package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// imhaActor is who disposes: the people who decided stand in the list.
var imhaActor = kural.Pipeline("imha")

type imhaSirasi struct {
	Liste int64
	Konu  string
	No    int64
}

// ImhaYurut disposes of at most limit items of approved lists, one transaction each, so that it can be ended at any moment and goes on where it was; what cannot be
// disposed of is left out with the reason. It returns how many items it has been through; fewer than limit means that the lists are done. Errors: Unavailable, at
// once; whatever else was wrong with an item, after the others: that item keeps its list open until somebody has mended it, or a hold takes it out.
func (s *Store) ImhaYurut(ctx context.Context, limit int) (n int, err error) {
	defer s.metrics.ran(isImha, &err)
	rows, err := s.pool.Query(ctx, `SELECT k.liste_no, k.konu, k.konu_no FROM imha_liste l JOIN imha_kalem k ON k.liste_no = l.no
		WHERE l.durum = 'onaylandi' AND k.durum = 'bekliyor' ORDER BY k.konu, k.konu_no LIMIT $1`, limit)
	if err != nil {
		return 0, away(err)
	}
	items, err := pgx.CollectRows(rows, pgx.RowToStructByPos[imhaSirasi])
	if err != nil {
		return 0, away(err)
	}
	var bad []error
	for i, k := range items {
		err := s.disposeOne(ctx, k)
		if ctx.Err() != nil || kural.KindOf(err) == kural.Unavailable {
			return i, err
		}
		if err != nil {
			bad = append(bad, fmt.Errorf("%s %d: %w", k.Konu, k.No, err))
		}
	}
	if len(items) < limit && bad == nil {
		return len(items), s.endImha(ctx)
	}
	return len(items), errors.Join(bad...)
}

func (s *Store) disposeOne(ctx context.Context, k imhaSirasi) error {
	nothing, err := s.dispose(ctx, k)
	kind := kural.KindOf(err)
	switch {
	case err == nil && !nothing:
		return nil
	case err == nil:
		return s.leaveOut(ctx, k, "Daha önce imha edilmiş")
	case errors.Is(err, ErrChain):
		return s.leaveOut(ctx, k, "İşlem geçmişi doğrulanamadı; incelenmek üzere bırakıldı")
	case kind == kural.Conflict || kind == kural.NotFound || kind == kural.Forbidden:
		return s.leaveOut(ctx, k, kural.All(err)[0].Message)
	}
	return err
}

func (s *Store) dispose(ctx context.Context, k imhaSirasi) (nothing bool, err error) {
	res, err := s.Do(ctx, imhaActor, k.No, basvuru.Dispose{Liste: k.Liste})
	return res.Nothing, err
}

func (s *Store) leaveOut(ctx context.Context, k imhaSirasi, neden string) error {
	_, err := s.pool.Exec(ctx, `UPDATE imha_kalem SET durum = 'cikti', neden = $4, zaman = $5 WHERE liste_no = $1 AND konu = $2 AND konu_no = $3 AND durum = 'bekliyor'`,
		k.Liste, k.Konu, k.No, neden, s.clock())
	return away(err)
}

// artikSQLs remove what belongs to no record by its number, in bounded steps, once it is older than applications may be: the codes that people were sent, and what was parked
// of messages that named nothing. $1 is the moment, $2 how many at a time.
var artikSQLs = []string{
	`DELETE FROM sms WHERE ctid = ANY (ARRAY(SELECT ctid FROM sms WHERE olay_id IS NULL AND olusturma < $1 LIMIT $2))`,
	`UPDATE park SET govde = '', baslik = '{}', neden = '` + basvuru.ImhaMetni + `', neden_arama = NULL, karar = coalesce(karar, 'atildi'),
		karar_zaman = coalesce(karar_zaman, now()), karar_veren = coalesce(karar_veren, 'Sistem') WHERE ctid = ANY (ARRAY(SELECT ctid FROM park
		WHERE konu_no IS NULL AND zaman < $1 AND govde <> '' LIMIT $2))`,
}

const artikBolum = 1000

// endImha ends approved lists in which nothing waits, after removing what the disposed records have left that names no record. Exports made before that may hold the disposed
// people: they go at once, too.
func (s *Store) endImha(ctx context.Context) error {
	var open bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM imha_liste WHERE durum = 'onaylandi')`).Scan(&open); err != nil || !open {
		return away(err)
	}
	sinir, err := s.imhaSinirlari(ctx, s.pool)
	if err != nil {
		return err
	}
	for _, sql := range artikSQLs {
		for n := int64(artikBolum); n == artikBolum; {
			tag, err := s.pool.Exec(ctx, sql, sinir.basvuru, artikBolum)
			if err != nil {
				return away(err)
			}
			n = tag.RowsAffected()
		}
	}
	return s.inTx(ctx, func(tx *Tx) error {
		rows, err := tx.Query(ctx, `UPDATE imha_liste l SET durum = 'tamamlandi', bitis = $1, surum = surum + 1 WHERE durum = 'onaylandi'
			AND NOT EXISTS (SELECT FROM imha_kalem k WHERE k.liste_no = l.no AND k.durum = 'bekliyor') RETURNING no`, s.clock())
		if err != nil {
			return err
		}
		done, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil || len(done) == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE aktarim SET bitis = $1::timestamptz - $2::float8 * interval '1 second' WHERE bitis > $1::timestamptz - $2::float8 * interval '1 second'`,
			s.clock(), AktarimSaklama.Seconds())
		return err
	})
}

package store

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
)

// AktarimDosyasi records that actor takes the file of their export id away (SC-05), and names it. Errors: ErrNoAktarim, also where it is
// not ready; Unavailable.
func (s *Store) AktarimDosyasi(ctx context.Context, actor basvuru.Actor, id uuid.UUID) (uuid.UUID, error) {
	a, err := s.Aktarim(ctx, actor, id)
	if err != nil {
		return uuid.Nil, err
	}
	if a.Durum != AktarimHazir {
		return uuid.Nil, ErrNoAktarim
	}
	var dosya uuid.UUID
	if err := s.pool.QueryRow(ctx, `SELECT alan_id FROM aktarim WHERE id = $1`, id).Scan(&dosya); err != nil {
		return uuid.Nil, away(err)
	}
	return dosya, s.RecordErisim(ctx, actor, Erisim{Islem: "Excel raporu indirildi", Ayrinti: a.Ayrinti, Satir: a.Satir})
}

// SweepAktarim ends exports that nobody takes up or that show no sign of life, and forgets those whose time is over, after remove
// has removed their files. It returns how many are forgotten. Errors: Unavailable, those of remove.
func (s *Store) SweepAktarim(ctx context.Context, remove func(ctx context.Context, dosya uuid.UUID) error) (n int, err error) {
	defer s.metrics.ran(isAktarim, &err)
	now := s.clock()
	rows, err := s.pool.Query(ctx, `UPDATE aktarim SET durum = 'basarisiz', bitis = $1, guncelleme = $1,
		neden = 'Rapor beklenen sürede hazırlanamadı. Yeniden deneyebilirsiniz.'
		WHERE (durum = 'bekliyor' AND guncelleme < $2) OR (durum = 'calisiyor' AND guncelleme < $3) RETURNING kullanici_id`,
		now, now.Add(-aktarimBekleme), now.Add(-aktarimSessiz))
	if err != nil {
		return 0, away(err)
	}
	users, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, away(err)
	}
	for _, id := range users {
		s.Ring(TopicAktarim(id))
	}
	return s.forgetAktarim(ctx, remove)
}

func (s *Store) forgetAktarim(ctx context.Context, remove func(ctx context.Context, dosya uuid.UUID) error) (int, error) {
	type old struct {
		ID, Dosya uuid.UUID
		User      int64
	}
	rows, err := s.pool.Query(ctx, `SELECT id, coalesce(alan_id, id), kullanici_id FROM aktarim WHERE bitis < $1`, s.clock().Add(-AktarimSaklama))
	if err != nil {
		return 0, away(err)
	}
	gone, err := pgx.CollectRows(rows, pgx.RowToStructByPos[old])
	if err != nil {
		return 0, away(err)
	}
	for i, o := range gone {
		if err := remove(ctx, o.Dosya); err != nil {
			return i, err
		}
		if _, err := s.pool.Exec(ctx, `DELETE FROM aktarim WHERE id = $1`, o.ID); err != nil {
			return i, away(err)
		}
		s.Ring(TopicAktarim(o.User))
	}
	return len(gone), nil
}

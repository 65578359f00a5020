package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// tellWhoWasFaster adds to a conflict what was done last with the application, by whom and when: two at one desk, or desk and MİA,
// then know whom to ask. A birim's people are told by the rules themselves who of them has answered (YT-05).
func (s *Store) tellWhoWasFaster(ctx context.Context, actor basvuru.Actor, no int64, err error) error {
	e, ok := errors.AsType[*kural.Error](err)
	if !ok || e.Kind != kural.Conflict || actor.Rol != kural.AKS && actor.Rol != kural.MIA {
		return err
	}
	var label, name string
	var rol kural.Rol
	var at time.Time
	q := s.pool.QueryRow(ctx, `SELECT etiket, yapan_ad, yapan_rol, zaman FROM olay WHERE konu = 'basvuru' AND konu_no = $1 AND etiket <> ''
		AND yapan_rol IN ($2, $3, $4) ORDER BY sira DESC LIMIT 1`, no, kural.AKS, kural.MIA, kural.Yetkili)
	if q.Scan(&label, &name, &rol, &at) != nil {
		return err // nobody has done anything, or it cannot be told now
	}
	told := *e
	told.Message += fmt.Sprintf(" Son işlem: “%s” – %s, %s, %s.", label, name, rol.Label(), at.In(Istanbul()).Format("02.01.2006 15:04"))
	return &told
}

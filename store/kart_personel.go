package store

import (
	"context"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// KartPersoneli is the user of e-İçişleri with the number tckn as the staff member who asks for cards, for machines that ask on behalf of
// people. Of several users of one person it is the one for staff, else the oldest; cards are the module's whose right they need. Errors:
// ErrNoUser where there is none; Unavailable.
func (s *Store) KartPersoneli(ctx context.Context, tckn basvuru.TCKN) (kural.Actor, error) {
	ks, err := s.kullanicis(ctx, `k.tckn_iz = $1 AND EXISTS (SELECT FROM kullanici_modul m WHERE m.kullanici_id = k.id AND m.modul = 'kart')
		ORDER BY k.tip <> 'personel', k.id LIMIT 1`, s.box.Index("tckn", string(tckn)))
	if err == nil && len(ks) == 0 {
		err = ErrNoUser
	}
	if err != nil {
		return kural.Actor{}, err
	}
	return KartActor(ks[0].Actor()), nil
}

package store

import (
	"context"

	"acikkapi/basvuru"
)

// KutuAkis gives each the whole inbox, line by line, as ListeAkis does a list of the desk (YT-07). It is read as the role that
// cannot reach contact data (YT-03).
func (s *Store) KutuAkis(ctx context.Context, actor basvuru.Actor, f KutuSuzgec, each func(*KutuSatir) error) error {
	for at := (KutuImlec{}); ; {
		satirs, err := s.kutuSatirs(ctx, actor, f, at, KutuImlec{}, akisBoyu)
		if err != nil {
			return err
		}
		for i := range satirs {
			if err := each(&satirs[i]); err != nil {
				return err
			}
		}
		if len(satirs) < akisBoyu {
			return nil
		}
		at = satirs[len(satirs)-1].Imlec()
	}
}

// KutuSay counts the inbox, limit at most. Errors: Unavailable.
func (s *Store) KutuSay(ctx context.Context, actor basvuru.Actor, f KutuSuzgec, limit int) (int, error) {
	some := s.kutu(actor, f, "k.sira").Limit(limit)
	all := selectFrom("", "count(*)")
	all.From(all.BuilderAs(some, "k"))
	sql, args := all.Build()
	n := 0
	err := s.birim.QueryRow(ctx, sql, args...).Scan(&n)
	return n, away(err)
}

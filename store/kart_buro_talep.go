package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/kart"
)

// BuroTalep is a request as its reviewer sees it: the card with all its requests, and who looks at this one.
type BuroTalep struct {
	KartDetayi
	Secili       KartTalebi // the request itself, of Taleps
	PersonelTCKN basvuru.TCKN
	Silinmis     bool // the staff member is no user any more
	Alma         Alma
}

// Newest tells whether no request came after this one.
func (b *BuroTalep) Newest() bool { return b.Secili.Sira == b.Kart.Talep }

// Imlec is the request's place in the queue, for TakeNextKart.
func (b *BuroTalep) Imlec() BuroImlec {
	i := BuroImlec{No: b.No, Sira: b.Secili.Sira, Zaman: b.Secili.Zaman}
	if b.Secili.Geldi != nil {
		i.Zaman = *b.Secili.Geldi
	}
	return i
}

// BuroTalep is request sira of the card no, for the bureau. Errors: NotFound, Unavailable.
func (s *Store) BuroTalep(ctx context.Context, actor kural.Actor, no int64, sira int) (*BuroTalep, error) {
	if actor.Rol != kural.KimlikBurosu {
		return nil, kart.NotFoundError()
	}
	d, err := s.KartDetay(ctx, actor, no)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(d.Taleps, func(t KartTalebi) bool { return t.Sira == sira })
	if at < 0 {
		return nil, kart.NotFoundError()
	}
	b := &BuroTalep{KartDetayi: *d, Secili: d.Taleps[at]}
	var tckn []byte
	batch := &pgx.Batch{}
	batch.Queue(`SELECT tckn, NOT aktif FROM kullanici WHERE id = $1`, b.Kart.Personel).QueryRow(func(row pgx.Row) error { return row.Scan(&tckn, &b.Silinmis) })
	batch.Queue(kartAlmaSQL, no, sira, s.clock()).QueryRow(func(row pgx.Row) (err error) {
		b.Alma, err = scanAlma(row)
		return err
	})
	if err := s.pool.SendBatch(ctx, batch).Close(); err != nil {
		return nil, away(err)
	}
	plain, err := s.box.OpenString(tckn)
	b.PersonelTCKN = basvuru.TCKN(plain)
	return b, err
}

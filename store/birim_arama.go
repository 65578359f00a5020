package store

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/singleflight"

	"acikkapi/basvuru"
	"acikkapi/internal/turkce"
)

// BirimSonuc is a DETSİS unit that a search has found; Yol is the path of names from the root of the tree.
type BirimSonuc struct {
	No, Ad, Yol string
	Guncelleme  time.Time // when the register last changed it (YE-04)
}

// MinBirimArama is the fewest letters that are searched for.
const MinBirimArama = 3

// maxKelime bounds the words of a search.
const maxKelime = 8

// yolAyraci is what paths are drawn with; somebody may have copied one.
var yolAyraci = strings.NewReplacer("(", " ", ")", " ", ">", " ")

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// SearchBirim finds at most limit active units by what somebody types of their name or path, in any Turkish letters, best first
// (AK-10): see birimDizin.find. Fewer than MinBirimArama letters find nothing. Errors: Unavailable.
func (s *Store) SearchBirim(ctx context.Context, typed string, il, limit int) ([]BirimSonuc, error) {
	words := strings.Fields(yolAyraci.Replace(turkce.Fold(typed)))
	words = words[:min(len(words), maxKelime)]
	if len([]rune(strings.Join(words, " "))) < MinBirimArama {
		return []BirimSonuc{}, nil
	}
	d, err := s.birimler.get(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	const spare = 2 // for units that have been closed since
	found, surum, err := s.birimlerOf(ctx, d.find(words, il, spare*limit))
	if err == nil && surum != d.surum { // an import has come in between
		if d, err = s.birimler.get(ctx, s, d); err == nil {
			found, _, err = s.birimlerOf(ctx, d.find(words, il, spare*limit))
		}
	}
	return found[:min(len(found), limit)], err
}

// birimDizini holds the names that are searched. They are read by one caller at a time, whoever has asked for them and gone: people
// type on, and each letter calls off the search before.
type birimDizini struct {
	last    atomic.Pointer[birimDizin]
	reading singleflight.Group
}

// dizinBekle bounds one reading of the names; 300,000 take a second or two.
const dizinBekle = 15 * time.Second

// get returns the names; a caller who knows that old are outdated waits for newer ones. Errors: Unavailable.
func (b *birimDizini) get(ctx context.Context, s *Store, old *birimDizin) (*birimDizin, error) {
	if d := b.last.Load(); d != nil && d != old && len(d.nos) > 0 {
		return d, nil
	}
	result := b.reading.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dizinBekle)
		defer cancel()
		d, err := s.loadBirimDizin(ctx)
		if err == nil {
			b.last.Store(d)
		}
		return d, err
	})
	select {
	case <-ctx.Done():
		return nil, away(ctx.Err())
	case r := <-result:
		return r.Val.(*birimDizin), r.Err //nolint:forcetypeassert // of loadBirimDizin, above
	}
}

// ActiveBirims is the units nos as far as they are active, in the order of nos; what is not there is left out.
func (s *Store) ActiveBirims(ctx context.Context, nos []string) ([]basvuru.Birim, error) {
	rows, err := s.pool.Query(ctx, `SELECT r.detsis_no, r.ad FROM unnest($1::text[]) WITH ORDINALITY AS u (no, sira)
		JOIN birim r ON r.detsis_no = u.no AND r.aktif ORDER BY u.sira`, nos)
	if err != nil {
		return nil, away(err)
	}
	bs, err := pgx.CollectRows(rows, pgx.RowToStructByPos[basvuru.Birim])
	return bs, away(err)
}

package store

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/turkce"
)

// birimDizin is the register's names in memory, some 80 bytes a unit: 300,000 units are passed through in milliseconds, however
// frequent the words are, where an index of the database must visit every unit that holds them. It never changes.
type birimDizin struct {
	surum int64    // the import that it has seen
	nos   []string // parents stand before what is beneath them
	text  []byte   // the names by turkce.Fold, one after the other
	start []uint32 // where each begins, and where the last one ends
	sozce []sozcuk // every word of the names once
	word  []uint32 // the words of each name, by their places in sozce …
	first []uint32 // … and where they begin
	ust   []int32  // -1: a root
	il    []uint8  // 0: none
	kapal []bool   // closed, kept for the paths of what is beneath
	ilAd  [maxIl + 1]string
}

const maxIl = 81

// birimSurumSQL changes with every import that was accepted (OP-05).
const birimSurumSQL = `SELECT coalesce(max(id), 0) FROM ithal WHERE konu = 'detsis'`

// sozcuk is a word, and how often it is in the names.
type sozcuk struct {
	w string
	n int
}

// birimSatir is a unit as it is read.
type birimSatir struct {
	no, ad, ust string
	il          uint8
	aktif       bool
}

func (s *Store) loadBirimDizin(ctx context.Context) (*birimDizin, error) {
	d := &birimDizin{}
	if err := s.pool.QueryRow(ctx, birimSurumSQL).Scan(&d.surum); err != nil {
		return nil, away(err)
	}
	var rows []birimSatir
	var one birimSatir
	var il int
	var ad string
	err := s.each(ctx, []eachQuery{
		{`SELECT kod, ad FROM il`, []any{&il, &ad}, func() { d.ilAd[il] = turkce.Fold(ad) }},
		{
			`SELECT detsis_no, ad || CASE kisa_ad WHEN '' THEN '' ELSE ' ' || kisa_ad END, coalesce(ust_no, ''), coalesce(il_kodu, 0), aktif FROM birim`,
			[]any{&one.no, &one.ad, &one.ust, &one.il, &one.aktif},
			func() { rows = append(rows, one) },
		},
	})
	if err != nil {
		return nil, err
	}
	d.build(rows)
	return d, nil
}

func (d *birimDizin) build(rows []birimSatir) {
	at, placed := make(map[string]int32, len(rows)), make(map[string]int32, len(rows))
	for i := range rows {
		at[rows[i].no] = int32(i) //nolint:gosec // units are fewer than a million
	}
	ids := map[string]uint32{}
	var place func(r *birimSatir) int32
	place = func(r *birimSatir) int32 {
		if n, ok := placed[r.no]; ok {
			return n
		}
		placed[r.no] = -1 // a ring ends here
		ust := int32(-1)
		if i, ok := at[r.ust]; ok {
			ust = place(&rows[i])
		}
		placed[r.no] = int32(len(d.nos)) //nolint:gosec // as above
		d.add(r, ust, ids)
		return placed[r.no]
	}
	for i := range rows {
		place(&rows[i])
	}
	d.start, d.first = append(d.start, uint32(len(d.text))), append(d.first, uint32(len(d.word))) //nolint:gosec // some megabytes
}

// add puts a unit at the end; ids are the words so far.
func (d *birimDizin) add(r *birimSatir, ust int32, ids map[string]uint32) {
	d.start, d.first = append(d.start, uint32(len(d.text))), append(d.first, uint32(len(d.word))) //nolint:gosec // some megabytes
	d.nos, d.ust, d.il, d.kapal = append(d.nos, r.no), append(d.ust, ust), append(d.il, r.il), append(d.kapal, !r.aktif)
	words := strings.Fields(turkce.Fold(r.ad))
	for _, w := range words {
		id, ok := ids[w]
		if !ok {
			w = strings.Clone(w)
			id = uint32(len(d.sozce)) //nolint:gosec // as above
			ids[w] = id
			d.sozce = append(d.sozce, sozcuk{w, 0})
		}
		d.sozce[id].n++
		d.word = append(d.word, id)
	}
	d.text = append(d.text, strings.Join(words, " ")...)
}

func (d *birimDizin) name(u int) []byte { return d.text[d.start[u]:d.start[u+1]] }

// marks is which of the words typed each word of the names holds, a bit each; unknown has the bits of those that none holds.
func (d *birimDizin) marks(words []string) (masks []uint16, unknown uint16) {
	masks = make([]uint16, len(d.sozce))
	known := uint16(0)
	for id, s := range d.sozce {
		for i, w := range words {
			if strings.Contains(s.w, w) {
				masks[id] |= 1 << i
			}
		}
		known |= masks[id]
	}
	return masks, (1<<len(words) - 1) &^ known
}

// match carries the marks to the names that have the words, and from them to the paths, which have what is above too.
func (d *birimDizin) match(words []string, masks []uint16) (own, path []uint16) {
	var ils [maxIl + 1]uint16
	for i, w := range words {
		for il, ad := range &d.ilAd {
			if strings.Contains(ad, w) {
				ils[il] |= 1 << i
			}
		}
	}
	own, path = make([]uint16, len(d.nos)), make([]uint16, len(d.nos))
	for u := range own {
		m := uint16(0)
		for _, id := range d.word[d.first[u]:d.first[u+1]] {
			m |= masks[id]
		}
		own[u] = m
		m |= ils[d.il[u]]
		if ust := d.ust[u]; ust >= 0 {
			m |= path[ust]
		}
		path[u] = m
	}
	return own, path
}

// birimlerOf is the units of nos that are active, as the database has them now, in the order of nos; and the newest import.
func (s *Store) birimlerOf(ctx context.Context, nos []string) (found []BirimSonuc, surum int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue(birimSurumSQL).QueryRow(func(row pgx.Row) error { return row.Scan(&surum) })
	batch.Queue(`SELECT r.detsis_no, r.ad, r.yol, r.guncelleme FROM unnest($1::text[]) WITH ORDINALITY AS u (no, sira)
		JOIN birim r ON r.detsis_no = u.no AND r.aktif ORDER BY u.sira`, nos).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[BirimSonuc])
		return err
	})
	return found, surum, away(s.pool.SendBatch(ctx, batch).Close())
}

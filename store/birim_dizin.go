package store

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"acikkapi/internal/turkce"
)

// birimDizin is the register's names in memory, some 60 bytes a unit: 300,000 units are passed through in milliseconds, however
// frequent the words are, where an index of the database must visit every unit that holds them. It never changes.
type birimDizin struct {
	surum int64  // the import that it has seen
	text  []byte // the names by turkce.Fold, a line each; parents stand before what is beneath them
	start []uint32
	ust   []int32 // -1: a root
	il    []uint8 // 0: none
	nos   []string
	kapal []bool // kept for the paths of what is beneath
	ilAd  [maxIl + 1]string
	sozce []sozcuk // every word once, in order
}

const maxIl = 81

// birimSurumSQL changes with every import that was accepted (OP-05).
const birimSurumSQL = `SELECT coalesce(max(id), 0) FROM ithal WHERE konu = 'detsis'`

// sozcuk is a word, and how many units have it in their names.
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
			[]any{&one.no, &one.ad, &one.ust, &one.il, &one.aktif}, func() { rows = append(rows, one) },
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
	words := map[string]int{}
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
		n := int32(len(d.nos)) //nolint:gosec // as above
		placed[r.no] = n
		name := strings.Join(strings.Fields(turkce.Fold(r.ad)), " ")
		for w := range strings.FieldsSeq(name) {
			words[w]++
		}
		d.start = append(d.start, uint32(len(d.text))) //nolint:gosec // some megabytes
		d.text = append(append(d.text, name...), '\n')
		d.nos, d.ust, d.il, d.kapal = append(d.nos, r.no), append(d.ust, ust), append(d.il, r.il), append(d.kapal, !r.aktif)
		return n
	}
	for i := range rows {
		place(&rows[i])
	}
	d.start = append(d.start, uint32(len(d.text))) //nolint:gosec // as above
	for w, n := range words {
		d.sozce = append(d.sozce, sozcuk{strings.Clone(w), n})
	}
	slices.SortFunc(d.sozce, func(a, b sozcuk) int { return strings.Compare(a.w, b.w) })
}

func (d *birimDizin) name(u int) []byte { return d.text[d.start[u] : d.start[u+1]-1] }

// mark sets bit at every unit whose name holds w, and tells whether there is one.
func (d *birimDizin) mark(masks []uint16, w string, bit uint16) bool {
	u, found := 0, false
	word := []byte(w)
	for pos := 0; ; {
		i := bytes.Index(d.text[pos:], word)
		if i < 0 {
			return found
		}
		for pos += i; int(d.start[u+1]) <= pos; {
			u++
		}
		masks[u] |= bit
		found = true
		pos = int(d.start[u+1])
	}
}

// Of a mask the low bits are the words, phrase says that the name holds all that was typed as it was typed.
const phrase = 1 << 15

// match marks the words in the names; unknown has the bits of those that are in none.
func (d *birimDizin) match(words []string) (own []uint16, unknown uint16) {
	own = make([]uint16, len(d.nos))
	for i, w := range words {
		if !d.mark(own, w, 1<<i) {
			unknown |= 1 << i
		}
	}
	if len(words) > 1 {
		d.mark(own, strings.Join(words, " "), phrase)
	}
	return own, unknown
}

// inherit is the marks of the names with all above them, the il's too.
func (d *birimDizin) inherit(words []string, own []uint16) []uint16 {
	var ils [maxIl + 1]uint16
	for i, w := range words {
		for il, ad := range d.ilAd {
			if strings.Contains(ad, w) {
				ils[il] |= 1 << i
			}
		}
	}
	path := make([]uint16, len(own))
	for u, m := range own {
		m = m&^phrase | ils[d.il[u]]
		if ust := d.ust[u]; ust >= 0 {
			m |= path[ust]
		}
		path[u] = m
	}
	return path
}

// birimlerOf is the units of nos that are active, as the database has them now, in the order of nos; and the newest import.
func (s *Store) birimlerOf(ctx context.Context, nos []string) (found []BirimSonuc, surum int64, err error) {
	batch := &pgx.Batch{}
	batch.Queue(birimSurumSQL).QueryRow(func(row pgx.Row) error { return row.Scan(&surum) })
	batch.Queue(`SELECT r.detsis_no, r.ad, r.yol FROM unnest($1::text[]) WITH ORDINALITY AS u (no, sira)
		JOIN birim r ON r.detsis_no = u.no AND r.aktif ORDER BY u.sira`, nos).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[BirimSonuc])
		return err
	})
	return found, surum, away(s.pool.SendBatch(ctx, batch).Close())
}

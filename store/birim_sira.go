package store

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// find is the numbers of the best units for words, limit at most. Every word must be in a unit's name or in its path. First come
// names that begin with what was typed, then names that hold it as it is, then names that hold more of its words, then units of
// the il, then short names. Where no unit holds the words, a slip of the pen is looked for: a word that is in no name stands for
// those that are like it; then one of the words may be missing, if the name has one that is like it.
func (d *birimDizin) find(words []string, il, limit int) []string {
	all := uint16(1)<<len(words) - 1
	masks, unknown := d.marks(words)
	own, path := d.match(words, masks)
	enough := func(m uint16) bool { return m == all }
	best := d.best(words, own, path, il, limit, enough)
	if len(best) == 0 && unknown != 0 {
		for i, w := range words {
			if unknown&(1<<i) != 0 {
				d.markLike(masks, w, 1<<i)
			}
		}
		own, path = d.match(words, masks)
		best = d.best(words, own, path, il, limit, enough)
	}
	if len(best) == 0 && len(words) > 1 {
		best = d.best(words, own, path, il, yakinAday, func(m uint16) bool { return bits.OnesCount16(m) == len(words)-1 })
		best = slices.DeleteFunc(best, func(u int) bool {
			missed := words[bits.TrailingZeros16(all&^path[u])]
			return !slices.ContainsFunc(strings.Fields(string(d.name(u))), func(w string) bool { return uzaklik(missed, w, slips(missed)) <= slips(missed) })
		})
	}
	nos := make([]string, 0, limit)
	for _, u := range best[:min(len(best), limit)] {
		nos = append(nos, d.nos[u])
	}
	return nos
}

// yakinAday is how many units are looked at for a word that is like one that was typed.
const yakinAday = 500

// best ranks the active units whose path is enough, and returns the first limit.
func (d *birimDizin) best(words []string, own, path []uint16, il, limit int, enough func(uint16) bool) []int {
	typed, all := []byte(strings.Join(words, " ")), uint16(1)<<len(words)-1
	type ranked struct {
		u    int
		rank uint32
	}
	better := func(a, b ranked) int {
		if c := cmp.Compare(b.rank, a.rank); c != 0 {
			return c
		}
		if c := bytes.Compare(d.name(a.u), d.name(b.u)); c != 0 {
			return c
		}
		return cmp.Compare(d.nos[a.u], d.nos[b.u])
	}
	top := make([]ranked, 0, limit+1)
	for u, m := range path {
		if !enough(m) || d.kapal[u] {
			continue
		}
		r := ranked{u, d.rank(u, own[u]&all, all, typed, il)}
		if len(top) == limit && better(r, top[limit-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(top, r, better)
		top = slices.Insert(top, i, r)
		top = top[:min(len(top), limit)]
	}
	us := make([]int, len(top))
	for i, r := range top {
		us[i] = r.u
	}
	return us
}

// rank is higher for a better unit.
func (d *birimDizin) rank(u int, own, all uint16, typed []byte, il int) uint32 {
	const short = 1 << 16
	length := int(d.start[u+1] - d.start[u])
	r := uint32(short - min(length, short)) //nolint:gosec // at least 0
	if int(d.il[u]) == il {
		r |= 1 << 17
	}
	r |= uint32(bits.OnesCount16(own)) << 18 //nolint:gosec // at most 8
	if own != all {
		return r
	}
	switch name := d.name(u); {
	case bytes.HasPrefix(name, typed):
		r |= 3 << 22
	case bytes.Contains(name, typed):
		r |= 1 << 22
	}
	return r
}

// maxBenzer bounds the words that one is taken for.
const maxBenzer = 8

// markLike marks the words that are most like w, the frequent ones of them.
func (d *birimDizin) markLike(masks []uint16, w string, bit uint16) {
	type benzer struct{ id, n int }
	least := slips(w)
	var like []benzer
	for id, s := range d.sozce {
		switch n := uzaklik(w, s.w, least); {
		case n < least:
			least, like = n, append(like[:0], benzer{id, s.n})
		case n == least && n > 0:
			like = append(like, benzer{id, s.n})
		}
	}
	slices.SortStableFunc(like, func(a, b benzer) int { return b.n - a.n })
	for _, b := range like[:min(len(like), maxBenzer)] {
		masks[b.id] |= bit
	}
}

// slips is how many letters of a word may be wrong.
func slips(w string) int {
	switch n := len(w); {
	case n < 4:
		return 0
	case n < 8:
		return 1
	default:
		return 2
	}
}

// uzaklik is how many letters must be changed, left out or put in to make a beginning of word of typed; more than most is most+1.
func uzaklik(typed, word string, most int) int {
	if len(word)+most < len(typed) || len(typed) >= maxHarf {
		return most + 1
	}
	word = word[:min(len(word), len(typed)+most)]
	var row [maxHarf + 1]int // of typed's beginnings, for the letters of word so far
	for i := range len(typed) + 1 {
		row[i] = i
	}
	best := row[len(typed)]
	for j := range len(word) {
		diagonal, low := row[0], j+1
		row[0] = j + 1
		for i := range len(typed) {
			change := diagonal
			if typed[i] != word[j] {
				change++
			}
			diagonal = row[i+1]
			row[i+1] = min(change, diagonal+1, row[i]+1)
			low = min(low, row[i+1])
		}
		if best = min(best, row[len(typed)]); low > most {
			break
		}
	}
	return min(best, most+1)
}

// maxHarf bounds the words that are compared letter by letter.
const maxHarf = 40

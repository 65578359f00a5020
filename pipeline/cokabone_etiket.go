package pipeline

import "slices"

// tagSet is a set of delivery tags, which count from 1 on each channel, kept as runs: it is as large as the
// number of gaps, however long a single message is not acked.
type tagSet struct {
	runs []tagRun // in order, never touching
}

type tagRun struct{ first, last uint64 }

func (s *tagSet) add(tag uint64) {
	i, found := slices.BinarySearchFunc(s.runs, tag, func(r tagRun, tag uint64) int {
		switch {
		case r.last+1 < tag:
			return -1
		case r.first > tag+1:
			return 1
		}
		return 0
	})
	if !found {
		s.runs = slices.Insert(s.runs, i, tagRun{tag, tag})
		return
	}
	r := &s.runs[i]
	r.first, r.last = min(r.first, tag), max(r.last, tag)
	if i+1 < len(s.runs) && s.runs[i+1].first == r.last+1 {
		r.last = s.runs[i+1].last
		s.runs = slices.Delete(s.runs, i+1, i+2)
	}
}

// floor is the highest tag up to which none is missing, 0 if the first is.
func (s *tagSet) floor() uint64 {
	if len(s.runs) == 0 || s.runs[0].first != 1 {
		return 0
	}
	return s.runs[0].last
}

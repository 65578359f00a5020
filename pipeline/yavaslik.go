package pipeline

import "time"

// When a provider counts as slow: by the share of slow answers in a window of time, so that neither the answers of a quiet night before are
// held against it nor one slow answer among few.
const (
	yavasSure    = 3 * time.Second // an answer that takes longer is slow
	yavasPencere = 10              // minutes that are looked at, the present one included
	yavasEnAz    = 10              // answers in them, or nothing can be said
	yavasYuzde   = 30              // so many of a hundred slow ones make a slow provider
)

// yavaslik counts the answers of one provider, minute by minute. Its zero value has seen none.
type yavaslik struct {
	dakikalar [yavasPencere]struct {
		no          int64 // minutes since 1970; a place is used again when its minute has left the window
		hepsi, agir int
	}
}

// add counts an answer that came at now, and tells whether the provider is slow. What made it so is forgotten then: the same answers take
// share away once.
func (y *yavaslik) add(now time.Time, slow bool) bool {
	no := now.Unix() / int64(time.Minute/time.Second)
	d := &y.dakikalar[no%yavasPencere]
	if d.no != no {
		d.no, d.hepsi, d.agir = no, 0, 0
	}
	d.hepsi++
	if slow {
		d.agir++
	}
	hepsi, agir := 0, 0
	for _, d := range y.dakikalar {
		if no-d.no < yavasPencere {
			hepsi, agir = hepsi+d.hepsi, agir+d.agir
		}
	}
	if hepsi < yavasEnAz || 100*agir < yavasYuzde*hepsi {
		return false
	}
	*y = yavaslik{}
	return true
}

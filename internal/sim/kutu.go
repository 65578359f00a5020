package sim

import (
	"sync"
	"time"

	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
)

// Mesaj is one SMS as the simulator received it.
type Mesaj struct {
	To    telefon.Numara `json:"to"`
	Text  string         `json:"text"`
	At    time.Time      `json:"at"`
	Parts int            `json:"parts"`
	Ref   string         `json:"ref"`
}

// Tekrar is a reference that came more than once: somebody got the same SMS twice (PL-07).
type Tekrar struct {
	Ref   string `json:"ref"`
	Count int    `json:"count"`
}

// kutu keeps the last limit messages in a ring. It does not drop repeated references, so that tests can see
// them; reports are known as long as the message is.
type kutu struct {
	mu    sync.Mutex
	limit int
	ring  []Mesaj
	next  int           // where the next message goes once the ring is full
	refs  map[string]iz // of the messages in the ring
}

type iz struct {
	count int
	durum sms.Durum
}

func newKutu(limit int) *kutu {
	return &kutu{limit: limit, refs: map[string]iz{}}
}

func (k *kutu) add(m Mesaj, d sms.Durum) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.ring) < k.limit {
		k.ring = append(k.ring, m)
	} else {
		k.forget(k.ring[k.next].Ref)
		k.ring[k.next] = m
		k.next = (k.next + 1) % k.limit
	}
	i := k.refs[m.Ref]
	k.refs[m.Ref] = iz{i.count + 1, d}
}

func (k *kutu) forget(ref string) {
	if i := k.refs[ref]; i.count > 1 {
		k.refs[ref] = iz{i.count - 1, i.durum}
		return
	}
	delete(k.refs, ref)
}

// durum returns what became of the message with this reference.
func (k *kutu) durum(ref string) (sms.Durum, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, ok := k.refs[ref]
	return i.durum, ok
}

// list returns the messages that pass, newest last.
func (k *kutu) list(pass func(Mesaj) bool) []Mesaj {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := []Mesaj{}
	for i := range k.ring {
		if m := k.ring[(k.next+i)%len(k.ring)]; pass(m) {
			found = append(found, m)
		}
	}
	return found
}

func (k *kutu) tekrar() []Tekrar {
	k.mu.Lock()
	defer k.mu.Unlock()
	found := []Tekrar{}
	for ref, i := range k.refs {
		if i.count > 1 {
			found = append(found, Tekrar{ref, i.count})
		}
	}
	return found
}

// since counts the messages to n after t; it reads back from the newest only as far as t.
func (k *kutu) since(n telefon.Numara, t time.Time) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	count := 0
	for i := len(k.ring) - 1; i >= 0; i-- {
		m := k.ring[(k.next+i)%len(k.ring)]
		if !m.At.After(t) {
			break
		}
		if m.To == n {
			count++
		}
	}
	return count
}

package saglik

import (
	"cmp"
	"net/url"
	"slices"
	"sync"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
)

// Kuyruk is one queue as the broker's management sees it.
type Kuyruk struct {
	Ad       string
	Tur      string // TurBirim, TurRet, TurMIA, else its own name
	Derinlik int    // messages, those under way among them
	Elde     int    // handed to a consumer and not yet acked
	Tuketici int    // consumers
	Hiz      float64
	// Yas is how long the oldest message has been there, at least: as long as somebody has looked. RabbitMQ does not tell for quorum queues.
	Yas time.Duration
}

// Kuyruklar looks at the queues through the management API. It is safe for concurrent use.
type Kuyruklar struct {
	management *rabbithole.Client
	vhost      string
	now        func() time.Time

	mu    sync.Mutex
	at    time.Time
	list  []Kuyruk
	err   error
	marks map[string]mark
}

// mark remembers a look at a queue: a message that was in it then is still there until acked has reached gone.
type mark struct {
	at          time.Time
	acked, gone int64
}

const (
	managementTime = 2 * time.Second
	lookAge        = 2 * time.Second // looks within it are one
)

// NewKuyruklar takes the management's address with user and password, and the vhost. Errors: an address that is none.
func NewKuyruklar(address, vhost string) (*Kuyruklar, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	password, _ := u.User.Password()
	name := u.User.Username()
	u.User = nil
	c, err := rabbithole.NewClient(u.String(), name, password)
	if err != nil {
		return nil, err
	}
	c.SetTimeout(managementTime)
	return &Kuyruklar{management: c, vhost: vhost, now: time.Now, marks: map[string]mark{}}, nil
}

// Look lists the queues by name, two seconds old at most. Errors: the management does not answer.
func (k *Kuyruklar) Look() ([]Kuyruk, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); now.Sub(k.at) >= lookAge {
		k.look(now)
	}
	return slices.Clone(k.list), k.err
}

// lookedAt are the columns asked for: all of them would be 2 KB a queue. (Of message_stats only the whole: parts of what a new queue does
// not have come as a list, which rabbit-hole cannot read.)
var lookedAt = url.Values{"columns": {"name,messages,messages_unacknowledged,consumers,message_stats"}}

func (k *Kuyruklar) look(now time.Time) {
	var qs []rabbithole.QueueInfo
	qs, k.err = k.management.ListQueuesWithParametersIn(k.vhost, lookedAt)
	k.at, k.list = k.now(), nil
	if k.err != nil {
		return
	}
	marks := make(map[string]mark, len(qs))
	for i := range qs {
		q := &qs[i]
		one := Kuyruk{Ad: q.Name, Tur: kindOf(q.Name), Derinlik: q.Messages, Elde: q.MessagesUnacknowledged, Tuketici: q.Consumers}
		var acked int64
		if q.MessageStats != nil {
			one.Hiz, acked = float64(q.MessageStats.AckDetails.Rate), q.MessageStats.Ack
		}
		m, known := k.marks[q.Name]
		if !known || acked >= m.gone || acked < m.acked {
			m = mark{at: now, gone: acked + int64(q.Messages)}
		}
		m.acked = acked
		if q.Messages > 0 {
			one.Yas, marks[q.Name] = now.Sub(m.at), m
		}
		k.list = append(k.list, one)
	}
	k.marks = marks
	slices.SortFunc(k.list, func(a, b Kuyruk) int { return cmp.Compare(a.Ad, b.Ad) })
}

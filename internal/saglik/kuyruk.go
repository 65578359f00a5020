package saglik

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
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
	address, user, password string // of the list of the vhost's queues
	http                    *http.Client
	now                     func() time.Time

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
	if u.Host == "" {
		return nil, fmt.Errorf("%q names no host", u)
	}
	return &Kuyruklar{
		address: strings.TrimSuffix(u.String(), "/") + "/api/queues/" + url.PathEscape(vhost) + "?columns=" + lookedAt,
		user:    name, password: password, http: &http.Client{Timeout: managementTime}, now: time.Now, marks: map[string]mark{},
	}, nil
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
// not have come as a list.)
const lookedAt = "name,messages,messages_unacknowledged,consumers,message_stats"

// satir is a queue as the management tells of it, of the columns asked for what is used: there are thousands of queues, every ten seconds.
type satir struct {
	Name           string
	Messages       int
	Unacknowledged int `json:"messages_unacknowledged"`
	Consumers      int
	Stats          struct {
		Ack        int64
		AckDetails struct{ Rate float64 } `json:"ack_details"`
	} `json:"message_stats"`
}

// ask gives the queues to each as they arrive. Errors: the management is away, or refuses.
func (k *Kuyruklar) ask(each func(*satir)) error {
	req, err := http.NewRequest(http.MethodGet, k.address, http.NoBody) //nolint:noctx // the client's time bounds it
	if err != nil {
		return err
	}
	req.SetBasicAuth(k.user, k.password)
	res, err := k.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("management: %s", res.Status)
	}
	list := json.NewDecoder(res.Body)
	if _, err := list.Token(); err != nil { // [
		return err
	}
	for list.More() {
		var q satir
		if err := list.Decode(&q); err != nil {
			return err
		}
		each(&q)
	}
	_, err = list.Token() // ]: all of it has arrived
	return err
}

func (k *Kuyruklar) look(now time.Time) {
	marks := make(map[string]mark, len(k.marks))
	var list []Kuyruk
	err := k.ask(func(q *satir) {
		one := Kuyruk{Ad: q.Name, Tur: kindOf(q.Name), Derinlik: q.Messages, Elde: q.Unacknowledged, Tuketici: q.Consumers, Hiz: q.Stats.AckDetails.Rate}
		acked := q.Stats.Ack
		m, known := k.marks[q.Name]
		if !known || acked >= m.gone || acked < m.acked {
			m = mark{at: now, gone: acked + int64(q.Messages)}
		}
		m.acked = acked
		if q.Messages > 0 {
			one.Yas, marks[q.Name] = now.Sub(m.at), m
		}
		list = append(list, one)
	})
	k.at, k.list, k.err = k.now(), nil, err
	if err != nil {
		return
	}
	k.list = list
	k.marks = marks
	slices.SortFunc(k.list, func(a, b Kuyruk) int { return cmp.Compare(a.Ad, b.Ad) })
}

package ariza_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// insanlar are all the people: citizens who apply, and AKS, Yetkili and MİA who do what is theirs as soon as it appears. They reach
// the system as it is at the moment; told that it is away, they look again and go on, as people do.
type insanlar struct {
	s       *store.Store
	masalar []*masa
	gate    sync.RWMutex // held for writing while they rest
	kapandi atomic.Int64
	yeter   atomic.Int64 // once this is above 0, nobody applies any more when so many have

	mu      sync.Mutex
	kabul   map[int64]int // accepted applications, and whose they are
	errs    []error
	aksadi  int // times that they were told it is away
	bitti   sync.WaitGroup
	baslama time.Time
}

// masa is some of the people, with the applications that they have open.
type masa struct {
	*insanlar
	kisi     int           // whose turn it is to apply
	nth      int           // application of this desk, from 0
	her      time.Duration // from one application to the next
	belirsiz bool          // the citizen was told that the system is away: perhaps it is stored all the same
	open     []int64
}

func newInsanlar(s *store.Store, hiz int) *insanlar {
	const masalar = 4
	p := &insanlar{s: s, kabul: map[int64]int{}}
	for i := range masalar {
		p.masalar = append(p.masalar, &masa{insanlar: p, kisi: i, her: masalar * time.Second / time.Duration(hiz)})
	}
	return p
}

// start has them work, and apply until enough is called; they are sent home at the end of the test in any case.
func (p *insanlar) start(t *testing.T) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(func() { cancel(); p.bitti.Wait() })
	p.baslama = time.Now()
	for _, m := range p.masalar {
		p.bitti.Go(func() { m.work(ctx) })
	}
}

// enough ends the applying once n have.
func (p *insanlar) enough(n int) { p.yeter.Store(int64(n)) }

func (p *insanlar) accepted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.kabul)
}

// rest has everybody finish what is in hand and do nothing until the returned function is called.
func (p *insanlar) rest() (goOn func()) {
	p.gate.Lock()
	return p.gate.Unlock
}

func (p *insanlar) failed() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.errs) == 0 {
		return nil
	}
	return fmt.Errorf("%d times, first: %w", len(p.errs), p.errs[0])
}

func (m *masa) work(ctx context.Context) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for m.applies() || len(m.open) > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		m.gate.RLock()
		m.note(m.round(ctx))
		m.gate.RUnlock()
	}
}

func (m *masa) applies() bool {
	n := int(m.yeter.Load())
	return n == 0 || m.belirsiz || m.accepted() < n
}

// note keeps an error that people should not see.
func (m *masa) note(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch kural.KindOf(err) {
	case kural.Unavailable:
		m.aksadi++
	case kural.Conflict: // what they were told failed had been done, or somebody was faster: they look again
	default:
		if err != nil {
			m.errs = append(m.errs, err)
		}
	}
}

// is is an application and what waits for whom.
type is struct {
	No    int64
	Durum basvuru.Durum
	Sira  []int // routings in the birims' inboxes, not answered
	MIA   bool  // in the MİA's inbox
}

func (m *masa) round(ctx context.Context) error {
	for m.applies() && time.Since(m.baslama) >= time.Duration(m.nth)*m.her {
		if err := m.apply(ctx); err != nil {
			return err
		}
	}
	rows, err := m.s.Pool().Query(ctx, `SELECT no, durum, ARRAY(SELECT sira FROM birim_kutusu k JOIN yonlendirme y USING (basvuru_no, sira)
		WHERE basvuru_no = no AND y.durum = 'teslim'), EXISTS (SELECT FROM mia_kutusu WHERE basvuru_no = no) FROM basvuru WHERE no = ANY($1)`, m.open)
	if err != nil {
		return away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[is])
	if err != nil {
		return away(err)
	}
	for _, a := range list {
		if a.Durum.Closed() {
			m.forget(a.No)
			continue
		}
		m.note(m.act(ctx, a))
	}
	return nil
}

// apply files the next citizen's application. Told that the system is away, the citizen sends the same form again, with its key: that is
// no second application (VB-13).
func (m *masa) apply(ctx context.Context) error {
	n := m.kisi
	y := dbtest.Yeni(n)
	key := fmt.Sprint("ariza-", n)
	res, err := m.s.Do(ctx, kural.Actor{Rol: kural.Vatandas, Ad: "AYŞE DEMİR"}, 0, basvuru.Submit{Yeni: y}, store.WithKey("ariza", key, []byte(key)))
	if m.belirsiz = err != nil; err != nil {
		return err
	}
	m.mu.Lock()
	m.kabul[res.No] = n
	m.mu.Unlock()
	m.kisi, m.nth, m.open = m.kisi+len(m.masalar), m.nth+1, append(m.open, res.No)
	return nil
}

func (m *masa) forget(no int64) {
	for i, n := range m.open {
		if n == no {
			m.open = append(m.open[:i], m.open[i+1:]...)
			break
		}
	}
	m.kapandi.Add(1)
}

func (m *masa) act(ctx context.Context, a is) error {
	actor, cmd := dbtest.AKS, basvuru.Command(nil)
	switch {
	case a.Durum == basvuru.Havuzda:
		cmd = basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}}
	case len(a.Sira) > 0:
		actor, cmd = dbtest.YetkiliMEM, basvuru.Answer{Sira: a.Sira[0], Sonuc: basvuru.Olumlu, Metin: "Gereği yapılmıştır."}
		if a.Sira[0] == 2 {
			actor = dbtest.YetkiliSag
		}
	case a.Durum == basvuru.Cevaplandi:
		cmd = basvuru.SendToMIA{}
	case a.Durum == basvuru.MIAOnayinda && a.MIA:
		actor, cmd = dbtest.MIA, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."}
	case a.Durum == basvuru.MIADondu:
		cmd = basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Yapıldı."}
	default:
		return nil // it waits for a message
	}
	if _, err := m.s.Do(ctx, actor, a.No, cmd); err != nil {
		return fmt.Errorf("application %d at %s: %w", a.No, a.Durum, err)
	}
	return nil
}

// away is what a page would say of a failed read.
func away(err error) error { return kural.Away("Sistem şu anda hizmet veremiyor.", err) }

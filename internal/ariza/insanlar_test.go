package ariza_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/dosya"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// insanlar are all the people: citizens who apply, and AKS, Yetkili and MİA who do what is theirs as soon as it appears; a staff member who
// asks for cards, and the Kimlik Bürosu. They reach the system as it is at the moment; told that it is away, they look again and go on, as
// people do.
type insanlar struct {
	s       *store.Store
	files   func() *dosya.Store
	masalar []*masa
	kartlar *kartMasasi
	gate    sync.RWMutex // held for writing while they rest
	kapandi atomic.Int64
	enCok   atomic.Int64 // applications that a desk has open before it takes another, so that a slow machine is not given ever more
	yeter   atomic.Int64 // once this is above 0, nobody applies any more when so many have

	mu       sync.Mutex
	kabul    map[int64]int // accepted applications, and whose they are
	errs     []error
	aksadi   int          // times that they were told it is away
	dosyaYok atomic.Int64 // answers that went without their file, for the disk was full
	bitti    sync.WaitGroup
	yoldan   context.CancelFunc
	baslama  time.Time
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

// ilkVatandas is the first citizen of dbtest.Yeni who applies: the demonstration's users have phones among those of the first.
const ilkVatandas = 3000

func newInsanlar(d *dunya, hiz int) *insanlar {
	const masalar = 4
	p := &insanlar{s: d.open(true), files: func() *dosya.Store { return d.files }, kabul: map[int64]int{}, yoldan: func() {}}
	p.kartlar = newKartMasasi(d, p)
	for i := range masalar {
		p.masalar = append(p.masalar, &masa{insanlar: p, kisi: ilkVatandas + i})
	}
	p.hiz(hiz)
	return p
}

// hiz is how many apply in a second.
func (p *insanlar) hiz(n int) {
	for _, m := range p.masalar {
		m.her = time.Duration(len(p.masalar)) * time.Second / time.Duration(n)
	}
	p.enCok.Store(int64(10 * n / len(p.masalar)))
	p.kartlar.her = kartBasvuru * time.Second / time.Duration(n)
}

// start has them work, and apply until enough is called.
func (p *insanlar) start(t testing.TB) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	p.yoldan = cancel
	t.Cleanup(p.end)
	p.baslama = time.Now()
	for _, m := range p.masalar {
		p.bitti.Go(func() { p.work(ctx, 20*time.Millisecond, m.busy, m.round) })
	}
	p.bitti.Go(func() { p.work(ctx, 50*time.Millisecond, p.kartlar.busy, p.kartlar.round) })
}

// end sends everybody home and closes what they worked with.
func (p *insanlar) end() {
	p.yoldan()
	p.bitti.Wait()
	p.s.Close()
}

// enough ends the applying once n have.
func (p *insanlar) enough(n int) { p.yeter.Store(int64(n)) }

// done: all that was asked for is closed, cards too.
func (p *insanlar) done() bool {
	return int(p.kapandi.Load()) >= p.accepted() && p.kartlar.done()
}

func (p *insanlar) accepted() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.kabul)
}

// told is how often people were told that the system is away.
func (p *insanlar) told() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.aksadi
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

// work is a round of a desk every so often for as long as it is busy, but not while they rest.
func (p *insanlar) work(ctx context.Context, every time.Duration, busy func() bool, round func(context.Context) error) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for busy() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		p.gate.RLock()
		p.note(round(ctx))
		p.gate.RUnlock()
	}
}

func (m *masa) busy() bool { return m.applies() || len(m.open) > 0 }

func (m *masa) applies() bool {
	n := int(m.yeter.Load())
	return n == 0 || m.belirsiz || m.accepted() < n
}

// note keeps an error that people should not see.
func (p *insanlar) note(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch kural.KindOf(err) {
	case kural.Unavailable:
		p.aksadi++
	case kural.Conflict: // what they were told failed had been done, or somebody was faster: they look again
	default:
		if err != nil {
			p.errs = append(p.errs, err)
		}
	}
}

// is is an application and what waits for whom.
type is struct {
	No    int64
	Durum basvuru.Durum
	Sira  []int // routings in the birims' web inboxes, not answered
	MIA   bool  // in the MİA's inbox
}

func (m *masa) round(ctx context.Context) error {
	for m.applies() && len(m.open) < int(m.enCok.Load()) && time.Since(m.baslama) >= time.Duration(m.nth)*m.her {
		if err := m.apply(ctx); err != nil {
			return err
		}
	}
	rows, err := m.s.Pool().Query(ctx, `SELECT no, durum, ARRAY(SELECT sira FROM birim_kutusu k JOIN yonlendirme y USING (basvuru_no, sira)
		WHERE basvuru_no = no AND y.durum = 'teslim' AND y.birim_no <> $2 ORDER BY sira), EXISTS (SELECT FROM mia_kutusu WHERE basvuru_no = no) FROM basvuru WHERE no = ANY($1)`, m.open, sistemBirimi.No)
	if err != nil {
		return away(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[is])
	if err != nil {
		return away(err)
	}
	var acts errgroup.Group // at a desk several sit: where a question takes long, the next in line does not wait for its answer
	acts.SetLimit(6)
	for _, a := range list {
		if a.Durum.Closed() {
			m.forget(a.No)
			continue
		}
		acts.Go(func() error { m.note(m.act(ctx, a)); return nil })
	}
	return acts.Wait()
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
		cmd = basvuru.Route{Birims: birims(m.whose(a.No))}
	case len(a.Sira) > 0:
		return m.answer(ctx, a.No, a.Sira[0])
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

// birims are those that the application of citizen n goes to: every third also to one with a system of its own.
func birims(n int) []basvuru.Birim {
	to := []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}
	if n%3 == 0 {
		to = append(to, sistemBirimi)
	}
	return to
}

func (p *insanlar) whose(no int64) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kabul[no]
}

// answer is what a Yetkili does. Those of MEM add a file; with the disk full it is refused, and they answer without it (SC-11).
func (m *masa) answer(ctx context.Context, no int64, sira int) error {
	cmd := basvuru.Answer{Sira: sira, Sonuc: basvuru.Olumlu, Metin: "Gereği yapılmıştır."}
	actor := dbtest.YetkiliSag
	if sira == 1 {
		actor = dbtest.YetkiliMEM
		id, err := m.upload(ctx, actor, no)
		switch {
		case err == nil:
			cmd.Dosyas = []string{id}
		case errors.Is(err, syscall.ENOSPC):
			m.dosyaYok.Add(1)
		default:
			return err
		}
	}
	if _, err := m.s.Do(ctx, actor, no, cmd); err != nil {
		return fmt.Errorf("answer %d/%d: %w", no, sira, err)
	}
	return nil
}

// upload stores a file of some kilobytes that no other is like.
func (m *masa) upload(ctx context.Context, actor kural.Actor, no int64) (id string, err error) {
	content := fmt.Appendf(nil, "%%PDF-1.4\n%% %d\n%s%%%%EOF\n", no, bytes.Repeat([]byte("%0123456789abcdef\n"), 200))
	f, err := m.files().Save(ctx, fmt.Sprintf("ek-%d.pdf", no), bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	return m.s.AddUpload(ctx, fmt.Sprintf("kullanici:%d", actor.ID), store.Yukleme{Ozet: f.Ozet, Ad: f.Ad, Tur: f.Tur, Boyut: f.Boyut})
}

// away is what a page would say of a failed read.
func away(err error) error { return kural.Away("Sistem şu anda hizmet veremiyor.", err) }

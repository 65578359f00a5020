package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
)

const (
	lifeLook     = 50 * time.Millisecond // often enough for many lives at once, seldom enough to cost little
	lifeTime     = 2 * time.Minute       // of a round at the longest
	livesAtOnce  = 200
	lifeBirims   = 20 // units that the lives are spread over, two each
	smsPerLife   = 3  // receipt, routing, closing
	digitLives   = 37 // a second, DIGIT's published figure
	lifeGoal     = 150.0 / digitLives
	latencyLimit = 250 // ms
)

var mia = kural.Actor{Rol: kural.MIA, ID: 4, Ad: "ERDEM KILINÇ", Il: il}

// life measures whole lives of applications, every step through its queues, and then, at half that load, how long a
// routing takes to be in the birims' inboxes.
func (b *bench) life(ctx context.Context) error {
	w := b.world
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	_, err := w.owner.Exec(ctx, `INSERT INTO il_ayar (il_kodu, yonlendirme_sms) VALUES ($1, true)
		ON CONFLICT (il_kodu) DO UPDATE SET yonlendirme_sms = true`, il)
	if err != nil {
		return err
	}
	if err := w.emptyOutbox(ctx); err != nil {
		return err
	}
	birims, err := w.birims(ctx, lifeBirims)
	if err != nil {
		return err
	}
	l := &lives{world: w, people: w.applicants(), birims: birims, watcher: w.watch(ctx, lifeLook)}
	_, stop := w.runPipeline(ctx)
	err = b.lifeLines(ctx, l)
	return errors.Join(err, stop())
}

func (b *bench) lifeLines(ctx context.Context, l *lives) error {
	if _, err := l.all(ctx, b.size(40, 20)); err != nil { // makes the queues that first messages make
		return err
	}
	m, err := b.medians(ctx, func(ctx context.Context) (float64, error) { return l.all(ctx, b.size(600, 60)) })
	if err != nil {
		return err
	}
	b.add(rate("whole life, 2 birim, MİA, 3 SMS, all through queues", m[0], "DIGIT PGR, 16 vCPU, published", digitLives, lifeGoal))
	return b.latency(ctx, l, m[0]/2)
}

// lives drives applications as citizens and officials would who lose no time.
type lives struct {
	*world
	people  []sim.Kisi
	birims  []basvuru.Birim
	watcher *watcher
	n       int // filed so far
}

// all lives n lives, livesAtOnce at a time, and returns how many a second, until the last SMS has been taken by the gateway.
func (l *lives) all(ctx context.Context, n int) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, lifeTime)
	defer cancel()
	before, err := l.smsSent(ctx)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(livesAtOnce)
	for range n {
		i := l.n
		l.n++
		g.Go(func() error { return l.one(gctx, i, func(time.Duration) {}) })
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	err = poll(ctx, lifeLook, func(ctx context.Context) (bool, error) {
		sent, err := l.smsSent(ctx)
		return sent == before+smsPerLife*n, err
	})
	if err != nil {
		return 0, fmt.Errorf("the SMS of %d lives: %w", n, err)
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (l *lives) smsSent(ctx context.Context) (n int, err error) {
	err = l.owner.QueryRow(ctx, `SELECT count(*) FROM sms WHERE durum = 'gonderildi'`).Scan(&n)
	return n, err
}

// one lives application i from filing to closing; arrived gets the time from the routing's commit until both birim have it.
func (l *lives) one(ctx context.Context, i int, arrived func(time.Duration)) error {
	no, err := l.site.apply(ctx, l.people[i%len(l.people)], i)
	if err != nil {
		return err
	}
	do := func(actor kural.Actor, cmd basvuru.Command) {
		if err == nil {
			_, err = l.store.Do(ctx, actor, no, cmd)
		}
	}
	until := func(cond func(seen) bool) {
		if err == nil {
			err = l.watcher.until(ctx, no, cond)
		}
	}
	to := []basvuru.Birim{l.birims[i%len(l.birims)], l.birims[(i+1)%len(l.birims)]}
	do(desk, basvuru.Route{Birims: to})
	routed := time.Now()
	until(func(s seen) bool { return s.Kutu == len(to) })
	arrived(time.Since(routed))
	for sira, r := range to {
		officer := kural.Actor{Rol: kural.Yetkili, ID: int64(10 + sira), Ad: "NURAY IŞIK", Il: il, Birims: []string{r.No}}
		do(officer, basvuru.Answer{Sira: sira + 1, Sonuc: basvuru.Olumlu, Metin: "Gereği yapılmıştır."})
	}
	until(func(s seen) bool { return s.Durum == basvuru.Cevaplandi })
	do(desk, basvuru.SendToMIA{Aciklama: "Onayınıza arz ederim."})
	until(func(s seen) bool { return s.MIA })
	do(mia, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	do(desk, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Talebiniz yerine getirilmiştir."})
	if err != nil {
		return fmt.Errorf("application %d: %w", no, err)
	}
	return nil
}

package pipeline

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// Saglayici is one provider of SMS. Pay is its usual share of what is sent, in percent.
type Saglayici struct {
	Ad      string
	Pay     int
	Gateway sms.Gateway
	Sorular int // receipts that may be asked for a minute; 0 = it tells by itself, or not at all
}

const (
	paylarAge  = 5 * time.Second // how long a share that moved elsewhere may go unnoticed
	toparlaAra = time.Minute
)

// saglayicilar chooses the provider of each SMS by the shares that stand in the database: a provider that fails or is slow is asked
// less and less, by all replicas, and comes back bit by bit (PL-07).
type saglayicilar struct {
	store   *store.Store
	all     []Saglayici
	log     zerolog.Logger
	metrics *Metrics

	mu     sync.Mutex
	shares map[string]int
	read   time.Time
	slow   map[string]*yavaslik
}

func newSaglayicilar(s *store.Store, all []Saglayici, log zerolog.Logger, m *Metrics) *saglayicilar {
	return &saglayicilar{store: s, all: all, log: log, metrics: m, slow: map[string]*yavaslik{}}
}

// run makes the providers known and gives shares back as time passes, until ctx ends.
func (p *saglayicilar) run(ctx context.Context) {
	known := false
	for ctx.Err() == nil {
		var err error
		if !known {
			err = p.register(ctx)
			known = err == nil
		} else {
			_, err = p.store.RecoverSMS(ctx)
		}
		wait := toparlaAra
		if err != nil {
			p.log.Warn().Err(err).Msg("the shares of the SMS providers are as they were")
			wait = time.Second
		}
		pause(ctx, wait)
	}
}

func (p *saglayicilar) register(ctx context.Context) error {
	targets := make([]store.SMSSaglayici, len(p.all))
	for i, s := range p.all {
		targets[i] = store.SMSSaglayici{Ad: s.Ad, Hedef: s.Pay}
	}
	return p.store.RegisterSMS(ctx, targets)
}

// named is the provider with that name.
func (p *saglayicilar) named(ad string) (Saglayici, bool) {
	i := slices.IndexFunc(p.all, func(s Saglayici) bool { return s.Ad == ad })
	if i < 0 {
		return Saglayici{}, false
	}
	return p.all[i], true
}

// choose picks a provider by share, none of those that have just refused; false where all have.
func (p *saglayicilar) choose(ctx context.Context, refused []string) (Saglayici, bool) {
	var left []Saglayici
	total := 0
	shares := p.current(ctx)
	for _, s := range p.all {
		if !slices.Contains(refused, s.Ad) {
			left, total = append(left, s), total+shares[s.Ad]
		}
	}
	switch {
	case len(left) == 0:
		return Saglayici{}, false
	case total == 0:
		return left[0], true
	}
	n := rand.IntN(total) //nolint:gosec // a share is no secret
	for _, s := range left {
		if n -= shares[s.Ad]; n < 0 {
			return s, true
		}
	}
	return left[len(left)-1], true
}

// current are the shares, a few seconds old at most; the usual ones while none can be read.
func (p *saglayicilar) current(ctx context.Context) map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shares != nil && time.Since(p.read) < paylarAge || len(p.all) < 2 {
		return p.shares
	}
	fresh := map[string]int{}
	for _, s := range p.all {
		fresh[s.Ad] = s.Pay
	}
	list, err := p.store.SMSShares(ctx)
	if err != nil && p.shares != nil {
		return p.shares
	}
	for _, s := range list {
		if _, ours := fresh[s.Ad]; ours && s.Aktif {
			fresh[s.Ad] = s.Pay
		}
	}
	p.shares, p.read = fresh, time.Now()
	return fresh
}

// failed takes share from ad.
func (p *saglayicilar) failed(ctx context.Context, ad, neden string) {
	moved, err := p.store.ShiftSMS(ctx, ad, neden)
	if err != nil || moved {
		p.log.Warn().Err(err).Str("saglayici", ad).Str("neden", neden).Bool("moved", moved).Msg("an SMS provider fails")
	}
	if moved {
		p.mu.Lock()
		p.read = time.Time{}
		p.mu.Unlock()
	}
}

// answered looks at how long ad took; too large a share of slow answers takes share from it.
func (p *saglayicilar) answered(ctx context.Context, ad string, took time.Duration) {
	p.metrics.smsTook(ad, took)
	p.mu.Lock()
	y := p.slow[ad]
	if y == nil {
		y = &yavaslik{}
		p.slow[ad] = y
	}
	slow := y.add(time.Now(), took > yavasSure)
	p.mu.Unlock()
	if slow {
		p.failed(ctx, ad, "yavaş yanıt")
	}
}

// reason is why a provider did not take a message, for the operator.
func reason(err error) string {
	switch {
	case errors.Is(err, sms.ErrOutcomeUnknown):
		return "yanıt gelmedi"
	case kural.KindOf(err) == kural.Forbidden:
		return "hesap bilgileri kabul edilmedi"
	}
	return "SMS'leri almıyor"
}

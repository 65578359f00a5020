package eimza

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"
)

// How lists are fetched.
const (
	freshTime = 5 * time.Minute  // a list younger than this is not asked for anew
	pauseTime = 20 * time.Second // after a failure
	skew      = 5 * time.Minute  // between an authority's clock and ours
)

// CRL keeps the authorities' certificate revocation lists, fetched when first needed and again every few minutes. A list that
// cannot be fetched anew goes on counting until its nextUpdate and the grace time behind it; then nobody gets in (GR-03).
type CRL struct {
	kaynaks []*kaynak
	grace   time.Duration
}

// NewCRL reads lists from sources: files' paths, or http(s) addresses.
func NewCRL(sources []string, grace time.Duration) *CRL {
	c := &CRL{grace: grace}
	for _, s := range sources {
		c.kaynaks = append(c.kaynaks, &kaynak{source: s, fetch: fetcherOf(s)})
	}
	return c
}

// kaynak is one source with the list that it gave last.
type kaynak struct {
	source string
	fetch  func(context.Context) ([]byte, error)

	mu      sync.Mutex
	liste   *liste
	asked   time.Time // last success
	pause   time.Time // not asked again before
	lastErr error
}

// liste is a parsed list. Whose it is, and whether they have signed it, is asked for each certificate.
type liste struct {
	*x509.RevocationList
	iptal map[string]bool // serial numbers
}

var (
	errNoList  = errors.New("no revocation list of its authority")
	errOldList = errors.New("the revocation list is out of date")
)

// check asks for every certificate of the chain but the root, which nobody can revoke. The first one must have a list; an authority
// between it and the root must where its own authority's list is among the sources.
func (c *CRL) check(ctx context.Context, chain []*x509.Certificate, now time.Time) error {
	if c == nil {
		return &Ret{Neden: Bilinmiyor, Err: errNoList}
	}
	var lists []*liste
	var failed error
	missing := false // a source that has given nothing yet
	for _, k := range c.kaynaks {
		l, err := k.current(ctx, now)
		if l != nil {
			lists = append(lists, l)
		}
		missing, failed = missing || l == nil, errors.Join(failed, err)
	}
	for i := 0; i+1 < len(chain); i++ {
		err := c.ask(chain[i], chain[i+1], lists, now)
		if i > 0 && errors.Is(err, errNoList) && !missing {
			continue
		}
		if err != nil {
			return withCause(err, failed)
		}
	}
	return nil
}

// withCause adds to a refusal for want of a list why there is none.
func withCause(err, cause error) error {
	if r, ok := errors.AsType[*Ret](err); ok && r.Neden == Bilinmiyor {
		return &Ret{Neden: Bilinmiyor, Err: errors.Join(r.Err, cause)}
	}
	return err
}

// ask looks for cert in the lists that issuer has signed.
func (c *CRL) ask(cert, issuer *x509.Certificate, lists []*liste, now time.Time) error {
	err := &Ret{Neden: Bilinmiyor, Err: errNoList}
	known := false
	for _, l := range lists {
		if !bytes.Equal(l.RawIssuer, issuer.RawSubject) || l.CheckSignatureFrom(issuer) != nil {
			continue
		}
		switch {
		case l.iptal[cert.SerialNumber.String()]: // an old list is right about what it holds
			return &Ret{Neden: Iptal}
		case now.After(l.NextUpdate.Add(c.grace)):
			err = &Ret{Neden: Bilinmiyor, Err: fmt.Errorf("%w since %s", errOldList, l.NextUpdate.UTC().Format(time.RFC3339))}
		default:
			known = true
		}
	}
	if known {
		return nil
	}
	return err
}

// current is the source's list, fetched anew where it is time; nil with an error before the first success. One asks, the others wait.
func (k *kaynak) current(ctx context.Context, now time.Time) (*liste, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now.Sub(k.asked).Abs() < freshTime && k.liste != nil && now.Before(k.liste.NextUpdate) || now.Before(k.pause) {
		return k.liste, k.lastErr
	}
	raw, err := k.fetch(ctx)
	var l *liste
	if err == nil {
		l, err = parse(raw, now)
	}
	if err == nil && k.liste != nil && l.ThisUpdate.Before(k.liste.ThisUpdate) {
		err = errors.New("the source gave an older list than before")
	}
	if err != nil {
		if ctx.Err() != nil {
			return k.liste, err // the reader has gone: says nothing about the source
		}
		k.pause, k.lastErr = now.Add(pauseTime), fmt.Errorf("revocation list %s: %w", k.source, err)
		zerolog.Ctx(ctx).Warn().Err(err).Str("kaynak", k.source).Bool("eski_liste", k.liste != nil).Msg("revocation list could not be fetched")
		return k.liste, k.lastErr
	}
	k.liste, k.asked, k.pause, k.lastErr = l, now, time.Time{}, nil
	return l, nil
}

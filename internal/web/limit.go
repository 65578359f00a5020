package web

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/httprate"
)

// goodKeyTime is how long a key counts for itself after it was last found good.
const goodKeyTime = time.Minute

// limiter counts requests of one minute (SC-11): by address, but by API key where a request below the API's prefix brings one
// that was found good lately. Many clients may stand behind one address; and whoever invents keys stays at their address's count.
type limiter struct {
	address, key *httprate.RateLimiter
	api          string
	now          func() time.Time

	mu   sync.Mutex
	good map[[sha256.Size]byte]time.Time // digests of keys, until when; as many as there are keys in use
}

// limitRate counts what passes; static files cost nothing.
func limitRate(o Options) func(http.Handler) http.Handler {
	refuse := httprate.WithLimitHandler(o.failing(errTooMany).ServeHTTP)
	l := &limiter{
		address: httprate.NewRateLimiter(o.PerMinute, time.Minute, refuse),
		key:     httprate.NewRateLimiter(o.PerMinuteKey, time.Minute, refuse),
		api:     o.API, now: time.Now, good: map[[sha256.Size]byte]time.Time{},
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, StaticPath) {
				next.ServeHTTP(w, r)
				return
			}
			key, keyed := l.keyOf(r)
			var over bool
			if keyed && l.isGood(key) {
				over = l.key.RespondOnLimit(w, r, string(key[:]))
			} else {
				over = l.address.RespondOnLimit(w, r, ClientIP(r))
			}
			if over {
				return
			}
			next.ServeHTTP(w, r)
			if keyed && infoOf(r.Context()).goodKey {
				l.remember(key)
			}
		})
	}
}

func (l *limiter) keyOf(r *http.Request) ([sha256.Size]byte, bool) {
	authorization := r.Header.Get("Authorization")
	return sha256.Sum256([]byte(authorization)), authorization != "" && strings.HasPrefix(r.URL.Path, l.api)
}

func (l *limiter) isGood(key [sha256.Size]byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now().Before(l.good[key])
}

func (l *limiter) remember(key [sha256.Size]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if _, known := l.good[key]; !known { // a new one: time to forget old ones
		for k, end := range l.good {
			if end.Before(now) {
				delete(l.good, k)
			}
		}
	}
	l.good[key] = now.Add(goodKeyTime)
}

// GoodKey says that the request of ctx brought an API key that is in force; its next ones then count for the key.
func GoodKey(ctx context.Context) { infoOf(ctx).goodKey = true }

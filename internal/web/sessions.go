package web

import (
	"context"
	"encoding/gob"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
)

// SessionConfig describes one kind of session.
type SessionConfig struct {
	Cookie   string        // name: one for citizens, another for staff
	Idle     time.Duration // ends after so long without a request (GR-05)
	Lifetime time.Duration // and after so long in any case
	Secure   bool          // the public address is https
}

// CitizenSession and StaffSession are the two kinds there are.
func CitizenSession(secure bool) SessionConfig {
	return SessionConfig{Cookie: "acikkapi_vatandas", Idle: 30 * time.Minute, Lifetime: 4 * time.Hour, Secure: secure}
}

// StaffSession ends after 30 minutes without a request, after a working day in any case.
func StaffSession(secure bool) SessionConfig {
	return SessionConfig{Cookie: "acikkapi_personel", Idle: 30 * time.Minute, Lifetime: 12 * time.Hour, Secure: secure}
}

// Sessions keeps small ids between requests – user, role, chosen ilçe, draft –, never a T.C. Kimlik No, a phone or a code. Rows are
// in table sessions under the SHA-256 of the cookie (SC-03). Get and Put are scs's.
type Sessions struct {
	*scs.SessionManager
	engine *Engine
}

// NewSessions keeps sessions in pool. SweepSessions, once a process, removes what has expired.
func NewSessions(pool *pgxpool.Pool, e *Engine, c SessionConfig) *Sessions {
	gob.Register(Banner{})
	m := scs.New()
	m.Store = sessionStore{pool}
	m.HashTokenInStore = true
	m.IdleTimeout, m.Lifetime = c.Idle, c.Lifetime
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.HttpOnly = c.Cookie, c.Secure, true
	m.Cookie.SameSite, m.Cookie.Persist = http.SameSiteLaxMode, false
	s := &Sessions{SessionManager: m, engine: e}
	m.ErrorFunc = s.fail
	return s
}

// SweepSessions removes expired sessions of all kinds every so often, until ctx ends.
func SweepSessions(ctx context.Context, pool *pgxpool.Pool, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if _, err := pool.Exec(ctx, "DELETE FROM sessions WHERE expiry < current_timestamp"); err != nil && ctx.Err() == nil {
			zerolog.Ctx(ctx).Warn().Err(err).Msg("sweeping sessions; will try again")
		}
	}
}

// Middleware loads the session and saves it before the first byte of the answer.
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	inner := s.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), sessionsKey{}, s)))
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(&sealable{ResponseWriter: w}, r)
	})
}

// ReadOnly loads the session without saving or prolonging it: for SSE routes, which would otherwise hold back their
// first byte and keep an idle session alive for ever.
func (s *Sessions) ReadOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := ""
		if c, err := r.Cookie(s.Cookie.Name); err == nil {
			token = c.Value
		}
		ctx, err := s.Load(r.Context(), token)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// SignIn begins a session under a new token, so that one planted before is worth nothing; put the ids after it.
func (s *Sessions) SignIn(ctx context.Context) error {
	if err := s.RenewToken(ctx); err != nil {
		return kural.Away("Oturum açılamadı. Lütfen biraz sonra yeniden deneyiniz.", err)
	}
	return nil
}

// SignOut forgets the session, and asks the browser to forget the pages it kept.
func (s *Sessions) SignOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.Destroy(r.Context()); err != nil {
		return kural.Away("Çıkış yapılamadı. Lütfen yeniden deneyiniz.", err)
	}
	w.Header().Set("Clear-Site-Data", `"cache"`)
	return nil
}

func (s *Sessions) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.engine.Fail(w, r, kural.Away("Oturum bilgilerinize şu anda ulaşılamıyor.", err))
	if g, ok := w.(*sealable); ok {
		g.sealed = true
	}
}

// sealable lets the page of a failed save stand alone: scs writes the handler's answer after it all the same, which
// must not get out when nothing was kept.
type sealable struct {
	http.ResponseWriter
	sealed bool
}

func (g *sealable) WriteHeader(status int) {
	if !g.sealed {
		g.ResponseWriter.WriteHeader(status)
	}
}

func (g *sealable) Write(b []byte) (int, error) {
	if g.sealed {
		return len(b), nil
	}
	return g.ResponseWriter.Write(b)
}

func (g *sealable) Unwrap() http.ResponseWriter { return g.ResponseWriter }

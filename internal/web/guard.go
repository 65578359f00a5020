package web

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/unrolled/secure"

	"acikkapi/internal/kural"
)

const hstsSeconds = 365 * 24 * 3600

// securityHeaders sends the headers of SC-03. Pages may be kept by the reader's own browser for the back button (UI-03), by
// nobody else.
func securityHeaders(publicURL string) (func(http.Handler) http.Handler, error) {
	u, err := url.Parse(publicURL)
	if err != nil {
		return nil, fmt.Errorf("public URL: %w", err)
	}
	o := secure.Options{
		ContentSecurityPolicy: "default-src 'none'; script-src 'self' $NONCE; style-src 'self'; img-src 'self' data:; " +
			"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		FrameDeny: true, ContentTypeNosniff: true,
		ReferrerPolicy:          "same-origin",
		PermissionsPolicy:       "camera=(), geolocation=(), microphone=(), payment=()",
		CrossOriginOpenerPolicy: "same-origin",
	}
	if u.Scheme == "https" {
		o.STSSeconds, o.STSIncludeSubdomains, o.ForceSTSHeader = hstsSeconds, true, true
	}
	s := secure.New(o)
	return func(next http.Handler) http.Handler {
		return s.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "private, no-cache")
			next.ServeHTTP(w, r)
		}))
	}, nil
}

// refuseCrossOrigin stops posts that another site makes a browser send (SC-03); clients that are no browsers pass.
func refuseCrossOrigin(o Options) (func(http.Handler) http.Handler, error) {
	p := http.NewCrossOriginProtection()
	if o.PublicURL != "" {
		u, err := url.Parse(o.PublicURL)
		if err != nil {
			return nil, fmt.Errorf("public URL: %w", err)
		}
		if err := p.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("public URL: %w", err)
		}
	}
	p.SetDenyHandler(o.failing(&kural.Error{
		Kind: kural.Forbidden, Message: "Bu istek başka bir siteden gönderildiği için kabul edilmedi.",
	}))
	return p.Handler, nil
}

// limitBody bounds every body; AllowUpload raises the bound for its routes.
func limitBody(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			infoOf(r.Context()).body = r.Body
			r.Body = http.MaxBytesReader(w, r.Body, limit)
			next.ServeHTTP(w, r)
		})
	}
}

// uploadTime is how long a form with files may take to arrive: 100 MB at 3 Mbit/s.
const uploadTime = 5 * time.Minute

// AllowUpload lets the bodies of these routes be up to limit bytes, and take longer to arrive.
func AllowUpload(limit int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body := infoOf(r.Context()).body; body != nil {
				r.Body = http.MaxBytesReader(w, body, limit)
			}
			c := http.NewResponseController(w)
			_ = c.SetReadDeadline(time.Now().Add(uploadTime)) // unsupported only in tests, where nothing is slow
			_ = c.SetWriteDeadline(time.Now().Add(uploadTime + writeTimeout))
			next.ServeHTTP(w, r)
		})
	}
}

package intake

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/rs/zerolog"

	"acikkapi/internal/web"
)

// problem is err as problem+json (RFC 9457), logged with its cause.
func problem(ctx context.Context, err error) error {
	p := web.ProblemOf(err, web.RequestID(ctx))
	if p.Status < http.StatusInternalServerError {
		return p
	}
	zerolog.Ctx(ctx).Warn().Err(err).Int("status", p.Status).Msg("api request failed")
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {"30"}})
}

// refuse ends a request in a middleware, before its handler.
func refuse(ctx huma.Context, err error) {
	r, w := humamux.Unwrap(ctx)
	web.Problem(w, r, err)
}

// refuseStatus is refuse for what the rules have no kind for: it is about HTTP, not about an application.
func refuseStatus(ctx huma.Context, status int, title, detail string) {
	_, w := humamux.Unwrap(ctx)
	p := &web.ProblemDetail{Type: "about:blank", Title: title, Status: status, Detail: detail, RequestID: web.RequestID(ctx.Context())}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(status)
	_, _ = w.Write(append(jsonText(p), '\n')) // the reader may have gone
}

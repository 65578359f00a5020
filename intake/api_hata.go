package intake

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// problem is err as problem+json (RFC 9457), logged with its cause.
func problem(ctx context.Context, err error) error {
	p := web.ProblemOf(err, web.RequestID(ctx))
	if errors.Is(err, store.ErrTooMany) {
		p.Status, p.Title, p.Detail, p.Errors = http.StatusTooManyRequests, "Çok sayıda deneme yapıldı", tooManyWords(err), nil
		return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {"900"}})
	}
	if p.Status < http.StatusInternalServerError {
		return p
	}
	zerolog.Ctx(ctx).Warn().Err(err).Int("status", p.Status).Msg("api request failed")
	return huma.ErrorWithHeaders(p, http.Header{"Retry-After": {"30"}})
}

// tooManyWords is what err says to people.
func tooManyWords(err error) string {
	for _, e := range kural.All(err) {
		if errors.Is(e, store.ErrTooMany) {
			return e.Message
		}
	}
	return ""
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

// describeErrors writes our own problem+json into the description, in place of huma's.
func describeErrors(o *huma.OpenAPI) {
	schema := o.Components.Schemas.Schema(reflect.TypeFor[web.ProblemDetail](), true, "Hata")
	for _, path := range o.Paths {
		for _, op := range []*huma.Operation{path.Get, path.Post} {
			if op == nil {
				continue
			}
			for code, response := range op.Responses {
				if n, err := strconv.Atoi(code); err != nil || n >= http.StatusBadRequest {
					response.Content = map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}
				}
			}
		}
	}
	delete(o.Components.Schemas.Map(), "ErrorModel")
	delete(o.Components.Schemas.Map(), "ErrorDetail")
}

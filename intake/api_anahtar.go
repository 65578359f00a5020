package intake

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

type anahtarKey struct{}

// needScope lets a request pass whose API key has the scope; the handler finds the key by anahtarOf.
func (s *service) needScope(kapsam Kim) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		key, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer ")
		if !ok || key == "" {
			unauthorized(ctx, "Authorization başlığında API anahtarınızı gönderiniz: Bearer <anahtar>.")
			return
		}
		a, err := s.Store.APIKey(ctx.Context(), strings.TrimSpace(key))
		switch {
		case kural.KindOf(err) == kural.NotFound:
			unauthorized(ctx, "API anahtarı geçersiz ya da kapatılmış.")
		case err != nil:
			refuse(ctx, err)
		case !slices.Contains(a.Kapsam, string(kapsam)):
			web.GoodKey(ctx.Context())
			refuse(ctx, &kural.Error{Kind: kural.Forbidden, Message: "API anahtarınızın “" + string(kapsam) + "” kapsamı yok."})
		default:
			web.GoodKey(ctx.Context())
			next(huma.WithValue(ctx, anahtarKey{}, a))
		}
	}
}

func unauthorized(ctx huma.Context, detail string) {
	ctx.SetHeader("WWW-Authenticate", `Bearer realm="acikkapi"`)
	refuseStatus(ctx, http.StatusUnauthorized, "Kimlik doğrulanamadı", detail)
}

func anahtarOf(value any) store.Anahtar {
	a, _ := value.(store.Anahtar)
	return a
}

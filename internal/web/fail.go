package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
)

// errTooMany is what the limiter hands to Fail.
var errTooMany = errors.New("too many requests")

// failView is the page of every error.
type failView struct {
	Page
	Messages []string
	Advice   string
	Mine     bool // a fault of ours: the request id helps whoever looks for it
	Retry    *retry
}

// outcome is what an error becomes: the status, and words for the page and the problem+json.
type outcome struct {
	status        int
	title, advice string
	messages      []string
}

// outcomeOf is the one table from errors to answers. Only the Turkish Message of a *kural.Error is ever shown.
func outcomeOf(err error) outcome {
	const wait = "Lütfen biraz sonra yeniden deneyiniz."
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return outcome{
			status: http.StatusRequestEntityTooLarge, title: "Gönderdiğiniz bilgiler çok büyük",
			advice: "Daha az ya da daha küçük dosya ile yeniden deneyiniz. Bir dosya en fazla 10MB olabilir.",
		}
	}
	if errors.Is(err, errTooMany) {
		return outcome{
			status: http.StatusTooManyRequests, title: "Çok sık istek gönderildi",
			advice: "Lütfen bir dakika bekleyip yeniden deneyiniz.",
		}
	}
	kind := kural.KindOf(err)
	if kind == kural.Internal {
		if errors.Is(err, context.DeadlineExceeded) {
			return outcome{status: http.StatusServiceUnavailable, title: "Hizmet şu anda kullanılamıyor", advice: wait}
		}
		return outcome{
			status: http.StatusInternalServerError, title: "Beklenmeyen bir hata oluştu", advice: "İşleminiz tamamlanamadı. " + wait,
		}
	}
	o := outcomeOfKind(kind)
	for _, e := range kural.All(err) {
		if e.Message != "" {
			o.messages = append(o.messages, e.Message)
		}
	}
	return o
}

// outcomeOfKind is the part of the table for errors of the rules.
func outcomeOfKind(kind kural.Kind) outcome {
	switch kind {
	case kural.Invalid:
		return outcome{
			status: http.StatusUnprocessableEntity, title: "Gönderilen bilgiler kabul edilmedi",
			advice: "Geri dönüp bilgileri düzelterek yeniden deneyiniz.",
		}
	case kural.NotFound:
		return outcome{
			status: http.StatusNotFound, title: "Sayfa bulunamadı",
			advice: "Adresi kontrol ediniz ya da ana sayfadan devam ediniz.",
		}
	case kural.Forbidden:
		return outcome{
			status: http.StatusForbidden, title: "Bu işlem için yetkiniz bulunmamaktadır",
			advice: "Yetkiniz olması gerektiğini düşünüyorsanız biriminizin yetki kullanıcısına başvurunuz.",
		}
	case kural.Conflict:
		return outcome{
			status: http.StatusConflict, title: "İşlem yapılamadı",
			advice: "Kayıt bu arada değişmiş olabilir. Sayfayı yenileyip son durumuna bakınız.",
		}
	default: // Unavailable; Internal never comes here
		return outcome{
			status: http.StatusServiceUnavailable, title: "Hizmet şu anda kullanılamıyor",
			advice: "Lütfen birkaç dakika sonra yeniden deneyiniz. Kaydedilmiş bilgileriniz korunmaktadır.",
		}
	}
}

// retryAfter is what a 503 asks for, in seconds; of a 429 the limiter itself says it.
const retryAfter = "30"

// Fail turns any error of a handler into its page: 422, 404, 403, 409, 413, 429, 503 or 500, in Turkish, never with the
// text of an unknown error. The cause goes to the log beside the request id that the page shows.
func (e *Engine) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil && errors.Is(err, context.Canceled) {
		return // the reader has gone
	}
	o := outcomeOf(err)
	logFailure(r, o.status, err)
	setRetryAfter(w, o.status)
	view := &failView{
		Page:     Page{Title: o.title},
		Messages: o.messages, Advice: o.advice,
		Mine: o.status >= http.StatusInternalServerError,
	}
	if view.Mine {
		view.Retry = retryOf(w, r)
	}
	if r.Method == http.MethodPost && o.status == http.StatusServiceUnavailable && view.Retry == nil {
		view.Advice += " Yazdıklarınıza tarayıcınızın geri düğmesiyle dönebilirsiniz." // pages may be kept for that (UI-03)
	}
	if err := e.Render(w, r, o.status, "hata", view); err != nil {
		zerolog.Ctx(r.Context()).Error().Err(err).Msg("the error page failed")
		http.Error(w, o.title, o.status)
	}
}

func setRetryAfter(w http.ResponseWriter, status int) {
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", retryAfter)
	}
}

// logFailure writes faults of ours at error, outages at warn, and what people do wrong at debug.
func logFailure(r *http.Request, status int, err error) {
	level := zerolog.DebugLevel
	switch {
	case status == http.StatusServiceUnavailable:
		level = zerolog.WarnLevel
	case status >= http.StatusInternalServerError:
		level = zerolog.ErrorLevel
	}
	zerolog.Ctx(r.Context()).WithLevel(level).Err(err).Int("status", status).Msg("request failed")
}

package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// retry is a form that posts once more what an outage has refused, so that nothing typed is lost and no JavaScript is needed
// (UI-03, PL-06).
type retry struct {
	Address string
	Fields  []pair
	Files   bool // the form may have had files, which are not among Fields
	Secret  bool // something secret was typed, which is not either
}

// pair is one value of a form.
type pair struct{ Name, Value string }

const maxRetry = 256 << 10 // bytes, urlencoded, of what a page carries back

// secrets are never written into a page.
var secrets = []string{"kod", "parola"}

func isSecret(name string) bool {
	return slices.Contains(secrets, name) || strings.Contains(name, "parola") || strings.Contains(name, "sifre")
}

// markOwn stands behind the check of origins: only a form of our own is offered again. Else a page of another site could have
// its own values stand in one of ours.
func markOwn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r.Context()).own = true
		next.ServeHTTP(w, r)
	})
}

// retryOf is the form that r has posted, nil where it has posted none or too much.
func retryOf(w http.ResponseWriter, r *http.Request) *retry {
	if r.Method != http.MethodPost || !infoOf(r.Context()).own {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return nil
	}
	typed := typedIn(w, r)
	if len(typed) == 0 || len(typed.Encode()) > maxRetry {
		return nil
	}
	t := &retry{Address: r.URL.RequestURI(), Files: kind == "multipart/form-data"}
	for name, values := range typed {
		if isSecret(name) {
			t.Secret = true
			continue
		}
		for _, v := range values {
			t.Fields = append(t.Fields, pair{name, v})
		}
	}
	slices.SortStableFunc(t.Fields, func(a, b pair) int { return strings.Compare(a.Name, b.Name) })
	return t
}

// typedIn is the form as the handler has read it, else as it is read now: the outage may have come before the handler.
func typedIn(w http.ResponseWriter, r *http.Request) url.Values {
	info := infoOf(r.Context())
	if info.typed != nil {
		return info.typed
	}
	if info.body != nil {
		r.Body = http.MaxBytesReader(w, info.body, MaxUpload) // or the browser, still sending its files, reads no answer
	}
	typed, _ := ReadUpload(r, func(_ context.Context, _, _ string, file io.Reader) error {
		_, err := io.Copy(io.Discard, file)
		return err
	}) // as far as it arrived
	return typed
}

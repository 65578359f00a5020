package web

import (
	"context"
	"io"
	"net/url"
)

// requestInfo travels with a request through the chain: the router writes into it what the outer layers log.
type requestInfo struct {
	id      string
	ip      string
	route   string        // template, e.g. /basvuru/{no}; "" = no route matched
	body    io.ReadCloser // without the default limit; AllowUpload sets a larger one
	goodKey bool          // it brought an API key that is in force
	own     bool          // no other site made the browser send it
	typed   url.Values    // the form, as far as a handler has read it
}

type requestKey struct{}

func infoOf(ctx context.Context) *requestInfo {
	if i, ok := ctx.Value(requestKey{}).(*requestInfo); ok {
		return i
	}
	return &requestInfo{}
}

// RequestID is the id under which this request is logged, "" outside Chain.
func RequestID(ctx context.Context) string { return infoOf(ctx).id }

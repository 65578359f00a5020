package web

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"
)

// Download describes a file to be sent.
type Download struct {
	Ad    string // name for the reader, Turkish letters allowed
	Tur   string // MIME type as sniffed at upload; "" = application/octet-stream
	Boyut int64  // bytes; 0 = unknown (made while sending)
}

// downloadTime is how long a reader may take over one file.
const downloadTime = 5 * time.Minute

// ServeFile sends content as an attachment that no browser runs or renders: nosniff, its own sandboxed CSP (SC-07). The caller
// has checked that the reader may have it, and closes content. Where content breaks off the connection is cut, so
// that a short file does not look whole.
func ServeFile(w http.ResponseWriter, d Download, content io.Reader) {
	serve(w, d, "attachment", "sandbox; default-src 'none'", content)
}

func serve(w http.ResponseWriter, d Download, how, policy string, content io.Reader) {
	disposition := mime.FormatMediaType(how, map[string]string{"filename": d.Ad}) // RFC 5987 for Turkish names
	if disposition == "" {
		disposition = how
	}
	h := w.Header()
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Type", or(d.Tur, "application/octet-stream"))
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-store")
	if d.Boyut > 0 {
		h.Set("Content-Length", strconv.FormatInt(d.Boyut, 10))
	}
	// unsupported only by test recorders
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadTime))
	if _, err := io.Copy(w, content); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// shown are the types that ShowFile shows, each with the policy under which a browser does so: no scripts, nothing loaded.
var shown = map[string]string{
	"image/jpeg":      "sandbox; default-src 'none'; frame-ancestors 'none'",
	"application/pdf": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
}

// ShowFile is ServeFile for a JPEG or PDF that was looked into at upload and that its reader wants to see in the browser; any other type
// is sent as an attachment.
func ShowFile(w http.ResponseWriter, d Download, content io.Reader) {
	policy, ok := shown[d.Tur]
	if !ok {
		ServeFile(w, d, content)
		return
	}
	serve(w, d, "inline", policy, content)
}

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
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": d.Ad}) // RFC 5987 for Turkish names
	if disposition == "" {
		disposition = "attachment"
	}
	h := w.Header()
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Type", or(d.Tur, "application/octet-stream"))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
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

package handlers

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"acikkapi/internal/web"
	"acikkapi/store"
)

const turPDF = "application/pdf"

// kimlikDosya shows a paper on the reviewer's page. Only what was sniffed as JPEG or PDF at upload is shown, under that type and nosniff,
// so that no browser can take it for a page of ours; anything else, and ?indir=1, is a download.
func (s *Service) kimlikDosya(w http.ResponseWriter, r *http.Request) error {
	id, err := uuid.Parse(mux.Vars(r)["id"])
	if err != nil {
		return store.ErrNoFile
	}
	actor := who(r).actor
	d, err := s.store.KartDosya(r.Context(), actor, id)
	if err != nil {
		return err
	}
	csp, shown := inlineCSP[d.Tur]
	if indir := r.URL.Query().Has("indir"); indir || !shown {
		if err := s.store.RecordErisim(r.Context(), actor, store.Erisim{Islem: "Kart evrakı indirildi", Ayrinti: id.String() + " " + d.Ad}); err != nil {
			return err
		}
		shown = false
	}
	content, size, err := s.dosya.Open(r.Context(), d.Ozet)
	if err != nil {
		return err
	}
	defer content.Close()
	if !shown {
		web.ServeFile(w, web.Download{Ad: d.Ad, Tur: d.Tur, Boyut: size}, content)
		return nil
	}
	h := w.Header()
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": d.Ad}))
	h.Set("Content-Type", d.Tur)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "private, no-store")
	if _, err := io.Copy(w, content); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// inlineCSP is the policy of each type that is shown. A PDF stands in a frame of our page: it was refused at upload if it carries scripts,
// launches or embeds anything (internal/fotograf), nosniff keeps browsers from reading it as anything else, and “sandbox” takes our origin
// away from whatever shows it; the style is the viewer's own. Chromium shows it so. A browser that shows no PDF in a sandbox (Safari,
// phones) leaves the frame empty: “İndir” beside it always works.
var inlineCSP = map[string]string{
	"image/jpeg": "sandbox; default-src 'none'; frame-ancestors 'none'",
	turPDF:       "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
}

package handlers

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"acikkapi/internal/web"
)

// longTexts are the fields in which people write at length.
var longTexts = []string{"metin", "aciklama", "neden"}

// maxLost bounds what is read of a form that nobody may send any more.
const maxLost = 1 << 20

type oturumBittiView struct {
	web.Page
	Metinler []web.Textarea
	Giris    string
}

// signedOut leads to the sign-in page. Whoever wrote for longer than the session lasts gets the text back first.
func (s *Service) signedOut(w http.ResponseWriter, r *http.Request) error {
	v := &oturumBittiView{Giris: signInPage(r), Page: web.Page{Title: "Oturumunuz sona erdi"}}
	if r.Method == http.MethodPost {
		v.Metinler = lostTexts(w, r)
	}
	if len(v.Metinler) == 0 {
		return toSignIn(w, r)
	}
	return s.web.Render(w, r, http.StatusUnauthorized, "handlers/oturum_bitti", v)
}

func lostTexts(w http.ResponseWriter, r *http.Request) []web.Textarea {
	r.Body = http.MaxBytesReader(w, r.Body, maxLost)
	typed, _ := web.ReadUpload(r, func(_ context.Context, _, _ string, file io.Reader) error {
		_, err := io.Copy(io.Discard, file)
		return err
	}) // of a form too large to be read, what came before the files
	return textsOf(typed)
}

// textsOf is what was written at length in a form.
func textsOf(typed url.Values) []web.Textarea {
	var texts []web.Textarea
	for _, name := range longTexts {
		if text := web.Field(typed, name); text != "" {
			texts = append(texts, web.Textarea{Name: name, Label: "Yazdığınız metin", Value: text, Rows: 10})
		}
	}
	return texts
}

package handlers

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
)

// longTexts are the fields in which people write at length.
var longTexts = []string{"metin", "aciklama", "neden", "ret_aciklama"}

type oturumBittiView struct {
	web.Page
	Metinler []web.Textarea
	Giris    string
}

// signedOut leads to the sign-in page. What somebody typed for longer than the session lasts is kept until they are back; where
// it cannot be kept, a page gives them the text.
func (s *Service) signedOut(w http.ResponseWriter, r *http.Request, rt route) error {
	if r.Method != http.MethodPost {
		s.wantPage(w, r)
		return toSignIn(w, r)
	}
	typed, err := lostForm(r)
	if err != nil && kural.KindOf(err) != kural.Invalid {
		return err
	}
	kept, err := s.keep(r, rt.path, typed)
	if err != nil {
		return err
	}
	v := &oturumBittiView{Giris: signInPage(r), Page: web.Page{Title: "Oturumunuz sona erdi"}, Metinler: textsOf(typed)}
	switch {
	case kept:
		s.oturum.Flash(r.Context(), web.Banner{
			Title: "Oturumunuz sona erdi",
			Text:  "Form kaydedilmedi; yazdıklarınız bir saat saklanır. Yeniden giriş yaptığınızda formda yerinde olacak.",
		})
	case len(v.Metinler) > 0:
		return s.web.Render(w, r, http.StatusUnauthorized, "handlers/oturum_bitti", v)
	}
	return toSignIn(w, r)
}

// noFile passes over the files of a form that nobody may send any more.
func noFile(_ context.Context, _, _ string, file io.Reader) error {
	_, err := io.Copy(io.Discard, file)
	return err
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

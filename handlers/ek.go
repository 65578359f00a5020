package handlers

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acikkapi/basvuru"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// keyEk is the hidden field that carries the ids of the files added so far.
const keyEk = "ek"

// readEkli reads a form with files: each one is stored at once and its id put among the form's, so that neither a refused
// neighbour nor a wrong field loses it (G-05). send is false for “Yeni Dosya” and “Kaldır”, which only show the form again.
func (s *Service) readEkli(r *http.Request) (typed url.Values, send bool, err error) {
	actor := who(r).actor
	var ids []string
	typed, err = web.ReadUpload(r, func(ctx context.Context, _, name string, content io.Reader) error {
		id, err := s.saveEk(ctx, actor, name, content)
		if err == nil {
			ids = append(ids, id)
		}
		return err
	})
	if typed == nil {
		return url.Values{}, false, err
	}
	typed[keyEk] = append(typed[keyEk], ids...)
	if err != nil {
		return typed, false, err
	}
	islem, id, _ := strings.Cut(typed.Get("islem"), ":")
	if islem == "dosya-sil" {
		typed[keyEk] = slices.DeleteFunc(typed[keyEk], func(one string) bool { return one == id })
		err = s.store.RemoveUpload(r.Context(), store.Uploader(actor), id)
	}
	return typed, islem != "dosya-sil" && islem != "dosya-ekle", err
}

func (s *Service) saveEk(ctx context.Context, actor basvuru.Actor, name string, content io.Reader) (string, error) {
	d, err := s.dosya.Save(ctx, name, content)
	if err != nil {
		return "", err
	}
	return s.store.AddUpload(ctx, store.Uploader(actor), store.Yukleme{Ozet: d.Ozet, Ad: d.Ad, Tur: d.Tur, Boyut: d.Boyut})
}

// ekFiles is the field with the files that the form carries, as far as they are the actor's and still unattached.
func (s *Service) ekFiles(r *http.Request, f form) (web.Files, []string, error) {
	actor := who(r).actor
	files := web.Files{Name: "dosya", Label: "Dosyalar"}
	if f.Typed == nil {
		return f.Files(files), nil, s.store.DropStaleUploads(r.Context(), actor)
	}
	mine, err := s.store.Uploads(r.Context(), store.Uploader(actor))
	var ids []string
	for _, u := range mine {
		if slices.Contains(f.Typed[keyEk], u.ID) {
			ids = append(ids, u.ID)
			files.Items = append(files.Items, web.FileItem{Key: u.ID, Ad: u.Ad, Boyut: u.Boyut, URL: "/dosya/" + u.ID})
		}
	}
	return f.Files(files), ids, err
}

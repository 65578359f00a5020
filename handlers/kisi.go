package handlers

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// keyKisi stands for a T.C. Kimlik No in a list's address: addresses are kept by browsers, proxies and logs, which shall
// never hold the number itself (SC-04). The token is sealed, and opens for the user who typed the number alone.
const keyKisi = "kisi"

// ara answers the filter form of the list at path: it leads to the list's address, with a token in place of the number.
// Errors: Invalid at the fields.
func (s *Service) ara(w http.ResponseWriter, r *http.Request, path string, typed url.Values) error {
	f, err := readSuzgec(typed)
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, name := range []string{"no", "ad", "soyad", "durum"} {
		if v := web.Field(typed, name); v != "" {
			q.Set(name, v)
		}
	}
	if f.TCKN != "" {
		q.Set(keyKisi, s.sealKisi(who(r).ID, string(f.TCKN)))
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return web.SeeOther(w, r, path)
}

// suzgecOf reads the filter out of a list's address: as its form shows it, and as the store takes it. Errors: Invalid at
// the fields.
func (s *Service) suzgecOf(r *http.Request) (url.Values, store.Suzgec, error) {
	var failed error
	q := r.URL.Query()
	if q.Has("tckn") {
		failed = kural.InvalidField("tckn", "T.C. Kimlik No adres satırında kabul edilmez; buraya yazıp “Ara” butonuna tıklayınız.")
		q.Del("tckn")
	}
	if token := q.Get(keyKisi); token != "" {
		tckn, err := s.openKisi(who(r).ID, token)
		failed = errors.Join(failed, err)
		q.Set("tckn", tckn)
	}
	f, err := readSuzgec(q)
	return q, f, errors.Join(failed, err)
}

func kisiPrefix(user int64) string { return fmt.Sprintf("kisi:%d:", user) }

func (s *Service) sealKisi(user int64, tckn string) string {
	return base64.RawURLEncoding.EncodeToString(s.store.Box().SealString(kisiPrefix(user) + tckn))
}

func (s *Service) openKisi(user int64, token string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	plain := ""
	if err == nil {
		plain, err = s.store.Box().OpenString(sealed)
	}
	tckn, ok := strings.CutPrefix(plain, kisiPrefix(user))
	if err != nil || !ok {
		return "", &kural.Error{Kind: kural.Invalid, Field: "tckn", Message: "Bu aramadaki T.C. Kimlik No okunamadı; lütfen yeniden yazınız.", Err: err}
	}
	return tckn, nil
}

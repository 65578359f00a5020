package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"acikkapi/internal/kural"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// keyKisi stands for the person who is looked for in a list's address: addresses are kept by browsers, proxies and logs, which
// shall never hold a T.C. Kimlik No or a name (SC-04). The token is sealed, and opens for the user who typed them alone.
const keyKisi = "kisi"

// aranan is the person who is looked for, as typed.
type aranan struct {
	TCKN  string `json:"tckn,omitempty"`
	Ad    string `json:"ad,omitempty"`
	Soyad string `json:"soyad,omitempty"`
}

// kisiFields are the fields that never stand in an address, with what is told where they do.
var kisiFields = []web.Fact{{Key: "tckn", Value: "T.C. Kimlik No"}, {Key: "ad", Value: "Başvuran adı"}, {Key: "soyad", Value: "Başvuran soyadı"}}

// ara answers the filter form of the list at path: it leads to the list's address, with a token in place of the person.
// Errors: Invalid at the fields.
func (s *Service) ara(w http.ResponseWriter, r *http.Request, path string, typed url.Values) error {
	f, err := s.readSuzgec(r.Context(), typed)
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, name := range append([]string{keyBoy}, suzgecKeys...) {
		if v := web.Field(typed, name); v != "" {
			q[name] = []string{v}
			if name == "gecikmis" { // both may be chosen
				q[name] = typed[name]
			}
		}
	}
	if kisi := (aranan{string(f.TCKN), f.Ad, f.Soyad}); kisi != (aranan{}) {
		q.Set(keyKisi, s.seal(who(r).ID, keyKisi, kisi))
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
	for _, k := range kisiFields {
		if q.Has(k.Key) {
			failed = errors.Join(failed, kural.InvalidField(k.Key, k.Value+" adres satırında kabul edilmez; buraya yazıp “Ara” butonuna tıklayınız."))
			q.Del(k.Key)
		}
	}
	if token := q.Get(keyKisi); token != "" {
		kisi, err := s.openKisi(who(r).ID, token)
		failed = errors.Join(failed, err)
		q.Set("tckn", kisi.TCKN)
		q.Set("ad", kisi.Ad)
		q.Set("soyad", kisi.Soyad)
	}
	f, err := s.readSuzgec(r.Context(), q)
	return q, f, errors.Join(failed, err)
}

// openKisi reads a token that stands for the person. Errors: Invalid, also for another user's.
func (s *Service) openKisi(user int64, token string) (kisi aranan, err error) {
	if err := s.open(user, keyKisi, token, &kisi); err != nil {
		return aranan{}, &kural.Error{Kind: kural.Invalid, Field: "tckn", Message: "Bu aramadaki kişi bilgileri okunamadı; lütfen yeniden yazınız.", Err: err}
	}
	return kisi, nil
}

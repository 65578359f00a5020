package handlers

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var errMuhur = errors.New("sealed for another user or another purpose")

// seal writes v as a token that opens for the same user and the same purpose alone: what is about people stands in no address
// otherwise (SC-04).
func (s *Service) seal(user int64, amac string, v any) string {
	plain, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs
	}
	return base64.RawURLEncoding.EncodeToString(s.store.Box().SealString(muhurPrefix(user, amac) + string(plain)))
}

// open reads a token of seal into v, a pointer.
func (s *Service) open(user int64, amac, token string, v any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return err
	}
	plain, err := s.store.Box().OpenString(sealed)
	if err != nil {
		return err
	}
	text, ok := strings.CutPrefix(plain, muhurPrefix(user, amac))
	if !ok {
		return errMuhur
	}
	return json.Unmarshal([]byte(text), v)
}

func muhurPrefix(user int64, amac string) string { return fmt.Sprintf("%s:%d:", amac, user) }

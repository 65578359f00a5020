package dbtest

import (
	"regexp"
	"testing"

	"acikkapi/internal/metin"
	"acikkapi/store"
)

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// Code is the newest one-time code on its way to phone (E.164), read from the SMS as the gateway would get it.
func Code(t testing.TB, s *store.Store, phone string) string {
	t.Helper()
	rows, err := s.Pool().Query(t.Context(), `SELECT alici, metin FROM sms WHERE sablon = $1 AND metin IS NOT NULL ORDER BY id DESC`, metin.SablonKod)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var to, text []byte
		if err := rows.Scan(&to, &text); err != nil {
			t.Fatal(err)
		}
		if plain, err := s.Box().OpenString(to); err != nil || plain != phone {
			continue
		}
		plain, err := s.Box().OpenString(text)
		if err != nil {
			t.Fatal(err)
		}
		return sixDigits.FindString(plain)
	}
	t.Fatal("no code was sent")
	return ""
}

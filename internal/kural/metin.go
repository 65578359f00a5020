package kural

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text checks a mandatory text of at most limit characters at field; ad is its label with the case ending
// that “… giriniz” wants: “Cevabı”. Errors: Invalid.
func Text(field, ad, s string, limit int) error {
	if strings.TrimSpace(s) == "" {
		return InvalidField(field, ad+" giriniz.")
	}
	return Length(field, s, limit)
}

// Length checks a text that may be empty: at most limit characters (not bytes), and nothing that the database
// cannot keep. Errors: Invalid.
func Length(field, s string, limit int) error {
	if n := utf8.RuneCountInString(s); n > limit {
		return InvalidField(field, fmt.Sprintf("En fazla %d karakter yazılabilir; %d karakter yazdınız.", limit, n))
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return InvalidField(field, "Metinde okunamayan karakterler var.")
	}
	return nil
}

// Package turkce holds what the Turkish alphabet needs and the standard library gets wrong: casing with
// dotted and dotless i (G-01), and the order of letters.
package turkce

import (
	"strings"
	"unicode"
)

// Upper is s in Turkish capitals: i → İ, ı → I.
func Upper(s string) string { return strings.ToUpperSpecial(unicode.TurkishCase, s) }

// Lower is s in Turkish small letters: I → ı, İ → i.
func Lower(s string) string { return strings.ToLowerSpecial(unicode.TurkishCase, s) }

var fold = strings.NewReplacer("ç", "c", "ğ", "g", "ı", "i", "ö", "o", "ş", "s", "ü", "u", "â", "a", "î", "i", "û", "u")

// Fold is s in small letters without Turkish marks, for comparing what people type: "ŞIŞLI" and "şişli" are equal.
func Fold(s string) string { return fold.Replace(Lower(s)) }

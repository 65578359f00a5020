// Package telefon reads the telephone numbers that people type and writes them in one way (G-04, VB-07).
package telefon

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"acikkapi/internal/kural"
)

// Numara is a Turkish telephone number as E.164: +90 and ten digits, no spaces. The zero value is no number.
type Numara string

// What people are told when a number is refused.
const (
	mesajCepBos   = "Cep telefonu giriniz."
	mesajCepSabit = "Sabit hat numarası cep telefonu olarak kullanılamaz; lütfen 5 ile başlayan cep telefonunuzu giriniz."
	mesajCep      = "Cep telefonu 5 ile başlayan 10 rakamdan oluşmalıdır."
	mesajEvBos    = "Ev telefonu giriniz."
	mesajEvCep    = "Cep telefonu numarası ev telefonu olarak kullanılamaz; lütfen alan koduyla sabit hat numarasını giriniz."
	mesajEv       = "Ev telefonu, başında sıfır olmadan alan koduyla birlikte 10 rakamdan oluşmalıdır."
)

// ParseCep reads a mobile number in the usual spellings: 5XXXXXXXXX, 0 5XX…, +90 5XX…, with spaces, dashes,
// dots or parentheses (G-04). Errors are of kind Invalid without a field; a landline has a message of its own.
//
// Any 5XX number passes, as BTK's plan says: phonenumbers' own list of allocated blocks ages with the
// library, and a number that is not allocated merely never receives its code.
func ParseCep(s string) (Numara, error) {
	national, why := parse(s)
	switch {
	case why == bos:
		return "", invalid(mesajCepBos)
	case why == "" && national[0] == '5':
		return Numara("+90" + national), nil
	case why == "" && strings.ContainsRune("234", rune(national[0])):
		return "", invalid(mesajCepSabit)
	}
	return "", invalid(mesajCep)
}

// ParseEv reads a landline with its area code, given without the leading zero as the form asks (VB-07);
// the zero or +90 is taken all the same, since people copy numbers with it. Errors are of kind Invalid without a field.
func ParseEv(s string) (Numara, error) {
	national, why := parse(s)
	switch {
	case why == bos:
		return "", invalid(mesajEvBos)
	case why == "" && national[0] == '5':
		return "", invalid(mesajEvCep)
	case why == "" && strings.ContainsRune("234", rune(national[0])):
		return Numara("+90" + national), nil
	}
	return "", invalid(mesajEv)
}

// Why parse found no Turkish number.
const (
	bos   = "empty"
	degil = "not a number of Turkey"
)

// parse returns the ten digits after the country code, or why there are none.
func parse(s string) (national, why string) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", bos
	}
	// phonenumbers reads letters as on a telephone's keys (“FLOWERS”) and extensions; nobody means those here.
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune("+0123456789()-./", r) && !unicode.IsSpace(r) }) {
		return "", degil
	}
	n, err := phonenumbers.Parse(s, "TR")
	if err != nil || n.GetCountryCode() != 90 {
		return "", degil
	}
	national = phonenumbers.GetNationalSignificantNumber(n)
	if len(national) == 12 { // 90 5XX… typed without the plus
		national = strings.TrimPrefix(national, "90")
	}
	if len(national) != 10 {
		return "", degil
	}
	return national, ""
}

func invalid(message string) error { return &kural.Error{Kind: kural.Invalid, Message: message} }

// Display is the number as people write it: “0 532 123 45 67”; "" for no number.
func (n Numara) Display() string {
	d, ok := strings.CutPrefix(string(n), "+90")
	if !ok || len(d) != 10 {
		return string(n)
	}
	return "0 " + d[:3] + " " + d[3:6] + " " + d[6:8] + " " + d[8:]
}

// Masked shows the first three digits and the last two, “0 532 *** ** 67”: enough for its owner to
// recognise, for pages and logs where the number itself is not needed (G-03).
func (n Numara) Masked() string {
	d, ok := strings.CutPrefix(string(n), "+90")
	if !ok || len(d) != 10 {
		return ""
	}
	return "0 " + d[:3] + " *** ** " + d[8:]
}

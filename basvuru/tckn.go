package basvuru

import "strings"

// TCKN is a T.C. Kimlik No that has passed its checksum: 11 digits, the first not 0. Foreigners' numbers
// start with 99 and obey the same sums (G-03).
type TCKN string

// ParseTCKN checks s, spaces around and between groups allowed; the error is of kind Invalid, without a field.
func ParseTCKN(s string) (TCKN, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	if s == "" {
		return "", &Error{Kind: Invalid, Message: "T.C. Kimlik No giriniz."}
	}
	if len(s) != 11 || strings.Trim(s, "0123456789") != "" {
		return "", &Error{Kind: Invalid, Message: "T.C. Kimlik No 11 rakamdan oluşmalıdır."}
	}
	if s[0] == '0' || s[9:] != tcknCheck(s[:9]) {
		return "", &Error{Kind: Invalid, Message: "T.C. Kimlik No hatalı; lütfen kontrol ediniz."}
	}
	return TCKN(s), nil
}

// MakeTCKN completes nine digits (the first not 0) to a valid number; for synthetic people only.
func MakeTCKN(nine string) TCKN { return TCKN(nine + tcknCheck(nine)) }

// tcknCheck returns the tenth and eleventh digit that belong to the first nine.
func tcknCheck(nine string) string {
	odd, even, sum := 0, 0, 0
	for i, r := range nine {
		d := int(r - '0')
		if sum += d; i%2 == 0 {
			odd += d
		} else {
			even += d
		}
	}
	tenth := ((7*odd-even)%10 + 10) % 10
	return string([]byte{'0' + byte(tenth), '0' + byte((sum+tenth)%10)})
}

// Masked shows the first three and the last two digits: enough to recognise, too little to use (G-03).
func (t TCKN) Masked() string {
	if len(t) != 11 {
		return ""
	}
	return string(t[:3]) + "******" + string(t[9:])
}

package eimza

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"strings"

	"acikkapi/basvuru"
)

var serialNumber = asn1.ObjectIdentifier{2, 5, 4, 5}

// prefixes stand before the number in some authorities' certificates; PNOTR- is ETSI EN 319 412-1's.
var prefixes = []string{"PNOTR", "TCKN", "TCKNO", "TC", "TR"}

var errKimlik = errors.New("not exactly one good T.C. Kimlik No in the subject's serialNumber")

// tcknOf reads the T.C. Kimlik No from the subject's serialNumber (RFC 3739 3.1.2). The error does not repeat what stands there.
func tcknOf(c *x509.Certificate) (basvuru.TCKN, error) {
	var found []string
	for _, a := range c.Subject.Names {
		if a.Type.Equal(serialNumber) {
			s, _ := a.Value.(string)
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		return "", &Ret{Neden: KimlikYok, Err: errKimlik}
	}
	tckn, err := basvuru.ParseTCKN(digitsOf(found[0]))
	if err != nil {
		return "", &Ret{Neden: KimlikYok, Err: errKimlik}
	}
	return tckn, nil
}

// digitsOf drops a known prefix and what may stand behind it.
func digitsOf(s string) string {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return ""
	}
	head := strings.Trim(s[:i], " -:_.")
	for _, p := range prefixes {
		if head == p {
			head = ""
		}
	}
	if head != "" {
		return "" // another kind of number
	}
	return s[i:]
}

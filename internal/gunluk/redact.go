package gunluk

import (
	"bytes"
	"regexp"

	"acikkapi/basvuru"
)

const (
	maskedTCKN  = "[tckn]"
	maskedPhone = "[telefon]"
	maskedValue = "[gizli]"
)

var (
	// A JSON member that is a secret by its name, whatever it holds.
	secretMember = regexp.MustCompile(`(?i)("(?:[a-z_]*kod|[a-z_]*kodu|code|[a-z_]*password|parola|sifre)":)(?:"(?:[^"\\]|\\.)*"|-?[0-9.eE+-]+)`)
	// The same inside a text: password=…, kod: 123456, escaped JSON, the words of our SMS.
	secretText = regexp.MustCompile(`(?i)((?:password|parola)\\?"?\s*[=:]\s*(?:\\")?)[^\s"\\&,}]+`)
	codeText   = regexp.MustCompile(`(?i)((?:kod\pL*|code)\\?"?\s*[=:]?\s*(?:\\")?)\d{6}\b`)
	// The password of an address: postgres://user:password@host.
	userinfo = regexp.MustCompile(`(://[^\s:/@"]*:)[^\s/@"]+@`)
	// A telephone number in the usual spellings: with a country code or leading zero any number (G-04), without only a mobile one.
	phone = regexp.MustCompile(`^(?:(?:\+|00)?90[ .-]?\(?0?[2-5]|0[ .-]?\(?[2-5]|\(?5)\d{2}\)?[ .-]?\d{3}[ .-]?\d{2}[ .-]?\d{2}`)
)

// Redact returns line, a JSON log line or any text, with personal data and secrets masked. A JSON line stays valid JSON.
func Redact(line []byte) []byte {
	line = secretMember.ReplaceAll(line, []byte(`${1}"`+maskedValue+`"`))
	line = secretText.ReplaceAll(line, []byte(`${1}`+maskedValue))
	line = codeText.ReplaceAll(line, []byte(`${1}`+maskedValue))
	line = userinfo.ReplaceAll(line, []byte(`${1}`+maskedValue+`@`))
	return maskNumbers(line)
}

// maskNumbers replaces each T.C. Kimlik No and telephone number that stands by itself, not within a longer row of digits.
func maskNumbers(line []byte) []byte {
	var out bytes.Buffer
	inString := false
	for i := 0; i < len(line); {
		c := line[i]
		switch {
		case inString && c == '\\' && i+1 < len(line):
			out.Write(line[i : i+2])
			i += 2
			continue
		case c == '"':
			inString = !inString
		}
		length, mask := numberAt(line, i)
		bare := !inString && line[0] == '{' // a JSON number
		if length == 0 || bare && bytes.ContainsAny(line[i:i+length], ". -(") {
			out.WriteByte(c)
			i++
			continue
		}
		if bare { // only a string may take its place
			mask = `"` + mask + `"`
		}
		out.WriteString(mask)
		i += length
	}
	return out.Bytes()
}

// numberAt returns the length and the mask of what starts at i; 0 if nothing to mask does.
func numberAt(line []byte, i int) (length int, mask string) {
	if c := line[i]; c != '+' && c != '(' && !digit(c) {
		return 0, ""
	}
	if i > 0 && (digit(line[i-1]) || (line[i-1] == '.' && i > 1 && digit(line[i-2]))) { // the middle or the fraction of a number
		return 0, ""
	}
	if end := i + 11; end <= len(line) && !continues(line, end) {
		if _, err := basvuru.ParseTCKN(string(line[i:end])); err == nil {
			return 11, maskedTCKN
		}
	}
	if m := phone.Find(line[i:]); m != nil && !continues(line, i+len(m)) {
		return len(m), maskedPhone
	}
	return 0, ""
}

// continues tells whether the word before end goes on: then it was part of an id or a hash, not a number of a person.
func continues(line []byte, end int) bool {
	return end < len(line) && (digit(line[end]) || line[end]|0x20 >= 'a' && line[end]|0x20 <= 'z')
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

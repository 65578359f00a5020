package maske

import (
	"strings"

	"acikkapi/internal/turkce"
)

// hataTurleri are the kinds of errors in the words of people; a reason begins with one.
var hataTurleri = map[string]string{
	"invalid": "Geçersiz", "not found": "Bulunamadı", "conflict": "Uygun durumda değil", "forbidden": "Yetkisiz", "unavailable": "Ulaşılamıyor", "internal": "Beklenmeyen hata",
}

// NedenMetni is why a message was parked as it is shown: redacted as by Neden, its kind in Turkish and the field that it is about.
func NedenMetni(s string) string {
	s = Neden(s)
	head, rest, found := strings.Cut(s, ": ")
	for kind, word := range hataTurleri {
		field, is := strings.CutPrefix(head, kind)
		switch {
		case !found || !is:
		case field == "":
			return word + ": " + rest
		case field[0] == ' ':
			return word + " (" + field[1:] + "): " + rest
		}
	}
	return s
}

// NedenArama is a reason as it is searched for: what is shown of it and nothing else, in small letters without Turkish marks.
func NedenArama(s string) string { return turkce.Fold(NedenMetni(s)) }

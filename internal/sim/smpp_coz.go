package sim

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"

	"github.com/warthog618/sms/encoding/gsm7"
	"github.com/warthog618/sms/encoding/gsm7/charset"
)

// Birlestirici reads the parts of SMS as a telephone does (3GPP 23.038, 23.040) and puts long ones together. The zero value is ready.
// It is written apart from internal/sms, so that a mistake there does not read itself right.
type Birlestirici struct {
	open map[string]map[byte]string // texts of parts, by receiver and reference
}

// Ekle takes a part with its data_coding, header and text; it returns the whole text with the last part.
func (b *Birlestirici) Ekle(to string, dcs byte, header, text []byte) (string, bool) {
	ref, parts, n, turkce := readHeader(header)
	s := readText(dcs, text, turkce)
	if parts <= 1 {
		return s, true
	}
	if b.open == nil {
		b.open = map[string]map[byte]string{}
	}
	key := to + string(rune(ref))
	if b.open[key] == nil {
		b.open[key] = map[byte]string{}
	}
	b.open[key][n] = s
	if len(b.open[key]) < int(parts) {
		return "", false
	}
	var whole strings.Builder
	for i := byte(1); i <= parts; i++ {
		whole.WriteString(b.open[key][i])
	}
	delete(b.open, key)
	return whole.String(), true
}

// readHeader walks the information elements behind the header's length.
func readHeader(h []byte) (ref, parts, n byte, turkce bool) {
	if len(h) == 0 {
		return 0, 1, 1, false
	}
	for h = h[1:]; len(h) >= 2 && len(h) >= 2+int(h[1]); h = h[2+int(h[1]):] {
		switch v := h[2 : 2+int(h[1])]; {
		case h[0] == 0x00 && len(v) == 3:
			ref, parts, n = v[0], v[1], v[2]
		case h[0] == 0x24 && len(v) == 1:
			turkce = v[0] == 1
		}
	}
	return ref, parts, n, turkce
}

func readText(dcs byte, text []byte, turkce bool) string {
	if dcs == 0x08 {
		var u []uint16
		for ; len(text) >= 2; text = text[2:] {
			u = append(u, binary.BigEndian.Uint16(text))
		}
		return string(utf16.Decode(u))
	}
	var options []gsm7.DecoderOption
	if turkce {
		options = append(options, gsm7.WithExtCharset(charset.Turkish))
	}
	s, err := gsm7.Decode(text, options...)
	if err != nil {
		return "okunamadı: " + err.Error()
	}
	return string(s)
}

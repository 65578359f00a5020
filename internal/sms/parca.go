package sms

import (
	"encoding/binary"
	"errors"
	"unicode/utf16"

	"github.com/warthog618/sms/encoding/gsm7"
	"github.com/warthog618/sms/encoding/gsm7/charset"
)

// Parca is one part of a message as it stands in a submit_sm: a header, empty in a single part of the default alphabet, and the text
// behind it, one septet an octet in GSM-7, big-endian UTF-16 in UCS-2.
type Parca struct {
	Baslik []byte // user data header with its length (3GPP 23.040 9.2.3.24)
	Veri   []byte
	Kodlama
}

// DCS is the part's data_coding (3GPP 23.038): the default alphabet, with or without a national shift table, or UCS-2.
func (p *Parca) DCS() byte {
	if p.Kodlama == UCS2 {
		return 0x08
	}
	return 0
}

// Information elements of a header, 3GPP 23.040 9.2.3.24. (warthog618/sms writes the second one as decimal 24, which is another.)
const (
	ieConcat      = 0x00 // reference, parts, number: 8 bits each
	ieSingleShift = 0x24 // a national single shift table …
	turkish       = 0x01 // … this one, 3GPP 23.038 table A.2.1

	userData = 140 // octets of a part: 160 septets
	escape   = 0x1B
)

var errUnwritable = errors.New("sms: the text cannot be written")

// Parcala writes text as an SMS: in the default alphabet, else with the Turkish table where the operator has it (tablo), else in
// UCS-2. ref ties the parts of a long message together at the telephone.
func Parcala(text string, tablo bool, ref byte) ([]Parca, error) {
	k := KodlamaOf(text)
	if k == GSM7Turkce && !tablo {
		k = UCS2
	}
	var nations []byte
	var units [][]byte
	switch k {
	case UCS2:
		units = ucs2Units(text)
	default:
		var options []gsm7.EncoderOption
		if k == GSM7Turkce {
			nations = []byte{ieSingleShift, 1, turkish}
			options = append(options, gsm7.WithExtCharset(charset.Turkish))
		}
		septets, err := gsm7.Encode([]byte(text), options...)
		if err != nil {
			return nil, errUnwritable
		}
		units = septetUnits(septets)
	}
	if len(units) == 0 {
		return nil, errUnwritable
	}
	groups := group(units, room(k, len(nations)))
	if len(groups) > 1 {
		groups = group(units, room(k, len(nations)+5))
	}
	if len(groups) > 255 {
		return nil, errUnwritable
	}
	parts := make([]Parca, len(groups))
	for i, g := range groups {
		parts[i] = Parca{Baslik: header(nations, ref, len(groups), i+1), Veri: g, Kodlama: k}
	}
	return parts, nil
}

// room is how many octets of Veri a part with so many octets of information elements has.
func room(k Kodlama, elements int) int {
	used := 0
	if elements > 0 {
		used = elements + 1 // its length
	}
	if k == UCS2 {
		return (userData - used) / 2 * 2
	}
	return (userData*8 - used*8) / 7 // the text begins at a septet
}

func header(nations []byte, ref byte, parts, n int) []byte {
	var h []byte
	if parts > 1 {
		h = append(h, ieConcat, 3, ref, byte(parts), byte(n)) //nolint:gosec // at most 255
	}
	if h = append(h, nations...); len(h) == 0 {
		return nil
	}
	return append([]byte{byte(len(h))}, h...) //nolint:gosec // eight octets at most
}

// septetUnits keeps an escape together with the letter that it shifts.
func septetUnits(septets []byte) [][]byte {
	units := make([][]byte, 0, len(septets))
	for i := 0; i < len(septets); i++ {
		n := 1
		if septets[i] == escape && i+1 < len(septets) {
			n = 2
		}
		units = append(units, septets[i:i+n])
		i += n - 1
	}
	return units
}

// ucs2Units keeps the two halves of a letter beyond the BMP together.
func ucs2Units(text string) [][]byte {
	var units [][]byte
	for _, r := range text {
		var u []byte
		for _, half := range utf16.Encode([]rune{r}) {
			u = binary.BigEndian.AppendUint16(u, half)
		}
		units = append(units, u)
	}
	return units
}

// group packs units into groups of at most size octets.
func group(units [][]byte, size int) [][]byte {
	var groups [][]byte
	var now []byte
	for _, u := range units {
		if len(now)+len(u) > size {
			groups, now = append(groups, now), nil
		}
		now = append(now, u...)
	}
	return append(groups, now)
}

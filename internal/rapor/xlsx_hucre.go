package rapor

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Hucre is one cell: text, a whole number or a time. Text is text whatever it looks like (SC-08).
type Hucre struct {
	tur   hucreTur
	metin string
	sayi  int64
	zaman time.Time
}

type hucreTur int

const (
	metinHucre hucreTur = iota
	sayiHucre
	zamanHucre
	gunHucre
)

// Metin is a cell of text.
func Metin(s string) Hucre { return Hucre{metin: s} }

// Sayi is a cell with a whole number, written without dots.
func Sayi(n int64) Hucre { return Hucre{tur: sayiHucre, sayi: n} }

// Zaman is a cell with a day and time of Türkiye that can be sorted and filtered as such; the zero time is empty.
func Zaman(t time.Time) Hucre { return Hucre{tur: zamanHucre, zaman: t} }

// Gun is a cell with the day alone, of Türkiye; the zero time is empty.
func Gun(t time.Time) Hucre { return Hucre{tur: gunHucre, zaman: t} }

// cell is the format and the value of h, nil for an empty cell.
func (h Hucre) cell(x *Xlsx) (style int, value any) {
	switch h.tur {
	case sayiHucre:
		return x.style.number, h.sayi
	case zamanHucre:
		if h.zaman.IsZero() {
			return 0, nil
		}
		return x.style.date, h.zaman.In(x.zone)
	case gunHucre:
		if h.zaman.IsZero() {
			return 0, nil
		}
		y, m, d := h.zaman.In(x.zone).Date()
		return x.style.day, time.Date(y, m, d, 0, 0, 0, 0, x.zone)
	case metinHucre:
	}
	if h.metin == "" {
		return 0, nil
	}
	if likeFormula(h.metin) {
		return x.style.guarded, inert(h.metin)
	}
	return x.style.text, inert(h.metin)
}

// lines is how many lines the cell's text takes in a column of that width, about; beyond maxLines it does not count on.
func (h Hucre) lines(width float64) int {
	if float64(len(h.metin)) <= width && !strings.ContainsAny(h.metin, "\r\n") {
		return 1
	}
	n, used := 1, 0.0
	for _, r := range h.metin {
		if used++; r == '\n' || used > width-2 { // words that do not fit go to the next line whole
			n, used = n+1, 0
		}
		if n >= maxLines {
			break
		}
	}
	return n
}

// likeFormula: a spreadsheet would take the text for a formula if somebody typed it.
func likeFormula(s string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || r == '\ufeff'
	})
	first, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@|%\uFF1D\uFF0B\uFF0D\uFF20", first)
}

// unfit is a character that inert may have to replace: also the one that stands for bytes that are none.
func unfit(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7F && (unicode.IsControl(r) || r >= utf8.RuneError)
}

// maxMetin is what a cell holds, in UTF-16 units.
const maxMetin = 32_767

// inert makes s fit for a cell: no byte that XML cannot carry, one kind of line break, and no more than a cell holds – a longer
// text ends in “…”.
func inert(s string) string {
	if len(s) <= maxMetin && strings.IndexFunc(s, unfit) < 0 { // nearly every text
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF:
			return '\uFFFD'
		}
		return r
	}, s)
	if len(s) <= maxMetin { // bytes: never fewer than UTF-16 units
		return s
	}
	units, cut := 0, 0
	for i, r := range s {
		if units < maxMetin {
			cut = i
		}
		units += utf16.RuneLen(r)
		if units > maxMetin {
			return s[:cut] + "…"
		}
	}
	return s
}

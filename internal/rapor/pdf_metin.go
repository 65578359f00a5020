package rapor

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// kutucuk stands for a letter that the fonts do not have.
const kutucuk = '□'

// yazilir tells which letters the fonts have; both have the same (a test compares them).
var yazilir = sync.OnceValue(func() func(rune) bool {
	f, err := sfnt.Parse(fontDuz)
	if err != nil {
		panic("the embedded font does not parse: " + err.Error()) // found by any test
	}
	has := map[rune]bool{}
	var buf sfnt.Buffer
	for r := ' '; r < 0x3000; r++ {
		if i, err := f.GlyphIndex(&buf, r); err == nil && i != 0 {
			has[r] = true
		}
	}
	return func(r rune) bool { return has[r] }
})

// temiz makes s harmless: composed letters, plain spaces and line ends; what cannot be written becomes □. Only what has no
// shape of its own (soft hyphens, joiners, variation selectors) is dropped.
func (y *yazici) temiz(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, string(kutucuk)))
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	has := yazilir()
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || unicode.Is(unicode.Variation_Selector, r):
			return -1
		case !has(r) || unicode.IsControl(r):
			y.kutu = true
			return kutucuk
		}
		return r
	}, s)
}

// bol breaks s into lines of at most en millimetres: between words, and inside a word that is longer than a line. Of
// several empty lines one stays.
func (y *yazici) bol(style, s string, en float64) []string {
	y.pdf.SetFont("dejavu", style, punto)
	var lines []string
	for p := range strings.SplitSeq(strings.TrimSpace(y.temiz(s)), "\n") {
		words := strings.Fields(p)
		if len(words) == 0 {
			if n := len(lines); n > 0 && lines[n-1] != "" {
				lines = append(lines, "")
			}
			continue
		}
		lines = append(lines, y.paragraf(words, en)...)
	}
	if lines == nil {
		lines = []string{""}
	}
	return lines
}

func (y *yazici) paragraf(words []string, en float64) []string {
	var lines []string
	line, used, space := "", 0.0, y.pdf.GetStringWidth(" ")
	for _, word := range words {
		w := y.pdf.GetStringWidth(word)
		if line != "" && used+space+w <= en {
			line, used = line+" "+word, used+space+w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for w > en {
			at := y.sigan(word, en)
			lines = append(lines, word[:at])
			word = word[at:]
			w = y.pdf.GetStringWidth(word)
		}
		line, used = word, w
	}
	return append(lines, line)
}

// sigan is the number of bytes of word that fit into en, at least one letter.
func (y *yazici) sigan(word string, en float64) int {
	used := 0.0
	for at, r := range word {
		used += y.pdf.GetStringWidth(string(r))
		if at > 0 && used > en {
			return at
		}
	}
	return len(word)
}

package turkce_test

import (
	"strings"
	"testing"

	"acikkapi/internal/turkce"
)

// G-01: dotted and dotless i keep their dots; the standard library's functions would lose them.
func TestCase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lower, upper string }{
		{"istanbul", "İSTANBUL"},
		{"ılgaz", "ILGAZ"},
		{"diyarbakır", "DİYARBAKIR"},
		{"çğıiöşü", "ÇĞIİÖŞÜ"},
		{"kâğıt 06", "KÂĞIT 06"},
		{"", ""},
	} {
		if got := turkce.Upper(c.lower); got != c.upper {
			t.Errorf("Upper(%q) = %q, want %q", c.lower, got, c.upper)
		}
		if got := turkce.Lower(c.upper); got != c.lower {
			t.Errorf("Lower(%q) = %q, want %q", c.upper, got, c.lower)
		}
	}
	if got := turkce.Lower("İ"); got != "i" || strings.ContainsRune(got, '\u0307') {
		t.Errorf("İ becomes %q, with a combining dot left over", got)
	}
}

// AK-10: what people type finds what is stored, with and without Turkish marks.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"ŞIŞLI", "şişli", true},
		{"IĞDIR", "igdir", true},
		{"İZMİR", "izmır", true},
		{"Gümüşhane", "GUMUSHANE", true},
		{"ÇANKAYA", "cankaya", true},
		{"hâkim", "HAKİM", true},
		{"Kars", "Kaş", false},
	} {
		if got := turkce.Fold(c.a) == turkce.Fold(c.b); got != c.same {
			t.Errorf("%q and %q are the same: %v (%q, %q)", c.a, c.b, got, turkce.Fold(c.a), turkce.Fold(c.b))
		}
	}
}

// G-01: equal but for case, marks and dots count.

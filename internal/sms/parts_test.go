package sms

import (
	"strings"
	"testing"
)

// PL-07: parts are counted as operators bill them, at every limit.
func TestParts(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"none", "", 0},
		{"one letter", "a", 1},
		{"GSM-7, one part full", strings.Repeat("a", 160), 1},
		{"GSM-7, one too many", strings.Repeat("a", 161), 2},
		{"GSM-7, two parts full", strings.Repeat("a", 306), 2},
		{"GSM-7, three parts", strings.Repeat("a", 307), 3},
		{"ü and ö are in the plain table", strings.Repeat("ü", 160), 1},
		{"one ş costs the shift header: 155", strings.Repeat("a", 153) + "ş", 1},
		{"and beyond it two parts", strings.Repeat("a", 154) + "ş", 2},
		{"ğ ş ı İ are two septets each", strings.Repeat("ğ", 77), 1},
		{"so 78 of them are too many", strings.Repeat("ğ", 78), 2},
		{"UCS-2, one part full", strings.Repeat("я", 70), 1},
		{"UCS-2, one too many", strings.Repeat("я", 71), 2},
		{"one emoji makes all UCS-2", strings.Repeat("a", 69) + "😀", 2},
	} {
		if got := Parts(c.text); got != c.want {
			t.Errorf("%s: %d parts, want %d", c.name, got, c.want)
		}
	}
}

// The texts that citizens get stay within one part.
func TestReceiptIsOnePart(t *testing.T) {
	text := "1234567 numaralı başvurunuz alınmıştır. Takip numarasıyla durumunu öğrenebilirsiniz. T.C. İçişleri Bakanlığı Açık Kapı"
	if got := Parts(text); got != 1 {
		t.Errorf("%d parts", got)
	}
}

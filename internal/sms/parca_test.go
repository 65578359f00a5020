package sms_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
)

// PL-07: what is sent has as many parts as were counted, each fits into an SMS, and read back as a telephone does it is the text again.
func TestPartsAreWhatWasCounted(t *testing.T) {
	t.Parallel()
	letters := []rune("abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ0123456789 .,:;?!@€[]{}~\\|^\n’—✓😀")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom(letters), 1, 500, -1).Draw(t, "text")
		for _, tablo := range []bool{true, false} {
			parts, err := sms.Parcala(text, tablo, 7)
			if err != nil {
				t.Fatalf("%q: %v", text, err)
			}
			if tablo && len(parts) != sms.Parts(text) {
				t.Errorf("%q: %d parts, %d were counted", text, len(parts), sms.Parts(text))
			}
			got, whole := "", false
			var c sim.Birlestirici
			for _, p := range parts {
				if n := len(p.Baslik) + len(p.Veri); p.Kodlama == sms.UCS2 && n > 140 || p.Kodlama != sms.UCS2 && len(p.Baslik)*8+len(p.Veri)*7 > 140*8 {
					t.Errorf("%q: a part of %d octets in %s", text, n, p.Kodlama)
				}
				got, whole = c.Ekle("+905000000001", p.DCS(), p.Baslik, p.Veri)
			}
			if !whole || got != text {
				t.Errorf("%q came out as %q (%v)", text, got, whole)
			}
		}
	})
}

// PL-07: the numbers of letters that the standard gives: 160/153, 155/149 with the Turkish table, 70/67 in UCS-2.
func TestLettersOfAPart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		letter  string
		n       int
		tablo   bool
		parts   int
		kodlama sms.Kodlama
	}{
		{"a", 160, true, 1, sms.GSM7},
		{"a", 161, true, 2, sms.GSM7},
		{"a", 306, true, 2, sms.GSM7},
		{"a", 307, true, 3, sms.GSM7},
		{"ğ", 77, true, 1, sms.GSM7Turkce}, // two septets each, 155
		{"ğ", 78, true, 2, sms.GSM7Turkce},
		{"ğ", 148, true, 2, sms.GSM7Turkce}, // 149 septets hold 74
		{"ğ", 149, true, 3, sms.GSM7Turkce},
		{"ğ", 70, false, 1, sms.UCS2},
		{"ğ", 71, false, 2, sms.UCS2},
		{"ğ", 134, false, 2, sms.UCS2},
		{"ğ", 135, false, 3, sms.UCS2},
	} {
		parts, err := sms.Parcala(strings.Repeat(c.letter, c.n), c.tablo, 1)
		if err != nil || len(parts) != c.parts || parts[0].Kodlama != c.kodlama {
			t.Errorf("%d × %s: %d parts, %v; want %d in %s", c.n, c.letter, len(parts), err, c.parts, c.kodlama)
		}
	}
	if _, err := sms.Parcala("", true, 1); err == nil {
		t.Error("an empty text was written")
	}
	if _, err := sms.Parcala(strings.Repeat("ş", 40_000), false, 1); err == nil {
		t.Error("a text of more than 255 parts was written")
	}
}

// 3GPP 23.040: the header of a Turkish single shift table is 03 24 01 01, in many parts behind their numbers.
func TestTurkishHeader(t *testing.T) {
	t.Parallel()
	one, err := sms.Parcala("ığdır", true, 9)
	if err != nil || string(one[0].Baslik) != "\x03\x24\x01\x01" || one[0].DCS() != 0 {
		t.Errorf("% x, %v", one[0].Baslik, err)
	}
	many, err := sms.Parcala(strings.Repeat("ş", 100), true, 9)
	if err != nil || len(many) != 2 || string(many[1].Baslik) != "\x08\x00\x03\x09\x02\x02\x24\x01\x01" {
		t.Errorf("%+v, %v", many, err)
	}
}

package basvuru_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
)

// G-03
func TestParseTCKN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{ // "" = right, else a part of the sentence
		"10000000146":      "",
		" 100 000 001 46 ": "",
		"99000000110":      "", // foreigners: 99 …
		"12345678901":      "hatalı",
		"10000000147":      "hatalı", // last digit
		"10000000156":      "hatalı", // tenth digit
		"01000000146":      "hatalı", // 0 in front
		"":                 "giriniz",
		"1000000014":       "11 rakam",
		"100000001466":     "11 rakam",
		"1000000014a":      "11 rakam",
		"١٠٠٠٠٠٠٠١٤٦":      "11 rakam",
		"1000000-146":      "11 rakam",
	} {
		got, err := basvuru.ParseTCKN(in)
		switch {
		case want == "" && (err != nil || string(got) != strings.ReplaceAll(in, " ", "")):
			t.Errorf("%q: %q, %v", in, got, err)
		case want != "" && (kural.KindOf(err) != kural.Invalid || !strings.Contains(kural.All(err)[0].Message, want)):
			t.Errorf("%q: %v, want “…%s…”", in, err, want)
		}
	}
}

// G-03: any nine digits complete to one valid number, and no other last pair belongs to them.
func TestTCKNChecksum(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		nine := rapid.StringMatching(`(99[0-9]{7}|[1-9][0-9]{8})`).Draw(t, "nine")
		valid := basvuru.MakeTCKN(nine)
		if _, err := basvuru.ParseTCKN(string(valid)); err != nil {
			t.Fatalf("%s: %v", valid, err)
		}
		last := rapid.StringMatching(`[0-9]{2}`).Draw(t, "last")
		if _, err := basvuru.ParseTCKN(nine + last); (err == nil) != (nine+last == string(valid)) {
			t.Fatalf("%s%s: %v, valid is %s", nine, last, err, valid)
		}
	})
}

// G-03: what lists and logs show.
func TestMasked(t *testing.T) {
	t.Parallel()
	if got := basvuru.TCKN("10000000146").Masked(); got != "100******46" {
		t.Errorf("masked %q", got)
	}
	if got := basvuru.TCKN("").Masked(); got != "" {
		t.Errorf("none is masked as %q", got)
	}
}

package telefon

import (
	"strings"
	"testing"

	"acikkapi/internal/kural"
)

// G-04: the usual spellings of one number become one E.164 number.
func TestParseCepSpellings(t *testing.T) {
	for _, s := range []string{
		"5321234567", "05321234567", "0 532 123 45 67", "+90 532 123 45 67", "+905321234567", "905321234567",
		"0090 532 123 45 67", "(532) 123 45 67", "0(532)123-45-67", "0532.123.45.67", " 532-123-4567 ", "0\u00a0532\u00a0123 45 67",
	} {
		n, err := ParseCep(s)
		if err != nil || n != "+905321234567" {
			t.Errorf("ParseCep(%q) = %q, %v", s, n, err)
		}
	}
}

// G-04: the blocks of synthetic people (0 500) and of every operator are mobile numbers.
func TestParseCepEveryBlock(t *testing.T) {
	for _, s := range []string{"5000000001", "905000000001", "5010000000", "5160000000", "5299999999", "5550000000", "5999999999"} {
		if n, err := ParseCep(s); err != nil || string(n) != "+90"+strings.TrimPrefix(s, "90") {
			t.Errorf("ParseCep(%q) = %q, %v", s, n, err)
		}
	}
}

// G-04: what is not a mobile number is refused with a message that says why.
func TestParseCepRefused(t *testing.T) {
	for _, c := range []struct{ in, message string }{
		{"", mesajCepBos},
		{"  ", mesajCepBos},
		{"0 312 123 45 67", mesajCepSabit},
		{"+90 212 123 45 67", mesajCepSabit},
		{"4421234567", mesajCepSabit},
		{"532123456", mesajCep},
		{"53212345678", mesajCep},
		{"8501234567", mesajCep},
		{"+49 1512 3456789", mesajCep},
		{"532 FLOWERS", mesajCep},
		{"5321234567 dahili 5", mesajCep},
		{"5321234567;drop", mesajCep},
		{"١٢٣٤٥٦٧٨٩٠", mesajCep},
		{strings.Repeat("5", 500), mesajCep},
		{"+", mesajCep},
	} {
		refused(t, "ParseCep", c.in, c.message, ParseCep)
	}
}

// VB-07: a landline is given without the leading zero; a mobile is not one.
func TestParseEv(t *testing.T) {
	for _, s := range []string{"3121234567", "312 123 45 67", "0 312 123 45 67", "+903121234567"} {
		if n, err := ParseEv(s); err != nil || n != "+903121234567" {
			t.Errorf("ParseEv(%q) = %q, %v", s, n, err)
		}
	}
	for _, c := range []struct{ in, message string }{
		{"", mesajEvBos},
		{"5321234567", mesajEvCep},
		{"1234567", mesajEv},
		{"8001234567", mesajEv},
		{"abc", mesajEv},
	} {
		refused(t, "ParseEv", c.in, c.message, ParseEv)
	}
}

func refused(t *testing.T, name, in, message string, parse func(string) (Numara, error)) {
	t.Helper()
	n, err := parse(in)
	all := kural.All(err)
	if n != "" || len(all) != 1 || all[0].Kind != kural.Invalid || all[0].Message != message {
		t.Errorf("%s(%q) = %q, %v; want %q", name, in, n, err, message)
	}
}

// G-03, G-04: how numbers are shown.
func TestDisplayAndMasked(t *testing.T) {
	for _, c := range []struct {
		n               Numara
		display, masked string
	}{
		{"+905321234567", "0 532 123 45 67", "0 532 *** ** 67"},
		{"+903121234567", "0 312 123 45 67", "0 312 *** ** 67"},
		{"", "", ""},
		{"bozuk", "bozuk", ""},
	} {
		if c.n.Display() != c.display || c.n.Masked() != c.masked {
			t.Errorf("%q: Display %q, Masked %q", c.n, c.n.Display(), c.n.Masked())
		}
	}
}

package gunluk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"acikkapi/internal/gunluk"
)

// SC-04, G-03: no log line holds a T.C. Kimlik No, a phone number or a code.
func TestRedact(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"tckn":               {"kisi 10000000146 bulundu", "kisi [tckn] bulundu"},
		"tckn at the end":    {"10000000146", "[tckn]"},
		"wrong checksum":     {"12345678901", "12345678901"},
		"longer number":      {"110000000146", "110000000146"},
		"E.164":              {"to=+905321234567&x", "to=[telefon]&x"},
		"escaped plus":       {"to=%2B905321234567", "to=%2B[telefon]"},
		"with zero":          {"05321234567", "[telefon]"},
		"bare mobile":        {"5321234567,", "[telefon],"},
		"grouped":            {"0 (532) 123 45 67", "[telefon]"},
		"landline":           {"0312 123 45 67", "[telefon]"},
		"landline abroad":    {"+90 312 123 45 67", "[telefon]"},
		"two in a row":       {"5321234567 10000000146", "[telefon] [tckn]"},
		"hash":               {"a5321234567f", "a5321234567f"},
		"uuid":               {"0193a5b0-5321-7234-8567-532123456789", "0193a5b0-5321-7234-8567-532123456789"},
		"takip no, detsis":   {"başvuru 5321234, birim 55481037", "başvuru 5321234, birim 55481037"},
		"date":               {"2026-11-21T18:00:00.532123456Z", "2026-11-21T18:00:00.532123456Z"},
		"code in an SMS":     {"Başvuru onay kodunuz: 482913.", "Başvuru onay kodunuz: [gizli]."},
		"code in a form":     {"POST kod=482913&x=1", "POST kod=[gizli]&x=1"},
		"password in a text": {"password=hunter2 refused", "password=[gizli] refused"},
		"password in a URL":  {"dial postgres://u:hunter2@db:5432/x", "dial postgres://u:[gizli]@db:5432/x"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(gunluk.Redact([]byte(tc.in))); got != tc.want {
				t.Errorf("Redact(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

// SC-04: whichever way a value gets into a line, the line stays JSON that a collector can read.
func TestLogLine(t *testing.T) {
	var out bytes.Buffer
	l := gunluk.New(&out, "debug")
	l.Info().
		Str("kod", `12"34 56`).Str("onay_kodu", "482913").Int("code", 482913).Str("password", "hunter2 with spaces").
		Int64("tckn", 10000000146).Int("tel", 5321234567).Float64("saniye", 0.5321234567).
		Strs("numaralar", []string{"+905321234567", "ev"}).
		RawJSON("govde", []byte(`{"cep":"0532 123 45 67","kod":"777888"}`)).
		Str("metin", `{"password":"hunter2","kod":"999111"}`).
		Err(errors.New(`select 1 where tckn = "10000000146"`)).Msg("olay")

	for _, secret := range []string{"482913", "hunter2", "10000000146", "5321234567\"", "532 123", "777888", "999111", `34 56`} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the line holds %q: %s", secret, out.String())
		}
	}
	var fields struct {
		Saniye  float64
		Message string
		Error   string
	}
	if err := json.Unmarshal(out.Bytes(), &fields); err != nil {
		t.Fatalf("not JSON any more: %v\n%s", err, out.String())
	}
	if fields.Saniye != 0.5321234567 || fields.Message != "olay" || fields.Error != `select 1 where tckn = "[tckn]"` {
		t.Errorf("harmless fields changed: %s", out.String())
	}
}

func TestLevel(t *testing.T) {
	var out bytes.Buffer
	l := gunluk.New(&out, "warn")
	l.Info().Msg("quiet")
	l.Warn().Msg("loud")
	if s := out.String(); strings.Contains(s, "quiet") || !strings.Contains(s, "loud") {
		t.Errorf("level warn wrote %q", s)
	}
}

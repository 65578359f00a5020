package sms_test

import (
	"testing"

	"acikkapi/internal/sms"
)

// OP-07: a page tells how a text will be written, because that decides what it costs.
func TestKodlama(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sms.Kodlama{
		"":                        sms.GSM7,
		"Kodunuz: 123456":         sms.GSM7,
		"Ö Ü ö ü Ä are in GSM-7":  sms.GSM7,
		"Başvurunuz alınmıştır.":  sms.GSM7Turkce,
		"“Başvurunuz” alınmıştır": sms.UCS2,
		"Teşekkürler 🙂":           sms.UCS2,
	} {
		if got := sms.KodlamaOf(text); got != want {
			t.Errorf("%q is written as %s, want %s", text, got, want)
		}
	}
}

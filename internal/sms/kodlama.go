package sms

import (
	wsms "github.com/warthog618/sms"
	"github.com/warthog618/sms/encoding/gsm7/charset"
	"github.com/warthog618/sms/encoding/tpdu"
)

// Kodlama is how a text is written in an SMS; it decides how many letters a part holds (see Parts).
type Kodlama string

// The ways of writing, as pages name them.
const (
	GSM7       Kodlama = "GSM-7"               // 160 letters, 153 in each of many parts
	GSM7Turkce Kodlama = "GSM-7, Türkçe tablo" // 155 and 149, where ğ ş ı İ Ğ Ş ç take two
	UCS2       Kodlama = "UCS-2"               // 70 and 67
)

// KodlamaOf is the way in which text is written: the first of the three that has all its letters.
func KodlamaOf(text string) Kodlama {
	switch {
	case !wide(text):
		return GSM7
	case !wide(text, wsms.WithShiftCharset(charset.Turkish)):
		return GSM7Turkce
	}
	return UCS2
}

// wide tells whether GSM-7 as the options give it lacks a letter of text.
func wide(text string, options ...wsms.EncoderOption) bool {
	if text == "" {
		return false
	}
	pdus, err := wsms.Encode([]byte(text), options...)
	if err != nil || len(pdus) == 0 {
		return true
	}
	a, err := pdus[0].Alphabet()
	return err != nil || a == tpdu.AlphaUCS2
}

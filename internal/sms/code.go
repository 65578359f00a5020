package sms

import (
	"fmt"

	"acikkapi/internal/kural"
)

// The gateway's answer codes, as Netgsm numbers them.
const (
	codeOK          = "00"
	codeText        = "20" // text too long or not writable
	codeCredentials = "30"
	codeSender      = "40" // sender name not registered
	codeNoJob       = "60"
	codeParameter   = "70" // wrong number or missing field
	codeRate        = "80"
	codeRateNumber  = "85" // more than 20 a minute to one number
	codeInternal    = "100"
)

// sendError classifies a refusal: for good, because of the account, or for now. A code that we do not know
// says nothing about what became of the message.
func sendError(code string) error {
	err := fmt.Errorf("sms: gateway answered with code %.5q", code)
	switch code {
	case codeText:
		return &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj metni sağlayıcı tarafından kabul edilmedi.", Err: err}
	case codeParameter:
		return &kural.Error{Kind: kural.Invalid, Message: "Kısa mesaj sağlayıcısı numarayı kabul etmedi.", Err: err}
	case codeCredentials:
		return &kural.Error{Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı hesap bilgilerini kabul etmedi.", Err: err}
	case codeSender:
		return &kural.Error{Kind: kural.Forbidden, Message: "Kısa mesaj sağlayıcısı gönderici adını kabul etmedi.", Err: err}
	case codeRate, codeRateNumber, codeInternal:
		return kural.Away(mesajAway, err)
	}
	return outcomeUnknown(err)
}

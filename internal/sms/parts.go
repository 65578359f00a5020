package sms

import (
	wsms "github.com/warthog618/sms"
	"github.com/warthog618/sms/encoding/gsm7/charset"
)

// Parts is the number of parts that text takes, 0 for none: 160 septets in one part or 153 in each of many;
// 155 and 149 with the Turkish single shift table, where ğ ş ı İ Ğ Ş ç take two; 70 and 67 UCS-2 characters
// for what GSM-7 cannot write (3GPP 23.038, 23.040). Operators may append a code of some five characters,
// so a provider may count one part more.
func Parts(text string) int {
	if text == "" {
		return 0
	}
	pdus, err := wsms.Encode([]byte(text), wsms.WithShiftCharset(charset.Turkish))
	if err != nil {
		return 0
	}
	return len(pdus)
}

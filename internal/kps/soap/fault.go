package soap

import (
	"encoding/xml"
	"strings"
)

// Fault is a SOAP fault of either version: 1.1 fills the first two fields, 1.2 the others.
type Fault struct {
	Code11   string `xml:"faultcode"`
	String11 string `xml:"faultstring"`
	Code12   string `xml:"Code>Value"`
	Text12   string `xml:"Reason>Text"`
}

// Error names the code alone: a fault's text is another system's and may repeat the T.C. Kimlik No that was
// asked for, which must not reach a log (G-03).
func (f *Fault) Error() string { return "soap: fault " + f.code() }

// Text is what the other side wrote about it.
func (f *Fault) Text() string { return f.String11 + f.Text12 }

// ByServer tells whether the other side blames itself, so that the same message may succeed later. What
// names neither side is taken as the server's.
func (f *Fault) ByServer() bool {
	switch code := f.code(); code {
	case "Client", "Sender", "VersionMismatch", "MustUnderstand":
		return false
	default:
		return !strings.HasPrefix(code, "Client.")
	}
}

// code is the fault code without its prefix.
func (f *Fault) code() string {
	code := strings.TrimSpace(f.Code11 + f.Code12)
	if i := strings.LastIndexByte(code, ':'); i >= 0 {
		code = code[i+1:]
	}
	return code
}

// The prefix soap is the one that Encode declares; 1.1 wants the children of a fault in no namespace.
type fault11 struct {
	XMLName xml.Name `xml:"soap:Fault"`
	Code    string   `xml:"faultcode"`
	Text    string   `xml:"faultstring"`
}

type fault12 struct {
	XMLName xml.Name `xml:"soap:Fault"`
	Code    string   `xml:"soap:Code>soap:Value"`
	Text    string   `xml:"soap:Reason>soap:Text"`
}

// EncodeFault writes a fault; byServer says whose it is.
func EncodeFault(v Version, byServer bool, text string) ([]byte, error) {
	if v == V12 {
		code := "soap:Sender"
		if byServer {
			code = "soap:Receiver"
		}
		return Encode(v, fault12{Code: code, Text: text})
	}
	code := "soap:Client"
	if byServer {
		code = "soap:Server"
	}
	return Encode(V11, fault11{Code: code, Text: text})
}

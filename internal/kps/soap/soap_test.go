package soap

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
)

type soru struct {
	XMLName xml.Name `xml:"urn:deneme Soru"`
	Ad      string   `xml:"Ad"`
}

func pickSoru(into *soru) func(xml.Name) any {
	return func(n xml.Name) any {
		if n.Local == "Soru" {
			return into
		}
		return nil
	}
}

func TestRoundTripOfBothVersions(t *testing.T) {
	for _, v := range []Version{V11, V12} {
		b, err := Encode(v, soru{Ad: "ÇİĞDEM <&>"})
		if err != nil {
			t.Fatal(err)
		}
		var got soru
		seen, err := Decode(strings.NewReader(string(b)), pickSoru(&got))
		if err != nil || seen != v || got.Ad != "ÇİĞDEM <&>" {
			t.Errorf("%s: %q, %v from %s", seen, got.Ad, err, b)
		}
	}
}

// Other writers put prefixes on the envelope, headers before the body, comments between.
func TestDecodeForeignSpelling(t *testing.T) {
	var got soru
	_, err := Decode(strings.NewReader(`<?xml version="1.0"?><s:Envelope xmlns:s="`+string(V11)+`" xmlns:k="urn:deneme">
		<s:Header><k:Gizli><k:Soru/></k:Gizli></s:Header><!-- x --><s:Body><k:Soru><k:Ad>ALİ</k:Ad><k:Yeni>1</k:Yeni></k:Soru></s:Body></s:Envelope>`), pickSoru(&got))
	if err != nil || got.Ad != "ALİ" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFaultOfBothVersions(t *testing.T) {
	for _, v := range []Version{V11, V12} {
		for _, byServer := range []bool{true, false} {
			b, err := EncodeFault(v, byServer, "10000000146 bulunamadı")
			if err != nil {
				t.Fatal(err)
			}
			_, err = Decode(strings.NewReader(string(b)), func(xml.Name) any { return nil })
			f, ok := errors.AsType[*Fault](err)
			if !ok || f.ByServer() != byServer || f.Text() != "10000000146 bulunamadı" {
				t.Errorf("%s, by server %v: %v", v, byServer, err)
			}
			if strings.Contains(err.Error(), "10000000146") {
				t.Errorf("a log line would carry a T.C. Kimlik No: %v", err) // G-03
			}
		}
	}
}

// FuzzDecode: whatever comes, it is read or refused, and nothing panics or hangs.
func FuzzDecode(f *testing.F) {
	whole, err := Encode(V11, soru{Ad: "A"})
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(whole); i += 7 {
		f.Add(string(whole[:i]))
	}
	f.Add(string(whole))
	f.Add("<html><body>Bakım çalışması</body></html>")
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>`)
	f.Fuzz(func(t *testing.T, s string) {
		var got soru
		v, err := Decode(strings.NewReader(s), pickSoru(&got))
		if err == nil && v != V11 && v != V12 {
			t.Errorf("%q was taken for an envelope", s)
		}
	})
}

// A message that was cut off anywhere is never taken for a whole one.
func TestEveryCutIsNoticed(t *testing.T) {
	whole, err := Encode(V12, soru{Ad: "A"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		var got soru
		if _, err := Decode(strings.NewReader(string(whole[:i])), pickSoru(&got)); err == nil {
			t.Fatalf("taken for whole: %s", whole[:i])
		}
	}
}

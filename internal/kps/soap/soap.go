// Package soap reads and writes SOAP 1.1 and 1.2 envelopes with one element in the body: as much of SOAP as
// KPS speaks. The client and the simulator share it.
package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// Version is the SOAP version of an envelope; its value is the envelope's namespace.
type Version string

// The two versions in use.
const (
	V11 Version = "http://schemas.xmlsoap.org/soap/envelope/"
	V12 Version = "http://www.w3.org/2003/05/soap-envelope"
)

// ContentType is the media type a message of this version has; 1.2 carries the action in it, 1.1 in the
// header SOAPAction.
func (v Version) ContentType(action string) string {
	if v != V12 {
		return "text/xml; charset=utf-8"
	}
	if action == "" {
		return "application/soap+xml; charset=utf-8"
	}
	return fmt.Sprintf("application/soap+xml; charset=utf-8; action=%q", action)
}

// Encode wraps body, a struct whose XMLName says element and namespace, in an envelope of version v.
func Encode(v Version, body any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<soap:Envelope xmlns:soap="` + string(v) + `"><soap:Body>`)
	if err := xml.NewEncoder(&b).Encode(body); err != nil {
		return nil, fmt.Errorf("soap: encode %T: %w", body, err)
	}
	b.WriteString(`</soap:Body></soap:Envelope>`)
	return b.Bytes(), nil
}

// Decode reads one envelope to its end. pick gets the name of the body's element and returns the struct to
// fill, or nil if it knows no such element. A fault in the body is returned as *Fault; every other error
// means that r is not a SOAP message that can be used.
func Decode(r io.Reader, pick func(xml.Name) any) (Version, error) {
	d := xml.NewDecoder(r)
	root, err := nextStart(d)
	if err != nil {
		return "", err
	}
	v := Version(root.Name.Space)
	if root.Name.Local != "Envelope" || v != V11 && v != V12 {
		return "", fmt.Errorf("soap: %s is no SOAP envelope", root.Name.Local)
	}
	content, err := bodyContent(d, v)
	if err != nil {
		return v, err
	}
	var fault *Fault
	target := any(nil)
	if content.Name == (xml.Name{Space: string(v), Local: "Fault"}) {
		fault = &Fault{}
		target = fault
	} else if target = pick(content.Name); target == nil {
		return v, fmt.Errorf("soap: unexpected element %s in namespace %q", content.Name.Local, content.Name.Space)
	}
	if err := d.DecodeElement(target, &content); err != nil {
		return v, fmt.Errorf("soap: element %s: %w", content.Name.Local, err)
	}
	if err := drain(d); err != nil {
		return v, err
	}
	if fault != nil {
		return v, fault
	}
	return v, nil
}

// bodyContent goes to the first element inside Body, past a Header if there is one.
func bodyContent(d *xml.Decoder, v Version) (xml.StartElement, error) {
	for {
		e, err := nextStart(d)
		if err != nil {
			return e, err
		}
		if e.Name == (xml.Name{Space: string(v), Local: "Body"}) {
			return nextStart(d)
		}
		if err := d.Skip(); err != nil {
			return e, fmt.Errorf("soap: header: %w", err)
		}
	}
}

func nextStart(d *xml.Decoder) (xml.StartElement, error) {
	for {
		t, err := d.Token()
		if err != nil {
			return xml.StartElement{}, fmt.Errorf("soap: no element: %w", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			return t, nil
		case xml.EndElement:
			return xml.StartElement{}, fmt.Errorf("soap: %s is empty", t.Name.Local)
		}
	}
}

// drain reads to the end, so that an envelope that was cut off on its way is noticed.
func drain(d *xml.Decoder) error {
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("soap: after the body: %w", err)
		}
	}
}

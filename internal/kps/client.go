// Package kps asks the state's identity sharing service (Kimlik Paylaşım Sistemi) over SOAP: who a person
// is, where they live, who their spouse and children are. docs/kps.md describes the messages.
package kps

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"acikkapi/internal/kps/mesaj"
	"acikkapi/internal/kps/soap"
	"acikkapi/internal/kural"
)

// Limits on one question: a citizen is waiting for the page.
const (
	deadline  = 3 * time.Second
	bodyLimit = 1 << 20 // bytes
)

const mesajAway = "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor. Lütfen biraz sonra yeniden deneyiniz."

// Client asks KPS. It is safe for concurrent use.
type Client struct {
	base    string
	http    *http.Client
	version soap.Version
}

// New makes a client of the service at base, such as http://127.0.0.1:9090, under which both services have
// their usual paths. httpClient may be nil: then one of our own is used, with a bounded pool.
func New(base string, httpClient *http.Client) *Client {
	if httpClient == nil {
		httpClient = &http.Client{CheckRedirect: stay, Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: deadline}).DialContext,
			TLSHandshakeTimeout:    deadline,
			ForceAttemptHTTP2:      true,
			MaxConnsPerHost:        32,
			MaxIdleConnsPerHost:    32,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: 64 << 10,
		}}
	}
	return &Client{base: strings.TrimRight(base, "/"), http: httpClient, version: soap.V11}
}

// stay follows no redirect: it would take the person's number somewhere else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// SOAP12 returns a client like c that writes SOAP 1.2, for services that take nothing else.
func (c *Client) SOAP12() *Client {
	d := *c
	d.version = soap.V12
	return &d
}

// call sends question to path and fills answer, a pointer to a struct whose XMLName is named answerName.
// Whatever is not a usable answer is of kind Unavailable: KPS says no in XML or not at all. A fault that
// blames our request is an error of no kind, for it is a mistake of ours.
func (c *Client) call(ctx context.Context, path string, name xml.Name, question, answer any) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	body, err := soap.Encode(c.version, question)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("kps: %w", err)
	}
	action := name.Space + "/" + name.Local
	req.Header.Set("Content-Type", c.version.ContentType(action))
	if c.version == soap.V11 {
		req.Header.Set("SOAPAction", `"`+action+`"`)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return away(err)
	}
	defer res.Body.Close()
	return read(res, xml.Name{Space: name.Space, Local: name.Local + "Response"}, answer)
}

func read(res *http.Response, name xml.Name, answer any) error {
	_, err := soap.Decode(io.LimitReader(res.Body, bodyLimit), func(n xml.Name) any {
		if n == name {
			return answer
		}
		return nil
	})
	fault, isFault := errors.AsType[*soap.Fault](err)
	switch {
	case isFault && !fault.ByServer():
		return fmt.Errorf("kps: our question was refused: %w", fault)
	case err != nil:
		return away(fmt.Errorf("HTTP %d, %s: %w", res.StatusCode, res.Header.Get("Content-Type"), err))
	case res.StatusCode != http.StatusOK:
		return away(fmt.Errorf("HTTP %d with an answer", res.StatusCode))
	}
	return nil
}

func away(err error) error { return kural.Away(mesajAway, fmt.Errorf("kps: %w", err)) }

func genel(op string) xml.Name { return xml.Name{Space: mesaj.AlanGenel, Local: op} }
func kurum(op string) xml.Name { return xml.Name{Space: mesaj.AlanKurum, Local: op} }

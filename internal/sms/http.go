package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"acikkapi/internal/kural"
)

// Limits on one request to the gateway.
const (
	httpDeadline  = 5 * time.Second
	httpBodyLimit = 64 << 10 // bytes
)

// HTTP is the Gateway of providers with a JSON API of Netgsm's kind: POST /send and GET /report?ref= under
// one base address, answers with a code.
type HTTP struct {
	base, key, sender string
	client            *http.Client
}

// NewHTTP makes the client of the gateway at base, such as http://127.0.0.1:9090/sms-gateway, with the
// account's key and the sender name that the receiver sees. client may be nil: then one of our own is used,
// with a bounded pool.
func NewHTTP(base, key, sender string, client *http.Client) *HTTP {
	if client == nil {
		client = &http.Client{CheckRedirect: stay, Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			TLSHandshakeTimeout:    httpDeadline,
			ForceAttemptHTTP2:      true,
			MaxConnsPerHost:        32,
			MaxIdleConnsPerHost:    32,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: httpBodyLimit,
		}}
	}
	return &HTTP{base: strings.TrimRight(base, "/"), key: key, sender: sender, client: client}
}

// stay follows no redirect: it would take the account's key, the number and the text somewhere else.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

type httpSend struct {
	Ref     string     `json:"ref"`
	To      string     `json:"to"`
	Text    string     `json:"text"`
	Sender  string     `json:"header"`
	Expires *time.Time `json:"expires,omitempty"`
}

type httpAnswer struct {
	Code   string `json:"code"`
	JobID  string `json:"jobid"`
	Parts  int    `json:"parts"`
	Status Durum  `json:"status"`
}

// Send posts m once; see Gateway.
func (g *HTTP) Send(ctx context.Context, m Message) (Receipt, error) {
	if err := m.Check(time.Now()); err != nil {
		return Receipt{}, err
	}
	body := httpSend{Ref: m.Ref, To: string(m.To), Text: m.Text, Sender: g.sender}
	if !m.Expires.IsZero() {
		body.Expires = &m.Expires
	}
	b, err := json.Marshal(body)
	if err != nil {
		return Receipt{}, fmt.Errorf("sms: %w", err)
	}
	a, handedOver, err := g.do(ctx, http.MethodPost, "/send", b)
	switch {
	case err != nil && handedOver:
		return Receipt{}, outcomeUnknown(err)
	case err != nil:
		return Receipt{}, notAccepted(err)
	case a.Code == codeOK && a.JobID != "":
		return Receipt{ID: a.JobID, Parts: a.Parts}, nil
	case a.Code == codeOK:
		return Receipt{}, outcomeUnknown(errors.New("accepted without a job id"))
	}
	return Receipt{}, sendError(a.Code)
}

// Report asks for the message with our ref; see Gateway.
func (g *HTTP) Report(ctx context.Context, ref string) (Durum, error) {
	a, _, err := g.do(ctx, http.MethodGet, "/report?ref="+url.QueryEscape(ref), nil)
	switch {
	case err != nil:
		return "", notAccepted(err)
	case a.Code == codeNoJob:
		return "", &kural.Error{Kind: kural.NotFound, Message: "Kısa mesaj bulunamadı."}
	case a.Code == codeOK && a.Status.known():
		return a.Status, nil
	case a.Code == codeOK:
		return "", notAccepted(fmt.Errorf("unknown status %.20q", a.Status))
	}
	if err := sendError(a.Code); kural.KindOf(err) == kural.Forbidden {
		return "", err
	}
	return "", notAccepted(fmt.Errorf("code %.5q to a report", a.Code))
}

// do makes one request. handedOver says whether the gateway may have seen it; it is false only if no
// connection was made. Any answer that is not the gateway's JSON is an error.
func (g *HTTP) do(ctx context.Context, method, path string, body []byte) (a httpAnswer, handedOver bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, httpDeadline)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, method, g.base+path, bytes.NewReader(body))
	if err != nil {
		return a, false, err
	}
	req.Header.Set("X-API-Key", g.key)
	req.Header.Set("Content-Type", "application/json")
	res, err := g.client.Do(req)
	if err != nil {
		return a, connected.Load(), err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(io.LimitReader(res.Body, httpBodyLimit)).Decode(&a); err != nil {
		return a, true, fmt.Errorf("HTTP %d, %s: %w", res.StatusCode, res.Header.Get("Content-Type"), err)
	}
	if a.Code == codeOK && res.StatusCode != http.StatusOK || a.Code == "" {
		return a, true, fmt.Errorf("HTTP %d with code %.5q", res.StatusCode, a.Code)
	}
	return a, true, nil
}

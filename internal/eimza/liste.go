package eimza

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	fetchTime = 4 * time.Second
	maxList   = 32 << 20 // bytes
)

// fetcherOf reads a file or asks an address. Connections are not kept: a list is asked for once in minutes.
func fetcherOf(source string) func(context.Context) ([]byte, error) {
	if !strings.HasPrefix(source, "http://") && !strings.HasPrefix(source, "https://") {
		return func(context.Context) ([]byte, error) { return os.ReadFile(source) }
	}
	client := &http.Client{Timeout: fetchTime, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}}
	return func(ctx context.Context) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, source, nil)
		if err != nil {
			return nil, err
		}
		res, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("status %d", res.StatusCode)
		}
		raw, err := io.ReadAll(io.LimitReader(res.Body, maxList+1))
		if err == nil && len(raw) > maxList {
			err = fmt.Errorf("larger than %d bytes", maxList)
		}
		return raw, err
	}
}

// parse reads a list, DER or PEM, that speaks for all certificates of its authority.
func parse(raw []byte, now time.Time) (*liste, error) {
	if block, _ := pem.Decode(raw); block != nil {
		raw = block.Bytes
	}
	r, err := x509.ParseRevocationList(raw)
	if err != nil {
		return nil, err
	}
	if r.ThisUpdate.After(now.Add(skew)) {
		return nil, errors.New("the list is of the future")
	}
	if r.NextUpdate.IsZero() {
		return nil, errors.New("the list does not say until when it holds")
	}
	for _, e := range r.Extensions {
		if e.Critical && !(e.Id.Equal(distributionPoint) && complete(e.Value)) {
			return nil, fmt.Errorf("the list has the critical extension %s: it may not be complete", e.Id)
		}
	}
	l := &liste{RevocationList: r, iptal: make(map[string]bool, len(r.RevokedCertificateEntries))}
	for i := range r.RevokedCertificateEntries {
		l.iptal[r.RevokedCertificateEntries[i].SerialNumber.String()] = true
	}
	r.RevokedCertificateEntries = nil // kept once
	return l, nil
}

// distributionPoint is issuingDistributionPoint (RFC 5280 5.2.5), critical wherever it is used.
var distributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}

// complete tells whether the list holds all that was revoked of people's certificates: it may name its place [0] and say that it is
// of users' certificates only [1], nothing else.
func complete(value []byte) bool {
	var seq asn1.RawValue
	if rest, err := asn1.Unmarshal(value, &seq); err != nil || len(rest) > 0 || seq.Tag != asn1.TagSequence {
		return false
	}
	for rest := seq.Bytes; len(rest) > 0; {
		var part asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &part); err != nil || part.Tag > 1 {
			return false
		}
	}
	return true
}

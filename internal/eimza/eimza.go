// Package eimza tells whose electronic certificate somebody has shown in a TLS handshake (GR-03). The handshake proves that they
// hold its key; everything else is checked here: chain, time, use, revocation, and the T.C. Kimlik No in the subject.
package eimza

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	"acikkapi/basvuru"
)

// Neden is why a certificate was refused: for the log, never for the person, to whom all but Yok and Bilinmiyor look alike.
type Neden string

// The reasons.
const (
	Yok         Neden = "yok"          // none was shown
	SuresiDisi  Neden = "suresi_disi"  // expired, or not yet valid
	Taninmiyor  Neden = "taninmiyor"   // no chain to our CA, a broken one, or a critical extension that nobody here understands
	KullanimDis Neden = "kullanim_dis" // made for something else than signing in
	Iptal       Neden = "iptal"        // revoked
	KimlikYok   Neden = "kimlik_yok"   // no T.C. Kimlik No, or not exactly one good one
	Bilinmiyor  Neden = "bilinmiyor"   // nobody can say now whether it is revoked: an outage of ours, not a fault of theirs
)

// Ret is a refusal. Err is the cause in English; it may name an authority, never a person.
type Ret struct {
	Neden Neden
	Err   error
}

func (r *Ret) Error() string {
	if r.Err == nil {
		return "certificate refused: " + string(r.Neden)
	}
	return "certificate refused: " + string(r.Neden) + ": " + r.Err.Error()
}

func (r *Ret) Unwrap() error { return r.Err }

// Kimlik is whose certificate it is, and until when it, and all that it rests on, holds.
type Kimlik struct {
	TCKN  basvuru.TCKN
	Bitis time.Time
}

// Dogrulayici checks certificates against one set of authorities; safe for concurrent use.
type Dogrulayici struct {
	kok, ara, hepsi *x509.CertPool
	crl             *CRL
	now             func() time.Time
}

// New takes the PEM certificates of the authorities: self-signed ones are trusted, the others only lead to them. now nil = time.Now.
func New(pemCA []byte, crl *CRL, now func() time.Time) (*Dogrulayici, error) {
	if now == nil {
		now = time.Now
	}
	d := &Dogrulayici{kok: x509.NewCertPool(), ara: x509.NewCertPool(), hepsi: x509.NewCertPool(), crl: crl, now: now}
	roots := 0
	for block, rest := pem.Decode(pemCA); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		switch {
		case err != nil:
			return nil, fmt.Errorf("authority's certificate: %w", err)
		case !c.IsCA:
			return nil, fmt.Errorf("%s is no authority's certificate", c.Subject.CommonName)
		case c.CheckSignatureFrom(c) == nil:
			d.kok.AddCert(c)
			roots++
		default:
			d.ara.AddCert(c)
		}
		d.hepsi.AddCert(c)
	}
	if roots == 0 {
		return nil, errors.New("no self-signed authority's certificate (PEM) among the authorities")
	}
	return d, nil
}

// TLS is how a listener asks for certificates: it takes any, or none, so that a page can refuse in words. No session is resumed and
// HTTP/2 is off: each connection brings a handshake of its own, and a card put in meanwhile counts.
func (d *Dogrulayici) TLS(server tls.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{server}, NextProtos: []string{"http/1.1"},
		ClientAuth: tls.RequestClientCert, ClientCAs: d.hepsi, // named in the handshake, so that browsers offer only what may help
		SessionTicketsDisabled: true,
	}
}

// maxChain bounds what a stranger may send along.
const maxChain = 6

// Verify tells whose certificate certs[0] is; the others may lead to an authority. Every error is a *Ret.
func (d *Dogrulayici) Verify(ctx context.Context, certs []*x509.Certificate) (Kimlik, error) {
	if len(certs) == 0 {
		return Kimlik{}, &Ret{Neden: Yok}
	}
	leaf := withoutQCStatements(certs[0])
	now := d.now()
	chain, err := d.chain(leaf, certs[1:], now)
	if err != nil {
		return Kimlik{}, err
	}
	if leaf.IsCA || leaf.KeyUsage != 0 && leaf.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return Kimlik{}, &Ret{Neden: KullanimDis}
	}
	if err := d.crl.check(ctx, chain, now); err != nil {
		return Kimlik{}, err
	}
	tckn, err := tcknOf(leaf)
	if err != nil {
		return Kimlik{}, err
	}
	k := Kimlik{TCKN: tckn, Bitis: leaf.NotAfter}
	for _, c := range chain {
		if c.NotAfter.Before(k.Bitis) {
			k.Bitis = c.NotAfter
		}
	}
	return k, nil
}

// chain is one from the certificate to a root of ours.
func (d *Dogrulayici) chain(leaf *x509.Certificate, sent []*x509.Certificate, now time.Time) ([]*x509.Certificate, error) {
	ara := d.ara.Clone()
	for _, c := range sent[:min(len(sent), maxChain)] {
		ara.AddCert(c)
	}
	chains, err := leaf.Verify(x509.VerifyOptions{
		Roots: d.kok, Intermediates: ara, CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, // one that states none is good for all
	})
	if err == nil {
		return chains[0], nil
	}
	neden := Taninmiyor
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		switch invalid.Reason { //nolint:exhaustive // the others are all one: no good chain
		case x509.Expired:
			neden = SuresiDisi
		case x509.IncompatibleUsage:
			neden = KullanimDis
		}
	}
	return nil, &Ret{Neden: neden, Err: err}
}

// qcStatements may be critical in qualified certificates (RFC 3739 3.2.6). It says how the certificate came about, which limits
// nothing here, but crypto/x509 does not know it.
var qcStatements = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}

func withoutQCStatements(c *x509.Certificate) *x509.Certificate {
	leaf := *c
	leaf.UnhandledCriticalExtensions = slices.DeleteFunc(slices.Clone(c.UnhandledCriticalExtensions), qcStatements.Equal)
	return &leaf
}

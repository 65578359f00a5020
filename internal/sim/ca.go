package sim

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"sync"
	"time"
)

const (
	caYears   = 10
	listTime  = time.Hour // until nextUpdate
	backdated = time.Hour // for clocks that are slow
)

// CA stands in for the state's certificate authority: a root, an authority under it that issues people's certificates, and both
// authorities' revocation lists. Safe for concurrent use.
type CA struct {
	Kok, Ara       *x509.Certificate
	kokKey, araKey crypto.Signer
	now            func() time.Time

	mu     sync.Mutex
	iptal  []*big.Int // serial numbers that Ara has revoked
	araYok bool       // Ara itself is revoked
	dir    string     // where revoked numbers are kept, "" = in memory
}

// Sertifika is what a certificate shall say. The zero values make a good one for a day.
type Sertifika struct {
	Ad           string
	SerialNumber string // the subject's: T.C. Kimlik No; "" = none
	IkinciNo     string // a second one, which no good certificate has
	Once, Sonra  time.Time
	Nitelikli    bool               // with a critical qcStatements extension, as qualified ones may have
	Kritik       bool               // with a critical extension that nobody knows
	Kullanim     []x509.ExtKeyUsage // none = client authentication
	Hosts        []string           // a server's names and addresses; it then is no person's
}

// NewCA makes an authority in memory; now nil = time.Now.
func NewCA(now func() time.Time) (*CA, error) {
	if now == nil {
		now = time.Now
	}
	c := &CA{now: now}
	var err error
	if c.Kok, c.kokKey, err = authority("Sentetik Kök Sertifika Hizmet Sağlayıcısı", nil, nil, now()); err != nil {
		return nil, err
	}
	c.Ara, c.araKey, err = authority("Sentetik Elektronik Sertifika Hizmet Sağlayıcısı", c.Kok, c.kokKey, now())
	return c, err
}

// authority is one under parent, or a root without one.
func authority(name string, parent *x509.Certificate, parentKey crypto.Signer, now time.Time) (*x509.Certificate, crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	t := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{Country: []string{"TR"}, Organization: []string{"Açık Kapı simülatörü"}, CommonName: name},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.AddDate(caYears, 0, 0), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if parent == nil {
		parent, parentKey = t, key
	}
	c, err := sign(t, parent, key, parentKey)
	return c, key, err
}

func newSerial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return n.Add(n, big.NewInt(1))
}

func sign(t, parent *x509.Certificate, key, parentKey crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, t, parent, key.Public(), parentKey)
	if err != nil {
		return nil, fmt.Errorf("simulated authority: %w", err)
	}
	return x509.ParseCertificate(der)
}

// Issue makes a certificate with its key; the issuing authority's is sent along.
func (c *CA) Issue(s Sertifika) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := sign(s.template(c.now()), c.Ara, key, c.araKey)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, c.Ara.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

func (s Sertifika) template(now time.Time) *x509.Certificate {
	t := &x509.Certificate{
		SerialNumber: newSerial(), Subject: pkix.Name{Country: []string{"TR"}, SerialNumber: s.SerialNumber, CommonName: s.Ad},
		NotBefore: s.Once, NotAfter: s.Sonra, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: s.Kullanim,
	}
	if t.NotBefore.IsZero() {
		t.NotBefore = now.Add(-backdated)
	}
	if t.NotAfter.IsZero() {
		t.NotAfter = now.Add(24 * time.Hour)
	}
	if len(t.ExtKeyUsage) == 0 {
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	for _, h := range s.Hosts {
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	if s.IkinciNo != "" {
		t.Subject.ExtraNames = []pkix.AttributeTypeAndValue{{Type: asn1.ObjectIdentifier{2, 5, 4, 5}, Value: s.IkinciNo}}
		t.Subject.ExtraNames = append(t.Subject.ExtraNames, pkix.AttributeTypeAndValue{Type: asn1.ObjectIdentifier{2, 5, 4, 5}, Value: s.SerialNumber})
	}
	if s.Nitelikli {
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: qcStatements, Critical: true, Value: qcCompliance})
	}
	if s.Kritik {
		t.ExtraExtensions = append(t.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 99999, 1}, Critical: true, Value: []byte{5, 0}})
	}
	return t
}

var (
	qcStatements = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
	// one statement, id-etsi-qcs-QcCompliance 0.4.0.1862.1.1
	qcCompliance = []byte{0x30, 0x0a, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8e, 0x46, 0x01, 0x01}
)

// Key is the issuing authority's, for tests that sign what no authority would.
func (c *CA) Key() crypto.Signer { return c.araKey }

// PEM holds both authorities' certificates.
func (c *CA) PEM() []byte { return append(certPEM(c.Kok), certPEM(c.Ara)...) }

func certPEM(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// Revoke puts a certificate on the next list.
func (c *CA) Revoke(cert *x509.Certificate) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cert.SerialNumber.Cmp(c.Ara.SerialNumber) == 0 {
		c.araYok = true
		return nil
	}
	if err := c.readRevoked(); err != nil {
		return err
	}
	c.iptal = append(c.iptal, cert.SerialNumber)
	return c.keepRevoked()
}

// Lists are the root's revocation list and the issuing authority's, signed now, DER.
func (c *CA) Lists() (kok, ara []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.readRevoked(); err != nil {
		return nil, nil, err
	}
	var revokedAra []*big.Int
	if c.araYok {
		revokedAra = append(revokedAra, c.Ara.SerialNumber)
	}
	if kok, err = c.list(c.Kok, c.kokKey, revokedAra); err != nil {
		return nil, nil, err
	}
	ara, err = c.list(c.Ara, c.araKey, slices.Clone(c.iptal))
	return kok, ara, err
}

func (c *CA) list(issuer *x509.Certificate, key crypto.Signer, serials []*big.Int) ([]byte, error) {
	now := c.now()
	t := &x509.RevocationList{Number: big.NewInt(now.UnixNano()), ThisUpdate: now, NextUpdate: now.Add(listTime)}
	for _, n := range serials {
		t.RevokedCertificateEntries = append(t.RevokedCertificateEntries, x509.RevocationListEntry{SerialNumber: n, RevocationTime: now})
	}
	return x509.CreateRevocationList(rand.Reader, t, issuer, key)
}

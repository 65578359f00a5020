package sim

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Files of a kept authority. Keys beside certificates: it guards nothing real.
const (
	DosyaCA  = "ca.pem" // both certificates, for the server to trust and browsers to import
	dosyaKok = "kok.key"
	dosyaAra = "ara.key"
	revoked  = "iptal.txt" // serial numbers, hexadecimal, one a line
)

// OpenCA opens the authority kept in dir, or makes one there; made tells which.
func OpenCA(dir string) (c *CA, made bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, err
	}
	certs, err := os.ReadFile(filepath.Join(dir, DosyaCA))
	if errors.Is(err, fs.ErrNotExist) {
		c, err = keepNew(dir)
		return c, true, err
	}
	if err != nil {
		return nil, false, err
	}
	c = &CA{now: time.Now, dir: dir}
	kok, rest := pem.Decode(certs)
	ara, _ := pem.Decode(rest)
	if kok == nil || ara == nil {
		return nil, false, fmt.Errorf("%s does not hold two certificates: remove %s", DosyaCA, dir)
	}
	c.Kok, err = x509.ParseCertificate(kok.Bytes)
	if err == nil {
		c.Ara, err = x509.ParseCertificate(ara.Bytes)
	}
	if err == nil {
		c.kokKey, err = readKey(filepath.Join(dir, dosyaKok))
	}
	if err == nil {
		c.araKey, err = readKey(filepath.Join(dir, dosyaAra))
	}
	return c, false, err
}

func keepNew(dir string) (*CA, error) {
	c, err := NewCA(nil)
	if err != nil {
		return nil, err
	}
	c.dir = dir
	err = errors.Join(writeKey(filepath.Join(dir, dosyaKok), c.kokKey), writeKey(filepath.Join(dir, dosyaAra), c.araKey))
	if err != nil {
		return nil, err
	}
	return c, os.WriteFile(filepath.Join(dir, DosyaCA), c.PEM(), 0o600) // last: it says that all is there
}

func writeKey(path string, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

func readKey(path string) (crypto.Signer, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(raw)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	s, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("%s holds no key that signs", path)
	}
	return s, nil
}

func (c *CA) keepRevoked() error {
	if c.dir == "" {
		return nil
	}
	var b bytes.Buffer
	for _, n := range c.iptal {
		fmt.Fprintf(&b, "%x\n", n)
	}
	return os.WriteFile(filepath.Join(c.dir, revoked), b.Bytes(), 0o600)
}

// readRevoked takes over what another process has revoked.
func (c *CA) readRevoked() error {
	if c.dir == "" {
		return nil
	}
	raw, err := os.ReadFile(filepath.Join(c.dir, revoked))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c.iptal = nil
	for line := range strings.FieldsSeq(string(raw)) {
		n, ok := new(big.Int).SetString(line, 16)
		if !ok {
			return fmt.Errorf("%s: %q is no serial number", revoked, line)
		}
		c.iptal = append(c.iptal, n)
	}
	return nil
}

// Addresses of the revocation lists.
const (
	yolKokListe = "/sertifika/kok.crl"
	yolAraListe = "/sertifika/ara.crl"
)

// serveListe signs the lists anew for each who asks. Without an authority there is nothing.
func (s *Sim) serveListe(w http.ResponseWriter, r *http.Request) {
	if s.opt.CA == nil {
		http.NotFound(w, r)
		return
	}
	kok, ara, err := s.opt.CA.Lists()
	if err != nil {
		http.Error(w, "the authority's files cannot be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-crl")
	if r.URL.Path == yolKokListe {
		ara = kok
	}
	_, _ = w.Write(ara)
}

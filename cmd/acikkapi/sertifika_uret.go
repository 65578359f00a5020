package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"acikkapi/basvuru"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
)

const (
	certYear = 365 * 24 * time.Hour
	renewal  = 60 * 24 * time.Hour // before the end a file is made anew
)

type sertifikaCmd struct {
	Klasor string `arg:"" optional:"" help:"Folder; SIM_CA where none is given."`
}

// Run makes what is not there yet, so that certificates which people have put into their browsers stay good.
func (c sertifikaCmd) Run(e *env) error {
	dir := c.Klasor
	if dir == "" {
		dir = e.cfg.SimCA
	}
	if dir == "" {
		return errors.New("no folder is given, and no SIM_CA")
	}
	ca, made, err := sim.OpenCA(dir)
	if err != nil {
		return err
	}
	u := &uretici{dir: dir, ca: ca, anew: made}
	if err := u.server(e.cfg.CertURL); err != nil {
		return err
	}
	for _, k := range tohum.Demo() {
		if k.Hesap == "" {
			continue
		}
		if err := u.p12(k.Hesap, sim.Sertifika{Ad: k.Ad + " " + k.Soyad, SerialNumber: string(k.TCKN)}, ca); err != nil {
			return err
		}
	}
	if err := u.refused(); err != nil {
		return err
	}
	e.log.Info().Str("folder", dir).Int("made", u.made).Msg("certificates to try are .p12 files; their password is the demo users'")
	return nil
}

type uretici struct {
	dir  string
	ca   *sim.CA
	anew bool // the authority is new: what an older one made is worth nothing
	made int
}

// server is the listener's own certificate.
func (u *uretici) server(address string) error {
	hosts := []string{"localhost", "127.0.0.1"}
	if a, err := url.Parse(address); err == nil && a.Hostname() != "" && !slices.Contains(hosts, a.Hostname()) {
		hosts = append(hosts, a.Hostname())
	}
	cert, err := u.ca.Issue(sim.Sertifika{Ad: "Açık Kapı", Hosts: hosts, Sonra: time.Now().Add(certYear)})
	if err != nil {
		return err
	}
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		return err
	}
	var chain []byte
	for _, der := range cert.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return errors.Join(
		os.WriteFile(filepath.Join(u.dir, "sunucu.key"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600),
		os.WriteFile(filepath.Join(u.dir, "sunucu.pem"), chain, 0o600),
	)
}

// refused are certificates with which the MİA of the demonstration is not let in, and a qualified one with which they are.
func (u *uretici) refused() error {
	i := slices.IndexFunc(tohum.Demo(), func(k tohum.Kullanici) bool { return k.Tip == "mia" })
	mia := tohum.Demo()[i]
	other, err := sim.NewCA(nil)
	if err != nil {
		return err
	}
	no, now := string(mia.TCKN), time.Now()
	return errors.Join(
		u.p12("test-nitelikli", sim.Sertifika{Ad: "NİTELİKLİ (kritik qcStatements)", SerialNumber: no, Nitelikli: true}, u.ca),
		u.p12("test-suresi-dolmus", sim.Sertifika{Ad: "SÜRESİ DOLMUŞ", SerialNumber: no, Once: now.Add(-2 * certYear), Sonra: now.Add(-time.Hour)}, u.ca),
		u.p12("test-iptal-edilmis", sim.Sertifika{Ad: "İPTAL EDİLMİŞ", SerialNumber: no}, u.ca),
		u.p12("test-numarasiz", sim.Sertifika{Ad: "NUMARASIZ"}, u.ca),
		u.p12("test-taninmayan-kisi", sim.Sertifika{Ad: "TANINMAYAN KİŞİ", SerialNumber: string(basvuru.MakeTCKN("889999999"))}, u.ca),
		u.p12("test-baska-kurum", sim.Sertifika{Ad: "BAŞKA KURUM", SerialNumber: no}, other),
	)
}

// p12 keeps a certificate with its key in a file, unless a good one is there.
func (u *uretici) p12(name string, s sim.Sertifika, ca *sim.CA) error {
	path := filepath.Join(u.dir, name+".p12")
	if info, err := os.Stat(path); err == nil && !u.anew && time.Since(info.ModTime()) < certYear-renewal {
		return nil
	}
	if s.Sonra.IsZero() {
		s.Sonra = time.Now().Add(certYear)
	}
	cert, err := ca.Issue(s)
	if err != nil {
		return err
	}
	if name == "test-iptal-edilmis" {
		if err := ca.Revoke(cert.Leaf); err != nil {
			return err
		}
	}
	u.made++
	return writeP12(path, cert, []*x509.Certificate{ca.Ara, ca.Kok})
}

func writeP12(path string, cert tls.Certificate, authorities []*x509.Certificate) error {
	raw, err := pkcs12.Modern.Encode(cert.PrivateKey, cert.Leaf, authorities, tohum.DemoParola)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, raw, 0o600)
}

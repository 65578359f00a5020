package main

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"
	"software.sslmate.com/src/go-pkcs12"

	"acikkapi/internal/config"
	"acikkapi/internal/eimza"
	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
)

// GR-03: what `acikkapi sim sertifika` makes is taken or refused as its name says, and stays when it is run again.
func TestCertificatesToTry(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ca")
	e := &env{cfg: config.Config{SimCA: dir, CertURL: "https://giris.example.gov.tr:8443"}, log: zerolog.Nop()}
	if err := (sertifikaCmd{}).Run(e); err != nil {
		t.Fatal(err)
	}
	mia := read(t, dir, "mia.ankara.p12")
	if err := (sertifikaCmd{Klasor: dir}).Run(e); err != nil {
		t.Fatal(err)
	}
	if string(read(t, dir, "mia.ankara.p12")) != string(mia) {
		t.Error("the certificate that people have put into their browsers was made anew")
	}
	v := verifier(t, dir)
	for _, k := range tohum.Demo() {
		if k.Hesap == "" {
			continue
		}
		if got, err := v.Verify(t.Context(), chainOf(t, dir, k.Hesap)); err != nil || got.TCKN != k.TCKN {
			t.Errorf("%s: %v", k.Hesap, err)
		}
	}
	for name, want := range map[string]eimza.Neden{
		"test-nitelikli": "", "test-taninmayan-kisi": "", "test-suresi-dolmus": eimza.SuresiDisi, "test-iptal-edilmis": eimza.Iptal,
		"test-numarasiz": eimza.KimlikYok, "test-baska-kurum": eimza.Taninmiyor,
	} {
		_, err := v.Verify(t.Context(), chainOf(t, dir, name))
		var neden eimza.Neden
		if r, ok := errors.AsType[*eimza.Ret](err); ok {
			neden = r.Neden
		}
		if neden != want {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// verifier trusts the authority of dir, whose lists lie in files.
func verifier(t *testing.T, dir string) *eimza.Dogrulayici {
	t.Helper()
	ca, made, err := sim.OpenCA(dir)
	if err != nil || made {
		t.Fatalf("made anew: %v, %v", made, err)
	}
	_, list, err := ca.Lists()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "ara.crl")
	if err := os.WriteFile(path, list, 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := eimza.New(read(t, dir, sim.DosyaCA), eimza.NewCRL([]string{path}, 0), nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// chainOf is what a browser would show that has the file.
func chainOf(t *testing.T, dir, name string) []*x509.Certificate {
	t.Helper()
	_, leaf, authorities, err := pkcs12.DecodeChain(read(t, dir, name+".p12"), tohum.DemoParola)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return append([]*x509.Certificate{leaf}, authorities...)
}

// A configured listener that cannot work stops the start, and says which variable.
func TestCertificateListenerNeedsItsFiles(t *testing.T) {
	dir := t.TempDir()
	if err := (sertifikaCmd{Klasor: dir}).Run(&env{log: zerolog.Nop()}); err != nil {
		t.Fatal(err)
	}
	good := config.Config{
		CertListen: "127.0.0.1:0", CertCA: filepath.Join(dir, sim.DosyaCA), CertFile: filepath.Join(dir, "sunucu.pem"), CertKey: filepath.Join(dir, "sunucu.key"),
	}
	for name, spoil := range map[string]func(*config.Config){
		"ACIKKAPI_CERT_CA":       func(c *config.Config) { c.CertCA = filepath.Join(dir, "yok") },
		"ACIKKAPI_CERT_TLS_CERT": func(c *config.Config) { c.CertKey = c.CertCA },
	} {
		cfg := good
		spoil(&cfg)
		e := &env{cfg: cfg, log: zerolog.Nop()}
		g, ctx := errgroup.WithContext(context.Background())
		if err := e.serveCertificates(ctx, g, nil, nil); err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

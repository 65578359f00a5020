package config_test

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/config"
	"acikkapi/internal/gizli"
)

func valid() map[string]string {
	return map[string]string{
		"DATABASE_URL":   "postgres://u:p@127.0.0.1:5432/acikkapi",
		"AMQP_URL":       "amqp://guest:guest@127.0.0.1:5672/",
		"ACIKKAPI_KEYS":  gizli.NewKey(1),
		"ACIKKAPI_FILES": "file:///var/lib/acikkapi/files",
	}
}

func with(change map[string]string) map[string]string {
	m := valid()
	maps.Copy(m, change)
	return m
}

func TestDefaults(t *testing.T) {
	cfg, err := config.From(with(map[string]string{"ACIKKAPI_TRUSTED_PROXIES": "10.0.0.0/8,192.168.1.1/32"}))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Listen != "127.0.0.1:8080" || cfg.LogLevel != "info" || cfg.Demo {
		t.Errorf("defaults: listen %q, level %q, demo %v", cfg.Listen, cfg.LogLevel, cfg.Demo)
	}
	if len(cfg.TrustedProxies) != 2 || cfg.TrustedProxies[0].String() != "10.0.0.0/8" {
		t.Errorf("trusted proxies = %v", cfg.TrustedProxies)
	}
}

func TestAllErrorsAtOnce(t *testing.T) {
	secret := "postgress://u:hunter2@127.0.0.1/acikkapi"
	_, err := config.From(map[string]string{
		"DATABASE_URL":             secret,
		"ACIKKAPI_LISTEN":          "8080",
		"ACIKKAPI_DEMO":            "perhaps",
		"ACIKKAPI_KEYS":            "1:c2hvcnQ=",
		"ACIKKAPI_LOG_LEVEL":       "loud",
		"ACIKKAPI_TRUSTED_PROXIES": "10.0.0.0/99",
		"SMS_SENDER":               "AÇIK KAPI",
		"SMPP_USER":                "sixteen.letters.",
		"SMPP_PASSWORD":            "nine.lett",
		"SMPP_SHARE":               "101",
		"SMPP_REF_TAG":             "1",
		"SMS_QUIET_HOURS":          "21-8",
		"ACIKKAPI_DRAIN":           "6s",
	})
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, name := range []string{
		"DATABASE_URL", "AMQP_URL", "ACIKKAPI_LISTEN", "ACIKKAPI_DEMO", "ACIKKAPI_KEYS", "ACIKKAPI_FILES",
		"ACIKKAPI_LOG_LEVEL", "ACIKKAPI_TRUSTED_PROXIES", "SMS_SENDER", "SMPP_USER", "SMPP_PASSWORD", "SMPP_SHARE", "SMPP_REF_TAG", "SMS_QUIET_HOURS", "ACIKKAPI_DRAIN",
	} {
		n := 0
		for _, line := range lines {
			if strings.HasPrefix(line, name+": ") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is named in %d lines of:\n%v", name, n, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("the error repeats a password")
	}
}

func TestSecretFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte("postgres://file@db/acikkapi\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.From(with(map[string]string{"DATABASE_URL": "", "DATABASE_URL_FILE": file}))
	if err != nil || cfg.DatabaseURL != "postgres://file@db/acikkapi" {
		t.Errorf("got %q, %v", cfg.DatabaseURL, err)
	}

	for name, tc := range map[string]struct {
		change map[string]string
		want   string
	}{
		"both":    {map[string]string{"DATABASE_URL_FILE": file}, "DATABASE_URL: given twice"},
		"no file": {map[string]string{"DATABASE_URL": "", "DATABASE_URL_FILE": file + ".gone"}, "DATABASE_URL_FILE: open"},
	} {
		_, err := config.From(with(tc.change))
		if err == nil || !strings.HasPrefix(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line that starts with %q", name, err, tc.want)
		}
	}
}

// GR-03: Sertifikalı Giriş is configured as a whole or not at all.
func TestCertificates(t *testing.T) {
	whole := map[string]string{
		"ACIKKAPI_CERT_LISTEN": ":8443", "ACIKKAPI_CERT_URL": "https://giris.example.gov.tr", "ACIKKAPI_CERT_TLS_CERT": "a", "ACIKKAPI_CERT_TLS_KEY": "b",
		"ACIKKAPI_CERT_CA": "c", "ACIKKAPI_CERT_CRL": "/var/lib/a.crl,http://crl.example.gov.tr/b.crl",
	}
	cfg, err := config.From(with(whole))
	if err != nil || len(cfg.CertCRL) != 2 || cfg.CertGrace != 2*time.Hour {
		t.Fatalf("%+v, %v", cfg.CertCRL, err)
	}
	for name := range whole {
		_, err := config.From(with(map[string]string{name: whole[name], "ACIKKAPI_CERT_LISTEN": ":8443"}))
		if err == nil || name != "ACIKKAPI_CERT_LISTEN" && strings.Contains(err.Error(), name+":") {
			t.Errorf("%s alone: %v", name, err)
		}
	}
	for name, wrong := range map[string]string{
		"ACIKKAPI_CERT_URL": "http://giris.example.gov.tr", "ACIKKAPI_CERT_CRL": "ldap://crl", "ACIKKAPI_CERT_GRACE": "-1h", "ACIKKAPI_CERT_LISTEN": "8443",
	} {
		changed := maps.Clone(whole)
		changed[name] = wrong
		if _, err := config.From(with(changed)); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s=%s: %v", name, wrong, err)
		}
	}
}

// docs/isletim.md lists every variable there is.
func TestDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/isletim.md")
	if err != nil {
		t.Fatal(err)
	}
	for field := range reflect.TypeFor[config.Config]().Fields() {
		if name := field.Tag.Get("env"); !strings.Contains(string(doc), "`"+name+"`") {
			t.Errorf("docs/isletim.md does not explain %s", name)
		}
	}
}

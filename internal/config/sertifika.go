package config

import (
	"errors"
	"strings"
)

// validateCert wants everything that Sertifikalı Giriş needs, or nothing of it: a listener that lets nobody in, or everybody, must not
// start (GR-03).
func (c *Config) validateCert(complain func(name string, err error)) {
	if c.CertListen == "" {
		return
	}
	complain("ACIKKAPI_CERT_LISTEN", listen(c.CertListen))
	complain("ACIKKAPI_CERT_URL", mustURL(c.CertURL, "https"))
	for name, path := range map[string]string{
		"ACIKKAPI_CERT_TLS_CERT": c.CertFile, "ACIKKAPI_CERT_TLS_KEY": c.CertKey, "ACIKKAPI_CERT_CA": c.CertCA,
	} {
		if path == "" {
			complain(name, errors.New("missing (a PEM file)"))
		}
	}
	if len(c.CertCRL) == 0 {
		complain("ACIKKAPI_CERT_CRL", errors.New("missing (files or http addresses of revocation lists)"))
	}
	for _, source := range c.CertCRL {
		if strings.Contains(source, "://") {
			complain("ACIKKAPI_CERT_CRL", mayURL(source, "http", "https"))
		}
	}
	if c.CertGrace < 0 {
		complain("ACIKKAPI_CERT_GRACE", errors.New("less than nothing"))
	}
}

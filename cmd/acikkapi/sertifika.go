package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"acikkapi/handlers"
	"acikkapi/internal/eimza"
	"acikkapi/internal/web"
)

// certURL is where Sertifikalı Giriş is, "" where it is off.
func (e *env) certURL() string {
	if e.cfg.CertListen == "" {
		return ""
	}
	return e.cfg.CertURL
}

// serveCertificates opens the listener that asks for certificates (GR-03), where it is configured.
func (e *env) serveCertificates(ctx context.Context, g *errgroup.Group, inbox *handlers.Service, engine *web.Engine) error {
	if e.cfg.CertListen == "" {
		return nil
	}
	authorities, err := os.ReadFile(e.cfg.CertCA)
	if err != nil {
		return fmt.Errorf("ACIKKAPI_CERT_CA: %w", err)
	}
	verifier, err := eimza.New(authorities, eimza.NewCRL(e.cfg.CertCRL, e.cfg.CertGrace), nil)
	if err != nil {
		return fmt.Errorf("ACIKKAPI_CERT_CA: %w", err)
	}
	own, err := tls.LoadX509KeyPair(e.cfg.CertFile, e.cfg.CertKey)
	if err != nil {
		return fmt.Errorf("ACIKKAPI_CERT_TLS_CERT, ACIKKAPI_CERT_TLS_KEY: %w", err)
	}
	// No proxies: one that passes TLS on cannot add a header, so every X-Forwarded-For here is a client's own claim.
	h, err := web.Chain(inbox.CertificateRoutes(verifier, e.cfg.PublicURL), web.Options{Engine: engine, Log: e.log, Tracer: e.tracer, PublicURL: e.cfg.PublicURL})
	if err != nil {
		return err
	}
	ln, err := web.Listen(ctx, e.cfg.CertListen)
	if err != nil {
		return fmt.Errorf("certificate listener: %w", err)
	}
	srv := web.NewServer(e.cfg.CertListen, h)
	srv.ErrorLog = slog.NewLogLogger(zerolog.NewSlogHandler(e.log), slog.LevelDebug) // handshakes that strangers broke off
	g.Go(func() error { return serveUntil(e.drained(ctx), srv, tls.NewListener(ln, verifier.TLS(own))) })
	e.log.Info().Str("listen", e.cfg.CertListen).Strs("crl", e.cfg.CertCRL).Msg("sign-in by certificate")
	return nil
}

package main

import (
	"context"
	"crypto/tls"

	"acikkapi/internal/sms"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// providers are those of SMS that are configured (PL-07): by HTTP, by SMPP, or both with their shares. smpp is nil without an SMSC: its
// session has to be kept for receipts to arrive, and closed after the pipeline.
func (e *env) providers(s *store.Store) (all []pipeline.Saglayici, smpp *sms.SMPP) {
	share := 100
	if e.cfg.SMPPAddr != "" {
		var secure *tls.Config
		if e.cfg.SMPPTLS {
			secure = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		smpp = sms.NewSMPP(sms.SMPPOptions{
			TLS:  secure,
			Addr: e.cfg.SMPPAddr, SystemID: e.cfg.SMPPUser, Password: e.cfg.SMPPPassword, Sender: e.cfg.SMSSender, Tablo: e.cfg.SMPPTable,
			RefTag: e.cfg.SMPPRefTag, Defter: s.SMSDefteri("smpp"), OnReceipt: s.SMSReceipt, Log: e.log,
		})
		if e.cfg.SMSURL != "" {
			share = e.cfg.SMPPShare
		}
		all = append(all, pipeline.Saglayici{Ad: "smpp", Pay: share, Gateway: smpp})
		share = 100 - share
	}
	if e.cfg.SMSURL != "" || smpp == nil {
		all = append(all, pipeline.Saglayici{
			Ad: "http", Pay: share, Gateway: sms.NewHTTP(e.cfg.SMSURL, e.cfg.SMSKey, e.cfg.SMSSender, nil), Sorular: e.cfg.SMSReports,
		})
	}
	return all, smpp
}

// servePipeline runs p, and the session of an SMSC as long as p needs it.
func servePipeline(ctx context.Context, p *pipeline.Pipeline, smpp *sms.SMPP) error {
	if smpp != nil {
		defer smpp.Close() //nolint:errcheck // always nil
		go smpp.Keep(ctx)
	}
	return p.Run(ctx)
}

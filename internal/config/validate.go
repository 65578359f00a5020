package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/amqpadres"
	"acikkapi/internal/gizli"
	"acikkapi/internal/izsur"
	"acikkapi/internal/sms"
)

// unreadable stands for a secret whose file could not be read, which has been said already.
const unreadable = "\x00unreadable"

func trimNewline(s string) string { return strings.TrimRight(s, "\r\n") }

// validate returns one error a wrong variable; a value that may hold a password is never repeated in it.
func (c *Config) validate() []error {
	var errs []error
	complain := func(name string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	complain("DATABASE_URL", mustURL(c.DatabaseURL, "postgres", "postgresql"))
	complain("AMQP_URL", cluster(c.AMQPURL))
	complain("AMQP_MANAGEMENT_URL", mayURL(c.AMQPManagementURL, "http", "https"))
	complain("ACIKKAPI_URL", mustURL(c.PublicURL, "http", "https"))
	complain("KPS_URL", mayURL(c.KPSURL, "http", "https"))
	complain("SMS_URL", mayURL(c.SMSURL, "http", "https"))
	complain("SMS_SENDER", sender(c.SMSSender))
	c.validateSMPP(complain)
	complain("SIM_URL", mayURL(c.SimURL, "http", "https"))
	complain("OTEL_EXPORTER_OTLP_ENDPOINT", mayURL(c.TraceURL, "http", "https"))
	if _, err := izsur.ParseHeaders(c.TraceHeaders); c.TraceHeaders != unreadable {
		complain("OTEL_EXPORTER_OTLP_HEADERS", err)
	}
	if !(c.TraceShare >= 0 && c.TraceShare <= 1) { // “NaN” is neither
		complain("OTEL_TRACES_SAMPLER_ARG", errors.New("not a share from 0 to 1"))
	}
	complain("ACIKKAPI_FILES", mustURL(c.Files, "file", "s3", "mem"))
	complain("ACIKKAPI_LISTEN", listen(c.Listen))
	complain("ACIKKAPI_PRIVATE_LISTEN", listen(c.PrivateListen))
	if c.Drain < 0 || c.Drain > MaxDrain {
		complain("ACIKKAPI_DRAIN", fmt.Errorf("must be between 0 and %s", MaxDrain))
	}
	complain("SIM_LISTEN", listen(c.SimListen))
	complain("ACIKKAPI_KEYS", keys(c.Keys))
	c.validateCert(complain)
	if _, err := zerolog.ParseLevel(c.LogLevel); err != nil {
		complain("ACIKKAPI_LOG_LEVEL", fmt.Errorf("%q is none of trace, debug, info, warn, error", c.LogLevel))
	}
	return errs
}

func cluster(value string) error {
	switch value {
	case "":
		return errors.New("missing (an address that starts with amqp://, or those of a cluster's nodes, separated by commas)")
	case unreadable:
		return nil
	}
	return amqpadres.Validate(value)
}

func mustURL(value string, schemes ...string) error {
	if value == "" {
		return fmt.Errorf("missing (an address that starts with %s://)", schemes[0])
	}
	return mayURL(value, schemes...)
}

func mayURL(value string, schemes ...string) error {
	if value == "" || value == unreadable {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) || (u.Host == "" && u.Path == "") {
		return fmt.Errorf("not an address that starts with %s://", strings.Join(schemes, ":// or "))
	}
	return nil
}

// sender refuses what operators do: 3 to 11 ASCII letters, digits, spaces, dots or hyphens (BTK).
func sender(value string) error {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .-"
	if len(value) < 3 || len(value) > 11 || strings.Trim(value, allowed) != "" {
		return fmt.Errorf("%q is no sender name: 3 to 11 ASCII letters and digits", value)
	}
	return nil
}

func listen(value string) error {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		return fmt.Errorf("%q is not host:port", value)
	}
	return nil
}

func keys(value string) error {
	switch value {
	case "":
		return errors.New(`missing (one or more "number:base64 of 32 random bytes", separated by commas)`)
	case unreadable:
		return nil
	}
	_, err := gizli.New(value)
	return err
}

// validateSMPP: the account at an SMSC, and the hours without SMS.
func (c *Config) validateSMPP(complain func(string, error)) {
	if _, err := sms.ParseSessiz(c.SMSQuiet, time.UTC); err != nil {
		complain("SMS_QUIET_HOURS", err)
	}
	if c.SMSReports < 0 {
		complain("SMS_REPORTS_PER_MINUTE", errors.New("must not be below 0"))
	}
	if c.SMPPAddr != "" {
		complain("SMPP_ADDR", listen(c.SMPPAddr))
	}
	if c.SimSMPP != "" {
		complain("SIM_SMPP_LISTEN", listen(c.SimSMPP))
	}
	if c.SMPPShare < 0 || c.SMPPShare > 100 {
		complain("SMPP_SHARE", errors.New("must be between 0 and 100"))
	}
	if c.SMPPRefTag != 0 && (c.SMPPRefTag < 0x1400 || c.SMPPRefTag > 0x3FFF) {
		complain("SMPP_REF_TAG", errors.New("must be 0, or a vendor's parameter from 5120 to 16383"))
	}
	if len(c.SMPPUser) > 15 {
		complain("SMPP_USER", errors.New("SMPP knows no system_id of more than 15 characters"))
	}
	if len(c.SMPPPassword) > 8 && c.SMPPPassword != unreadable {
		complain("SMPP_PASSWORD", errors.New("SMPP knows no password of more than 8 characters"))
	}
}

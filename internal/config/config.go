// Package config reads the configuration from the environment, once, at the start, and tells everything
// that is wrong with it at once.
package config

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config is the whole configuration. make up writes one for the machine at hand to .run/env.
type Config struct {
	DatabaseURL       string         `env:"DATABASE_URL"`        // postgres://…
	AMQPURL           string         `env:"AMQP_URL"`            // amqp:// or amqps://, those of a cluster's nodes by commas
	AMQPManagementURL string         `env:"AMQP_MANAGEMENT_URL"` // http(s)://user:password@host; "" = queue figures are not shown
	Listen            string         `env:"ACIKKAPI_LISTEN" envDefault:"127.0.0.1:8080"`
	PrivateListen     string         `env:"ACIKKAPI_PRIVATE_LISTEN" envDefault:"127.0.0.1:9090"` // metrics, health; never for the public
	Drain             time.Duration  `env:"ACIKKAPI_DRAIN" envDefault:"0s"`                      // see docs/isletim.md; at most MaxDrain
	PublicURL         string         `env:"ACIKKAPI_URL" envDefault:"http://127.0.0.1:8080"`     // as browsers see it, for links in SMS
	Keys              string         `env:"ACIKKAPI_KEYS"`                                       // "1:<base64>,2:<base64>", for gizli.New (SC-04)
	KPSURL            string         `env:"KPS_URL"`
	SMSURL            string         `env:"SMS_URL"`
	SMSKey            string         `env:"SMS_KEY" envDefault:"sim"`                   // of the account at the gateway; the simulator takes any
	SMSSender         string         `env:"SMS_SENDER" envDefault:"ACIKKAPI"`           // as the receiver sees it
	SMSReports        int            `env:"SMS_REPORTS_PER_MINUTE" envDefault:"10"`     // receipts that SMS_URL may be asked for
	SMSQuiet          string         `env:"SMS_QUIET_HOURS" envDefault:"21:00-08:00"`   // only codes are sent then; "-" = none
	SMPPAddr          string         `env:"SMPP_ADDR"`                                  // host:port of an SMSC; none = SMS go by SMS_URL alone
	SMPPTLS           bool           `env:"SMPP_TLS"`                                   // the session is encrypted, with whom the certificate is of
	SMPPUser          string         `env:"SMPP_USER"`                                  // system_id
	SMPPPassword      string         `env:"SMPP_PASSWORD"`                              // at most 8 characters
	SMPPShare         int            `env:"SMPP_SHARE" envDefault:"50"`                 // percent of all SMS, while SMS_URL is there too
	SMPPTable         bool           `env:"SMPP_TURKISH_TABLE" envDefault:"true"`       // it takes the Turkish shift table; else UCS-2
	SMPPRefTag        uint16         `env:"SMPP_REF_TAG"`                               // vendor parameter that receipts bring back, 5120 to 16383; 0 = none
	SimURL            string         `env:"SIM_URL" envDefault:"http://127.0.0.1:8090"` // where demo and tests find the simulator
	SimListen         string         `env:"SIM_LISTEN" envDefault:"127.0.0.1:8090"`     // where acikkapi sim serves
	SimSMPP           string         `env:"SIM_SMPP_LISTEN"`                            // where acikkapi sim serves SMPP; none = it does not
	Files             string         `env:"ACIKKAPI_FILES"`                             // gocloud.dev/blob URL: file://… or s3://…
	Temp              string         `env:"ACIKKAPI_TEMP"`                              // folder for exports under way; none: see TempDir
	Demo              bool           `env:"ACIKKAPI_DEMO"`                              // demo accounts exist, the simulator's addresses may be shown
	LogLevel          string         `env:"ACIKKAPI_LOG_LEVEL" envDefault:"info"`       // trace, debug, info, warn, error
	TraceURL          string         `env:"OTEL_EXPORTER_OTLP_ENDPOINT"`                // base address of an OTLP/HTTP receiver; none = no tracing (OP-03)
	TraceHeaders      string         `env:"OTEL_EXPORTER_OTLP_HEADERS"`                 // name=value,… for it; may hold a secret
	TraceShare        float64        `env:"OTEL_TRACES_SAMPLER_ARG" envDefault:"1"`     // of the traces that are kept, 0 to 1
	TrustedProxies    []netip.Prefix `env:"ACIKKAPI_TRUSTED_PROXIES"`                   // whose X-Forwarded-For counts; none by default

	// Sertifikalı Giriş (GR-03): off without CertListen, else all of them are needed.
	CertListen string        `env:"ACIKKAPI_CERT_LISTEN"`   // the listener that asks for certificates
	CertURL    string        `env:"ACIKKAPI_CERT_URL"`      // as browsers see it, https://
	CertFile   string        `env:"ACIKKAPI_CERT_TLS_CERT"` // the server's own certificate there, PEM file
	CertKey    string        `env:"ACIKKAPI_CERT_TLS_KEY"`  // its key, PEM file
	CertCA     string        `env:"ACIKKAPI_CERT_CA"`       // authorities of people's certificates, PEM file
	CertCRL    []string      `env:"ACIKKAPI_CERT_CRL"`      // their revocation lists: files or http(s) addresses
	CertGrace  time.Duration `env:"ACIKKAPI_CERT_GRACE" envDefault:"2h"`
	SimCA      string        `env:"SIM_CA"` // folder of the simulated authority; none = no lists are served
}

// MaxDrain leaves requests under way the rest of the 20 s that a stop may take (OP-01).
const MaxDrain = 5 * time.Second

// TempDir is the folder for exports under way: Temp, else below Files where that is a folder, else below the system's.
func (c *Config) TempDir() string {
	if c.Temp != "" {
		return c.Temp
	}
	if u, err := url.Parse(c.Files); err == nil && u.Scheme == "file" {
		return filepath.Join(u.Path, "islem")
	}
	return filepath.Join(os.TempDir(), "acikkapi")
}

// secrets may also come from a file named by the variable with _FILE behind it, as container platforms hand them over.
var secrets = []string{"DATABASE_URL", "AMQP_URL", "AMQP_MANAGEMENT_URL", "ACIKKAPI_KEYS", "SMS_KEY", "SMPP_PASSWORD", "OTEL_EXPORTER_OTLP_HEADERS"}

// Load reads the process's environment. Its error joins one error for each wrong variable.
func Load() (Config, error) { return From(env.ToMap(os.Environ())) }

// From reads the given variables instead of the process's; it does not change them.
func From(environment map[string]string) (Config, error) {
	environment = maps.Clone(environment)
	maps.DeleteFunc(environment, func(_, v string) bool { return v == "" }) // FOO= means: not given
	var cfg Config
	errs := []error{readSecrets(environment), explain(env.ParseWithOptions(&cfg, env.Options{Environment: environment}))}
	errs = append(errs, cfg.validate()...)
	return cfg, errors.Join(errs...)
}

func readSecrets(environment map[string]string) error {
	var errs []error
	for _, name := range secrets {
		path, ok := environment[name+"_FILE"]
		if !ok {
			continue
		}
		if _, twice := environment[name]; twice {
			errs = append(errs, fmt.Errorf("%s: given twice, by itself and by %s_FILE", name, name))
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s_FILE: %w", name, err))
			environment[name] = unreadable // one complaint is enough
			continue
		}
		environment[name] = trimNewline(string(content))
	}
	return errors.Join(errs...)
}

// explain names the variable where the env package names the struct's field.
func explain(err error) error {
	aggregate, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return err
	}
	errs := slices.Clone(aggregate.Errors)
	for i, e := range errs {
		parse, ok := errors.AsType[env.ParseError](e)
		if !ok {
			continue
		}
		if field, ok := reflect.TypeFor[Config]().FieldByName(parse.Name); ok {
			errs[i] = fmt.Errorf("%s: %w", field.Tag.Get("env"), parse.Err)
		}
	}
	return errors.Join(errs...)
}

package pipeline

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"sync/atomic"

	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/amqpadres"
)

// adresler are the nodes of a RabbitMQ cluster in an order of this connection's own, so that connections spread over them (OP-06). Each
// attempt takes the next: who has lost a node asks another at once.
type adresler struct {
	list []string
	n    atomic.Uint64
}

func newAdresler(list string) *adresler {
	a := &adresler{list: amqpadres.Split(list)}
	rand.Shuffle(len(a.list), func(i, j int) { a.list[i], a.list[j] = a.list[j], a.list[i] })
	return a
}

func (a *adresler) next() string { return a.list[(a.n.Add(1)-1)%uint64(len(a.list))] }

// dial is amqp.Config's Dial for clients that know one address only: it connects to the next node whatever they ask for. TLS is made here,
// since the certificate must be this node's; the client's own address has to be plain (see plain).
func (a *adresler) dial(network, _ string) (net.Conn, error) {
	uri, err := amqp.ParseURI(a.next())
	if err != nil {
		return nil, err
	}
	conn, err := amqp.DefaultDial(dialTimeout)(network, net.JoinHostPort(uri.Host, strconv.Itoa(uri.Port)))
	if err != nil || uri.Scheme != "amqps" {
		return conn, err
	}
	config, err := tlsOf(uri)
	if err == nil {
		secure := tls.Client(conn, config)
		if err = secure.Handshake(); err == nil { //nolint:noctx // DefaultDial has set a deadline
			return secure, nil
		}
	}
	_ = conn.Close()
	return nil, fmt.Errorf("TLS with RabbitMQ: %w", err)
}

// plain is an address with user and vhost of all nodes, for clients that connect by dial.
func (a *adresler) plain() (string, error) {
	uri, err := amqp.ParseURI(a.list[0])
	if err != nil {
		return "", err
	}
	uri.Scheme = "amqp"
	return uri.String(), nil
}

// tlsOf reads what amqp091-go reads of an amqps address and does not export.
func tlsOf(uri amqp.URI) (*tls.Config, error) {
	config := &tls.Config{ServerName: uri.ServerName, MinVersion: tls.VersionTLS12}
	if config.ServerName == "" {
		config.ServerName = uri.Host
	}
	if uri.CACertFile != "" {
		pem, err := os.ReadFile(uri.CACertFile)
		if err != nil {
			return nil, fmt.Errorf("read CA certificate: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(pem)
	}
	if uri.CertFile != "" && uri.KeyFile != "" {
		own, err := tls.LoadX509KeyPair(uri.CertFile, uri.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("load client certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{own}
	}
	return config, nil
}

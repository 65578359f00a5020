package pipeline_test

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/Shopify/toxiproxy/v2"

	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
)

// OP-06: whoever loses a node goes on by another, publisher and subscriber alike, and comes back when that one dies.
func TestAnotherNodeTakesOver(t *testing.T) {
	t.Parallel()
	direct := mqtest.VHost(t)
	link(t, direct) // declares
	var nodes []*toxiproxy.Proxy
	var urls []string
	for range 3 {
		p, url := proxy(t, direct)
		nodes, urls = append(nodes, p), append(urls, url)
	}
	list := strings.Join(urls, ",")
	p := publisher(t, link(t, list), pipeline.PublisherOptions{})
	in := subscribe(t, subscriber(t, list), "sms")
	for alive := range nodes {
		for i, n := range nodes {
			if i != alive {
				n.Stop()
			}
		}
		out := newOutgoing("", "sms")
		eventually(t, "it is published by the one that is left", func() bool { return p.PublishBatch(within(t, limit), []pipeline.Outgoing{out})[0] == nil })
		for msg := receive(t, in); ; msg = receive(t, in) { // what the lost connection left unacked comes again
			msg.Ack()
			if msg.UUID == out.ID {
				break
			}
		}
		for i, n := range nodes {
			if i == alive {
				continue
			}
			if err := n.Start(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// OP-06: replicas do not all sit on the first node.
func TestConnectionsSpreadOverTheNodes(t *testing.T) {
	t.Parallel()
	direct := mqtest.VHost(t)
	a, b := newGate(t, direct, nil), newGate(t, direct, nil)
	for range 40 { // all on one side: once in 5·10^11 runs
		link(t, a.url+","+b.url).Close()
	}
	if a.count() == 0 || b.count() == 0 {
		t.Errorf("%d connections to one node, %d to the other", a.count(), b.count())
	}
}

// OP-06: with TLS each node has to show a certificate of its own name, to publisher and subscriber alike.
func TestNodesAreCheckedByName(t *testing.T) {
	t.Parallel()
	direct := mqtest.VHost(t)
	link(t, direct)
	srv := httptest.NewTLSServer(nil) // its certificate is of 127.0.0.1
	t.Cleanup(srv.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	good, bad := newGate(t, direct, srv.TLS), newGate(t, direct, srv.TLS)
	suffix := "?cacertfile=" + url.QueryEscape(ca)
	list := strings.Replace(bad.url, "127.0.0.1", "localhost", 1) + suffix + "," + good.url + suffix
	p := publisher(t, link(t, list), pipeline.PublisherOptions{})
	in := subscribe(t, subscriber(t, list), "sms")
	mustPublish(t, p, newOutgoing("", "sms"))
	receive(t, in).Ack()
	if bad.count() > 0 {
		t.Error("a node with another's certificate was taken")
	}
}

// gate stands before the broker as a node of a cluster and counts who has come in, by TLS where it has a certificate.
type gate struct {
	url string
	mu  sync.Mutex
	n   int
}

func newGate(t *testing.T, amqpURL string, certificate *tls.Config) *gate {
	t.Helper()
	u, err := url.Parse(amqpURL)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed with the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	broker := u.Host
	u.Host = l.Addr().String()
	if certificate != nil {
		u.Scheme = "amqps"
		l = tls.NewListener(l, certificate)
	}
	g := &gate{url: u.String()}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(conn, broker)
		}
	}()
	return g
}

func (g *gate) pass(conn net.Conn, broker string) {
	defer conn.Close()
	if c, ok := conn.(*tls.Conn); ok && c.Handshake() != nil { //nolint:noctx // the client gives up in time
		return
	}
	first := make([]byte, 8) // the protocol's header: without it nobody has come in
	if _, err := io.ReadFull(conn, first); err != nil {
		return
	}
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
	out, err := net.Dial("tcp", broker) //nolint:noctx // closed with conn
	if err != nil {
		return
	}
	defer out.Close()
	if _, err := out.Write(first); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(out, conn)
		_ = out.Close()
	}()
	_, _ = io.Copy(conn, out)
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.n
}

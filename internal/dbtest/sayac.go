package dbtest

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// CountStatements puts a relay in front of the database at address and returns the relay's address and what counts the statements
// that were executed through it. What differs in its statements differs in its time; counting them cannot flake (SC-09).
func CountStatements(t testing.TB, address string) (through string, executed func() int) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed below
	if err != nil {
		t.Fatal(err)
	}
	target := u.Host
	var n atomic.Int64
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", target) //nolint:noctx // ends with the client
			if err != nil {
				_ = client.Close()
				continue
			}
			wg.Go(func() { _, _ = io.Copy(client, server); _ = client.Close() })
			wg.Go(func() { relay(server, client, &n); _ = server.Close() })
		}
	})
	u.Host = l.Addr().String()
	return u.String(), func() int { return int(n.Load()) }
}

// relay passes on what the client says and counts its Execute messages: statements with arguments. Simple queries – BEGIN, COMMIT, and the
// pool's own pings, which come when they like – are not counted. The first message has no type.
func relay(server io.Writer, client io.Reader, n *atomic.Int64) {
	head := make([]byte, 5)
	for started := false; ; started = true {
		h := head
		if !started {
			h = head[1:]
		}
		if _, err := io.ReadFull(client, h); err != nil {
			return
		}
		if started && h[0] == 'E' {
			n.Add(1)
		}
		if _, err := server.Write(h); err != nil {
			return
		}
		if _, err := io.CopyN(server, client, int64(binary.BigEndian.Uint32(head[1:]))-4); err != nil {
			return
		}
	}
}

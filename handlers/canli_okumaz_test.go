package handlers

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/web"
	"acikkapi/store"
)

// UI-04, SC-11: a reader who never reads is dropped while the others are told of everything; what waited for it was bounded, and when it
// comes back it is told that it has missed something.
func TestReaderWhoNeverReads(t *testing.T) {
	s := newSite(t)
	s.listening()
	b := s.signIn(userMEM)
	topic := store.TopicBirim(dbtest.BirimMEM.No)
	address, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil { //nolint:forcetypeassert // dialled as tcp
		t.Fatal(err)
	}
	opened := changedAt(s.browserTime()).ID
	cookie := b.client.Jar.Cookies(address)[0]
	fmt.Fprintf(conn, "GET /canli/birim?son=%s HTTP/1.1\r\nHost: %s\r\nCookie: %s=%s\r\n\r\n", opened, address.Host, cookie.Name, cookie.Value)
	if line, err := bufio.NewReaderSize(conn, 16).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Fatalf("%q %v", line, err)
	}
	tick, end := time.NewTicker(time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	big, sent := strings.Repeat("x", 64<<10), 0
	for readers := s.svc.hub.Readers(topic); readers != 0; readers = s.svc.hub.Readers(topic) {
		select {
		case <-tick.C: // the hub never waits for a reader
			s.svc.hub.Publish(topic, web.Event{ID: fmt.Sprint(sent), Name: changed, Data: big})
			sent++
		case <-end:
			t.Fatalf("after %d events the reader is still there", sent)
		}
	}
	t.Logf("dropped after %d events of 64 kB, most of them in the buffers of the kernel", sent)
	no := s.routed(1, dbtest.BirimMEM)
	witness := b.events("/canli/birim?son=" + opened)
	waitFor(t, witness, "the reader who has come back")
	b.get("/canli/birim/basvuru").shows(t, 200, birimURL(no, 1, ""))
}

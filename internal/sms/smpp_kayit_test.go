package sms_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
)

// recorder passes a connection on to an SMSC and keeps what the gateway wrote.
type recorder struct {
	mu   sync.Mutex
	sent bytes.Buffer
}

func (r *recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent.Write(b)
}

func (r *recorder) listen(t *testing.T, smsc string) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", smsc)
			if err != nil {
				_ = in.Close()
				return
			}
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
			go func() { _, _ = io.Copy(io.MultiWriter(r, out), in); _ = out.Close() }()
		}
	}()
	return ln.Addr().String()
}

// pdus are the requests of one kind, without their sequence numbers, which count over the whole process.
func (r *recorder) pdus(command uint32) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []string
	for b := r.sent.Bytes(); len(b) >= 16; {
		n := binary.BigEndian.Uint32(b)
		one := append([]byte(nil), b[:n]...)
		b = b[n:]
		if binary.BigEndian.Uint32(one[4:]) == command {
			copy(one[12:16], "\x00\x00\x00\x00")
			found = append(found, hex.EncodeToString(one))
		}
	}
	return found
}

// PL-07: Turkish text on the wire is, octet by octet, what testdata/smpp_turkce.hex holds (read by hand against SMPP 3.4 and
// 3GPP 23.038/23.040), and read from there by a telephone it is the text again, in both codings.
func TestRecordedExchange(t *testing.T) {
	const text = "Sayın ÇİĞDEM ŞAHİN; 1042 no'lu başvurunuz alındı. Iğdır Valiliği"
	want, err := os.ReadFile("testdata/smpp_turkce.hex")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, tablo := range []bool{true, false} {
		rec := &recorder{}
		s := sim.New(sim.Options{People: -1})
		addr := rec.listen(t, listenSMPP(t, s, "127.0.0.1:0"))
		g := sms.NewSMPP(sms.SMPPOptions{Addr: addr, SystemID: "acikkapi", Sender: "ACIKKAPI", Tablo: tablo, RefTag: sim.SMPPRefTag, Defter: smstest.NewBellekDefteri()})
		t.Cleanup(func() { _ = g.Close() })
		if _, err := g.Send(t.Context(), sms.Message{To: cep1, Text: text, Ref: "r1"}); err != nil {
			t.Fatal(err)
		}
		if m := s.Mesajlar(""); len(m) != 1 || m[0].Text != text {
			t.Errorf("the telephone shows %+v", m)
		}
		got = append(got, rec.pdus(0x00000004)...)
	}
	if lines := strings.Join(got, "\n") + "\n"; lines != string(want) {
		t.Errorf("on the wire:\n%s\nrecorded:\n%s", lines, want)
	}
}

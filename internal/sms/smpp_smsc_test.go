package sms_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/linxGnu/gosmpp/data"
	"github.com/linxGnu/gosmpp/pdu"
	"github.com/rs/zerolog"

	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
)

// smsc is an SMSC that does as a test wants: handle gets each request but the bind, and answers by reply.
type smsc struct {
	ln     net.Listener
	handle func(p pdu.PDU, reply func(pdu.PDU))
	binds  atomic.Int64
	got    chan struct{} // a submit_sm
}

func newSMSC(t *testing.T, handle func(p pdu.PDU, reply func(pdu.PDU))) *smsc {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	c := &smsc{ln: ln, handle: handle, got: make(chan struct{}, 100)}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	}()
	return c
}

func (c *smsc) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	reply := func(p pdu.PDU) {
		if p == nil { // hang up
			_ = conn.Close()
			return
		}
		b := pdu.NewBuffer(nil)
		p.Marshal(b)
		_, _ = conn.Write(b.Bytes())
	}
	for {
		p, err := pdu.Parse(conn)
		if err != nil {
			return
		}
		if bind, ok := p.(*pdu.BindRequest); ok {
			c.binds.Add(1)
			reply(bind.GetResponse())
		}
		c.handle(p, reply)
		if _, ok := p.(*pdu.SubmitSM); ok {
			c.got <- struct{}{}
		}
	}
}

func (c *smsc) gateway(t *testing.T, change func(*sms.SMPPOptions)) *sms.SMPP {
	t.Helper()
	o := sms.SMPPOptions{Addr: c.ln.Addr().String(), Sender: "ACIKKAPI", Tablo: true, Defter: smstest.NewBellekDefteri(), Log: zerolog.Nop()}
	if change != nil {
		change(&o)
	}
	g := sms.NewSMPP(o)
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// accepted is the answer to a submit_sm under no.
func accepted(p *pdu.SubmitSM, no string) pdu.PDU {
	resp, _ := p.GetResponse().(*pdu.SubmitSMResp)
	resp.MessageID = no
	return resp
}

func refused(p pdu.PDU, status data.CommandStatusType) pdu.PDU {
	nack, _ := pdu.NewGenericNack().(*pdu.GenericNack)
	nack.CommandStatus = status
	nack.SetSequenceNumber(p.GetSequenceNumber())
	return nack
}

// inVain sends, and goes as soon as the SMSC has the message, without an answer.
func (c *smsc) inVain(t *testing.T, g *sms.SMPP, m sms.Message) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		select {
		case <-c.got:
			cancel()
		case <-ctx.Done():
		}
	}()
	if _, err := g.Send(ctx, m); !errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Fatalf("no answer: %v", err)
	}
}

var kisa = sms.Message{To: cep1, Text: "Deneme", Ref: "r1"}

// PL-07: an answer that comes after its sender has gone settles what became of the message all the same, either way.
func TestSMPPLateAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(*pdu.SubmitSM) pdu.PDU
		sends  int
	}{
		"taken":   {func(p *pdu.SubmitSM) pdu.PDU { return accepted(p, "A1") }, 1},
		"refused": {func(p *pdu.SubmitSM) pdu.PDU { return refused(p, data.ESME_RSYSERR) }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			first, sends := make(chan func(), 1), atomic.Int64{}
			smsc := newSMSC(t, func(p pdu.PDU, reply func(pdu.PDU)) {
				req, ok := p.(*pdu.SubmitSM)
				switch {
				case !ok:
				case sends.Add(1) == 1:
					first <- func() { reply(c.answer(req)) }
				default:
					reply(accepted(req, "A2"))
				}
			})
			g := smsc.gateway(t, nil)
			smsc.inVain(t, g, kisa)
			if _, err := g.Report(t.Context(), kisa.Ref); kural.KindOf(err) != kural.Unavailable {
				t.Errorf("before the answer: %v", err)
			}
			(<-first)()
			settled(t, g, kisa.Ref)
			if _, err := g.Send(t.Context(), kisa); err != nil || sends.Load() != int64(c.sends) {
				t.Errorf("afterwards: %v, %d were handed over, want %d", err, sends.Load(), c.sends)
			}
		})
	}
}

// settled waits until it is known whether the SMSC has the message.
func settled(t *testing.T, g *sms.SMPP, ref string) {
	t.Helper()
	tick, limit := time.NewTicker(10*time.Millisecond), time.NewTimer(10*time.Second)
	defer tick.Stop()
	defer limit.Stop()
	for {
		if _, err := g.Report(t.Context(), ref); err == nil || kural.KindOf(err) == kural.NotFound {
			return
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatal("the answer has settled nothing")
		}
	}
}

// PL-07: an SMSC that does not answer gets no more than the window holds; what does not fit is certainly not taken, so that another
// provider may have it.
func TestSMPPMuteSMSCHasAWindowfulAtMost(t *testing.T) {
	var sends atomic.Int64
	c := newSMSC(t, func(p pdu.PDU, _ func(pdu.PDU)) {
		if _, ok := p.(*pdu.SubmitSM); ok {
			sends.Add(1)
		}
	})
	g := c.gateway(t, func(o *sms.SMPPOptions) { o.Window = 2 })
	c.inVain(t, g, sms.Message{To: cep1, Text: "Deneme", Ref: "a"})
	c.inVain(t, g, sms.Message{To: cep1, Text: "Deneme", Ref: "b"})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := g.Send(ctx, sms.Message{To: cep1, Text: "Deneme", Ref: "c"})
	if kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown) || sends.Load() != 2 {
		t.Errorf("the third: %v, %d were handed over", err, sends.Load())
	}
}

// PL-07: after “too many” the SMSC gets nothing for a moment.
func TestSMPPHoldsBackWhenThrottled(t *testing.T) {
	var sends atomic.Int64
	g := newSMSC(t, func(p pdu.PDU, reply func(pdu.PDU)) {
		if _, ok := p.(*pdu.SubmitSM); ok {
			sends.Add(1)
			reply(refused(p, data.ESME_RTHROTTLED))
		}
	}).gateway(t, func(o *sms.SMPPOptions) { o.Window = 1 })
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	for ctx.Err() == nil {
		if _, err := g.Send(ctx, kisa); kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown) {
			t.Fatalf("throttled: %v", err)
		}
	}
	if n := sends.Load(); n > 1 {
		t.Errorf("handed over %d times in a moment", n)
	}
}

// PL-07: the SMSC has one part of a message and hangs up, or refuses the sender: no other provider may send the message, this one goes on.
func TestSMPPNobodyElseSendsWhatWasBegun(t *testing.T) {
	long := sms.Message{To: cep1, Text: strings.Repeat("Iğdır’a çağrı. ", 10), Ref: "uzun"}
	for name, second := range map[string]func(p *pdu.SubmitSM, reply func(pdu.PDU)){
		"sender refused": func(p *pdu.SubmitSM, reply func(pdu.PDU)) { reply(refused(p, data.ESME_RINVSRCADR)) },
		"nothing at all": func(p *pdu.SubmitSM, reply func(pdu.PDU)) { reply(refused(p, data.ESME_RSYSERR)) },
	} {
		t.Run(name, func(t *testing.T) {
			var sends atomic.Int64
			c := newSMSC(t, func(p pdu.PDU, reply func(pdu.PDU)) {
				if req, ok := p.(*pdu.SubmitSM); ok {
					if sends.Add(1) == 1 {
						reply(accepted(req, "A1"))
						return
					}
					second(req, reply)
				}
			})
			g := c.gateway(t, nil)
			begun := func(when string) {
				t.Helper()
				if _, err := g.Send(t.Context(), long); !errors.Is(err, sms.ErrIncomplete) || kural.KindOf(err) != kural.Unavailable {
					t.Errorf("%s: %v; want that this provider completes it", when, err)
				}
			}
			begun("the second part is refused")
			_ = c.ln.Close()
			_ = g.Close()
			begun("the SMSC is gone")
		})
	}
}

// Receipts that nobody sent, or that nobody can keep, change nothing, and the SMSC does not bring them again and again; one that comes
// before the answer to its part does come again (PL-07).
func TestSMPPReceipts(t *testing.T) {
	record := smstest.NewBellekDefteri()
	acks, told := make(chan data.CommandStatusType, 10), make(chan sms.Durum, 10)
	var answer func()
	handed := make(chan func(pdu.PDU), 1)
	c := newSMSC(t, func(p pdu.PDU, reply func(pdu.PDU)) {
		switch p := p.(type) {
		case *pdu.SubmitSM:
			answer = func() { reply(accepted(p, "A1")) }
			handed <- reply
		case *pdu.DeliverSMResp:
			acks <- p.CommandStatus
		}
	})
	g := c.gateway(t, func(o *sms.SMPPOptions) {
		o.Defter = record
		o.OnReceipt = func(_ context.Context, _ string, d sms.Durum) error { told <- d; return nil }
	})
	c.inVain(t, g, kisa)
	reply := <-handed
	deliver := func(esm byte, text string) data.CommandStatusType {
		p, _ := pdu.NewDeliverSM().(*pdu.DeliverSM)
		p.EsmClass = esm
		if err := p.Message.SetMessageDataWithEncoding([]byte(text), data.GSM7BIT); err != nil {
			t.Fatal(err)
		}
		reply(p)
		return <-acks
	}
	if got := deliver(0x04, "id:A1 sub:001 dlvrd:001 stat:DELIVRD err:000"); got == data.ESME_ROK {
		t.Error("a receipt before the answer to its part was taken, and lost")
	}
	answer()
	settled(t, g, kisa.Ref)
	for _, c := range []struct {
		esm  byte
		text string
	}{
		{0x00, "id:A1 stat:DELIVRD"}, // somebody wrote us an SMS
		{0x04, "id:A1\x00\xff stat:DELIVRD"},
		{0x04, "id:" + strings.Repeat("9", 100) + " stat:DELIVRD"},
		{0x04, "id:A1 stat:DELIVRD'; DROP TABLE sms"},
		{0x04, "id: stat:"},
		{0x04, ""},
	} {
		if got := deliver(c.esm, c.text); got != data.ESME_ROK {
			t.Errorf("%q: answered %s; it will come for ever", c.text, got)
		}
	}
	if len(told) != 0 {
		t.Errorf("taken for a receipt: it says %s", <-told)
	}
	if got := deliver(0x04, "id:A1 sub:001 dlvrd:001 stat:UNDELIV err:001"); got != data.ESME_ROK || len(told) != 1 || <-told != sms.Iletilemedi {
		t.Errorf("the receipt: answered %s, told %d times", got, len(told))
	}
}

// An SMSC that takes us in and hangs up at once is left alone for a while.
func TestSMPPDoesNotBindInALoop(t *testing.T) {
	c := newSMSC(t, func(_ pdu.PDU, reply func(pdu.PDU)) { reply(nil) })
	g := c.gateway(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	g.Keep(ctx)
	if n := c.binds.Load(); n > 1 {
		t.Errorf("bound %d times in less than a second", n)
	}
}

// The session is encrypted where the operator offers it, and only with whom the certificate is of.
func TestSMPPOverTLS(t *testing.T) {
	https := httptest.NewTLSServer(nil) // for its certificate
	defer https.Close()
	ln := tls.NewListener(newListener(t), https.TLS)
	s := sim.New(sim.Options{People: -1})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() { _ = s.ServeSMPP(ctx, ln) }()
	pool := x509.NewCertPool()
	pool.AddCert(https.Certificate())
	for name, trust := range map[string]*x509.CertPool{"known": pool, "unknown": x509.NewCertPool()} {
		g := sms.NewSMPP(sms.SMPPOptions{
			Addr: ln.Addr().String(), Sender: "ACIKKAPI", Defter: smstest.NewBellekDefteri(), Log: zerolog.Nop(), TLS: &tls.Config{RootCAs: trust, MinVersion: tls.VersionTLS12},
		})
		_, err := g.Send(t.Context(), sms.Message{To: cep1, Text: "Deneme", Ref: name})
		if (err == nil) != (name == "known") {
			t.Errorf("%s certificate: %v", name, err)
		}
		_ = g.Close()
	}
	if n := len(s.Mesajlar("")); n != 1 {
		t.Errorf("%d arrived", n)
	}
}

func newListener(t *testing.T) net.Listener {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

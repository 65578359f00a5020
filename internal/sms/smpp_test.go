package sms_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"acikkapi/internal/kural"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/sms/smstest"
)

// The SMPP client keeps the promises of sms.Gateway, against the simulator's SMSC over a socket.
func TestSMPPConformance(t *testing.T) {
	smstest.Run(t, func(t *testing.T) smstest.Fixture {
		s, g := openSMSC(t, sim.Options{}, nil)
		f := fixture(g, s, sim.ServisSMPP)
		f.Record = true
		return f
	})
}

// openSMSC starts an SMSC and a gateway bound to it; change may be nil.
func openSMSC(t *testing.T, o sim.Options, change func(*sms.SMPPOptions)) (*sim.Sim, *sms.SMPP) {
	t.Helper()
	o.People, o.SMPPUser, o.SMPPPassword = -1, "acikkapi", "parola"
	s := sim.New(o)
	addr := listenSMPP(t, s, "127.0.0.1:0")
	so := sms.SMPPOptions{
		Addr: addr, SystemID: "acikkapi", Password: "parola", Sender: "ACIKKAPI", Tablo: true, RefTag: sim.SMPPRefTag,
		Defter: smstest.NewBellekDefteri(), Log: zerolog.Nop(),
	}
	if change != nil {
		change(&so)
	}
	g := sms.NewSMPP(so)
	t.Cleanup(func() { _ = g.Close() })
	return s, g
}

func listenSMPP(t *testing.T, s *sim.Sim, at string) string {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.ServeSMPP(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

const cep1 = "+905000000001"

// PL-07: the account's mistakes are told apart from the message's and from the moment's.
func TestSMPPRefusals(t *testing.T) {
	m := sms.Message{To: cep1, Text: "Deneme", Ref: "r1"}
	for name, change := range map[string]func(*sms.SMPPOptions){
		"password": func(o *sms.SMPPOptions) { o.Password = "yanlis" },
		"user":     func(o *sms.SMPPOptions) { o.SystemID = "baska" },
		"sender":   func(o *sms.SMPPOptions) { o.Sender = "AK" },
	} {
		_, g := openSMSC(t, sim.Options{}, change)
		if _, err := g.Send(t.Context(), m); kural.KindOf(err) != kural.Forbidden || errors.Is(err, sms.ErrOutcomeUnknown) {
			t.Errorf("%s: %v; want forbidden", name, err)
		}
	}
}

// PL-07: over its limit the SMSC refuses for the moment; what was refused was not taken, and goes out later.
func TestSMPPThrottled(t *testing.T) {
	var now time.Time
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	now = time.Now()
	s, g := openSMSC(t, sim.Options{SMPPPerSecond: 2, Now: clock}, nil)
	for i, ref := range []string{"a", "b", "c"} {
		_, err := g.Send(t.Context(), sms.Message{To: cep1, Text: "Deneme", Ref: ref})
		if (err == nil) != (i < 2) || err != nil && (kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown)) {
			t.Errorf("message %d: %v", i, err)
		}
	}
	mu.Lock()
	now = now.Add(time.Second)
	mu.Unlock()
	if _, err := g.Send(t.Context(), sms.Message{To: cep1, Text: "Deneme", Ref: "c"}); err != nil || len(s.Mesajlar("")) != 3 {
		t.Errorf("a second later: %v, %d received", err, len(s.Mesajlar("")))
	}
}

// PL-07: a long message of which one part was taken and the next refused is completed, and no part is sent twice.
func TestSMPPGoesOnWithTheMissingPart(t *testing.T) {
	var now time.Time
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	now = time.Now()
	s, g := openSMSC(t, sim.Options{SMPPPerSecond: 1, Now: clock}, nil)
	m := sms.Message{To: cep1, Text: strings.Repeat("Iğdır’a çağrı. ", 20), Ref: "uzun"}
	if _, err := g.Send(t.Context(), m); kural.KindOf(err) != kural.Unavailable {
		t.Fatalf("the second part: %v", err)
	}
	for range 10 {
		mu.Lock()
		now = now.Add(time.Second)
		mu.Unlock()
		if _, err := g.Send(t.Context(), m); err == nil {
			break
		}
	}
	if got := s.Mesajlar(""); len(got) != 1 || got[0].Text != m.Text || len(s.Tekrarlar()) != 0 {
		t.Errorf("received %+v", got)
	}
}

// PL-07: the SMSC goes away and comes back: the session is bound anew by itself, and a receipt that it owes arrives.
func TestSMPPRebinds(t *testing.T) {
	s := sim.New(sim.Options{People: -1})
	ctx, stop := context.WithCancel(t.Context())
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.ServeSMPP(ctx, ln) }()
	told := make(chan sms.Durum, 10)
	g := sms.NewSMPP(sms.SMPPOptions{
		Addr: ln.Addr().String(), Sender: "ACIKKAPI", Tablo: true, RefTag: sim.SMPPRefTag, Defter: smstest.NewBellekDefteri(), Log: zerolog.Nop(),
		OnReceipt: func(_ context.Context, ref string, d sms.Durum) error {
			if ref == "r1" {
				told <- d
			}
			return nil
		},
	})
	defer g.Close()
	keep, end := context.WithCancel(t.Context())
	kept := make(chan struct{})
	go func() { g.Keep(keep); close(kept) }()
	s.SetAriza(sim.Ariza{Servis: sim.ServisSMPP, Tur: sim.ZamanAsimi})
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := g.Send(short, sms.Message{To: cep1, Text: "Deneme", Ref: "r1"}); !errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Fatalf("no answer: %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if _, err := g.Send(t.Context(), sms.Message{To: cep1, Text: "Deneme", Ref: "r2"}); kural.KindOf(err) != kural.Unavailable {
		t.Errorf("without an SMSC: %v", err)
	}
	s.ClearAriza()
	listenSMPP(t, s, ln.Addr().String())
	select {
	case d := <-told:
		if d != sms.Iletildi {
			t.Errorf("the receipt says %s", d)
		}
	case <-time.After(15 * time.Second):
		t.Fatal("no receipt after the SMSC came back")
	}
	if d, err := g.Report(t.Context(), "r1"); err != nil || d != sms.Iletildi || len(s.Tekrarlar()) != 0 {
		t.Errorf("%q, %v", d, err)
	}
	end()
	<-kept
}

// Nothing is left over once a gateway is closed.
func TestSMPPLeavesNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := sim.New(sim.Options{People: -1})
	ctx, stop := context.WithCancel(t.Context())
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.ServeSMPP(ctx, ln) }()
	g := sms.NewSMPP(sms.SMPPOptions{Addr: ln.Addr().String(), Sender: "ACIKKAPI", Defter: smstest.NewBellekDefteri(), Log: zerolog.Nop()})
	if _, err := g.Send(t.Context(), sms.Message{To: cep1, Text: "Deneme", Ref: "r1"}); err != nil {
		t.Error(err)
	}
	_ = g.Close()
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Package smstest is the conformance suite of sms.Gateway: every provider's client runs it against a server
// of its kind over a real socket (PL-07).
package smstest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"acikkapi/internal/kural"
	"acikkapi/internal/sms"
)

// Fixture is a gateway client with a fresh server behind it, and the switches of that server.
type Fixture struct {
	Gateway  sms.Gateway
	Received func(ref string) []string // texts that the server accepted under ref, in order
	Down     func()                    // from now on the server refuses, accepting nothing
	Mute     func()                    // from now on the server accepts and never answers
	Heal     func()                    // ends Down and Mute
	// Record: the gateway keeps a record of its own, so that it knows without the server what was never handed over.
	Record bool
}

const (
	phone    = "+905000000001"
	landline = "+903121234567"
	text     = "Sayın ÇİĞDEM ŞAHİN; başvurunuz sonuçlanmıştır. Iğdır Valiliği"
)

// Run proves that the gateways which open makes keep the promises of sms.Gateway.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Fixture)
	}{
		{"a message arrives whole, once, and is reported", arrives},
		{"a message that never was is not found", neverWas},
		{"what cannot be sent is refused for good", refusedForGood},
		{"a gateway that is down has accepted nothing", down},
		{"an answer that never came leaves the outcome open", mute},
		{"a caller who has given up sends nothing", givenUp},
		{"many at once arrive once each", many},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func arrives(t *testing.T, f Fixture) {
	r, err := f.Gateway.Send(t.Context(), sms.Message{To: phone, Text: text, Ref: "r1", Expires: time.Now().Add(time.Hour)})
	if err != nil || r.ID == "" || r.Parts != sms.Parts(text) {
		t.Fatalf("Send: %+v, %v; want %d part", r, err, sms.Parts(text))
	}
	if got := f.Received("r1"); len(got) != 1 || got[0] != text {
		t.Errorf("received %q", got)
	}
	if d, err := f.Gateway.Report(t.Context(), "r1"); err != nil || d != sms.Iletildi && d != sms.Bekliyor {
		t.Errorf("Report: %q, %v", d, err)
	}
	delivered(t, f, "r1")
}

// delivered asks until the end is known: a receipt takes its time.
func delivered(t *testing.T, f Fixture, ref string) {
	t.Helper()
	tick, limit := time.NewTicker(10*time.Millisecond), time.NewTimer(15*time.Second)
	defer tick.Stop()
	defer limit.Stop()
	for {
		d, err := f.Gateway.Report(t.Context(), ref)
		switch {
		case err == nil && d == sms.Iletildi:
			return
		case err != nil && kural.KindOf(err) != kural.Unavailable || d.Final():
			t.Fatalf("Report: %q, %v", d, err)
		}
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("no word of its delivery: %q, %v", d, err)
		}
	}
}

func neverWas(t *testing.T, f Fixture) {
	if d, err := f.Gateway.Report(t.Context(), "yok & yok"); kural.KindOf(err) != kural.NotFound {
		t.Errorf("Report: %q, %v; want not found", d, err)
	}
}

func refusedForGood(t *testing.T, f Fixture) {
	for name, m := range map[string]sms.Message{
		"no number": {To: "", Text: text},
		"landline":  {To: landline, Text: text},
		"no text":   {To: phone, Text: " "},
		"expired":   {To: phone, Text: text, Expires: time.Now().Add(-time.Second)},
	} {
		m.Ref = name
		_, err := f.Gateway.Send(t.Context(), m)
		if kural.KindOf(err) != kural.Invalid || errors.Is(err, sms.ErrOutcomeUnknown) {
			t.Errorf("%s: %v; want invalid", name, err)
		}
		if got := f.Received(name); len(got) != 0 {
			t.Errorf("%s: received %q", name, got)
		}
	}
}

func down(t *testing.T, f Fixture) {
	f.Down()
	m := sms.Message{To: phone, Text: text, Ref: "r1"}
	_, err := f.Gateway.Send(t.Context(), m)
	if kural.KindOf(err) != kural.Unavailable || errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Errorf("Send: %v; want unavailable and certain", err)
	}
	if d, err := f.Gateway.Report(t.Context(), "r1"); kural.KindOf(err) != kural.Unavailable && !(f.Record && kural.KindOf(err) == kural.NotFound) {
		t.Errorf("Report: %q, %v; a gateway that is down knows nothing", d, err)
	}
	f.Heal()
	if _, err := f.Gateway.Send(t.Context(), m); err != nil || len(f.Received("r1")) != 1 {
		t.Errorf("after healing: %v, received %q", err, f.Received("r1"))
	}
}

func mute(t *testing.T, f Fixture) {
	f.Mute()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := f.Gateway.Send(ctx, sms.Message{To: phone, Text: text, Ref: "r1"})
	if kural.KindOf(err) != kural.Unavailable || !errors.Is(err, sms.ErrOutcomeUnknown) {
		t.Errorf("Send: %v; want an unknown outcome", err)
	}
	f.Heal()
	// Who asks before sending again learns that it went out, and sends nothing twice.
	delivered(t, f, "r1")
	if got := f.Received("r1"); len(got) != 1 {
		t.Errorf("received %q", got)
	}
}

func givenUp(t *testing.T, f Fixture) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := f.Gateway.Send(ctx, sms.Message{To: phone, Text: text, Ref: "r1"})
	if kural.KindOf(err) != kural.Unavailable || len(f.Received("r1")) != 0 {
		t.Errorf("Send: %v, received %q", err, f.Received("r1"))
	}
}

func many(t *testing.T, f Fixture) {
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if _, err := f.Gateway.Send(t.Context(), sms.Message{To: phone, Text: text, Ref: fmt.Sprint("r", i)}); err != nil {
				t.Errorf("Send: %v", err)
			}
		})
	}
	wg.Wait()
	for i := range 50 {
		if got := f.Received(fmt.Sprint("r", i)); len(got) != 1 {
			t.Errorf("r%d received %d times", i, len(got))
		}
	}
}

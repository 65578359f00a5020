package gosteri

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"acikkapi/internal/sim"
	"acikkapi/internal/tohum"
)

// Options say where everything is.
type Options struct {
	URL     string // of the pages
	SimURL  string
	AMQPURL string
	Out     io.Writer
}

// gosteri is one run.
type gosteri struct {
	Options
	kisi sim.Kisi // the citizen
	aks  *tarayici
	no   string // takip no
	seen map[string]bool
}

const patience = 30 * time.Second // for anything that happens by itself

// Run drives one application from the form to its closing, then one card from its request to its cancellation, and prints each step,
// queue and SMS.
func Run(ctx context.Context, o Options) error {
	g := &gosteri{Options: o, kisi: sim.DemoKisiler().Ayse, seen: map[string]bool{}}
	if err := g.forgetOldSMS(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		g.apply, g.route, g.queues, g.answer, g.collected, g.approve, g.close, g.messages,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	g.say("Bitti: başvuru %s formdan kapanışa kadar tüm kuyruklardan geçti.", g.no)
	return g.kart(ctx)
}

func (g *gosteri) say(format string, a ...any) { fmt.Fprintf(g.Out, format+"\n", a...) }

func (g *gosteri) state(name string) { g.say("    Durum: %s", name) }

// kod waits for the newest one-time code that the phone has received.
func (g *gosteri) kod(ctx context.Context, phone string) (string, error) {
	var kod string
	err := g.until(ctx, "onay kodu", func() (bool, error) {
		texts, err := g.inbox(ctx, phone)
		if err != nil {
			return false, err
		}
		for _, m := range texts {
			if found := kodPattern.FindStringSubmatch(m.Text); found != nil && !g.seen[m.Ref] {
				g.seen[m.Ref] = true
				kod = found[1]
				g.say("    SMS → %s: %s", phone, m.Text)
			}
		}
		return kod != "", nil
	})
	return kod, err
}

var kodPattern = regexp.MustCompile(`onay kodunuz: (\d{6})`)

// received is an SMS as the simulator shows it.
type received struct {
	To   string `json:"to"`
	Text string `json:"text"`
	Ref  string `json:"ref"`
}

func (g *gosteri) inbox(ctx context.Context, phone string) ([]received, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.SimURL+"/sms?to="+url.QueryEscape(phone), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var list []received
	err = json.NewDecoder(io.LimitReader(res.Body, pageLimit)).Decode(&list)
	return list, err
}

// forgetOldSMS marks what earlier runs have left in the simulator.
func (g *gosteri) forgetOldSMS(ctx context.Context) error {
	phones := []string{string(g.kisi.Cep)}
	for _, u := range tohum.Demo() {
		if u.Telefon != "" {
			phones = append(phones, string(u.Telefon))
		}
	}
	for _, p := range phones {
		list, err := g.inbox(ctx, p)
		if err != nil {
			return err
		}
		for _, m := range list {
			g.seen[m.Ref] = true
		}
	}
	return nil
}

// until asks again and again until it is so, patience at the longest.
func (g *gosteri) until(ctx context.Context, what string, so func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := so()
		if ok {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("waited %s in vain: %s", patience, what), err)
		}
	}
}

package pipeline_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// twoProviders lets a pipeline send by HTTP and by SMPP, both to the simulator's one box.
func twoProviders(t *testing.T, w *world, http, smpp int) func(*pipeline.Options) {
	t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- w.sim.ServeSMPP(ctx, ln) }()
	g := sms.NewSMPP(sms.SMPPOptions{
		Addr: ln.Addr().String(), Sender: "ACIKKAPI", Tablo: true, RefTag: sim.SMPPRefTag, Defter: w.SMSDefteri("smpp"), OnReceipt: w.SMSReceipt, Log: zerolog.Nop(),
	})
	t.Cleanup(func() {
		_ = g.Close()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func(o *pipeline.Options) {
		o.Saglayicilar = []pipeline.Saglayici{
			{Ad: "http", Pay: http, Gateway: sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil)},
			{Ad: "smpp", Pay: smpp, Gateway: g},
		}
	}
}

func (w *world) shares(t *testing.T) map[string]int {
	t.Helper()
	list, err := w.SMSShares(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]int{}
	for _, p := range list {
		m[p.Ad] = p.Pay
	}
	return m
}

// PL-07: the usual provider is down: each SMS goes out by the other one, at once and once, and the first one's share shrinks.
func TestAnotherProviderTakesOver(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	w.run(t, impatient, twoProviders(t, w, 100, 0))
	eventually(t, "the providers are known", func() bool { return w.shares(t)["http"] == 100 })
	w.sim.SetAriza(sim.Ariza{Servis: sim.ServisSMS, Tur: sim.Kapali})
	for range 20 {
		w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	}
	eventually(t, "all are out by SMPP", func() bool {
		return count(t, w, `SELECT count(*) FROM sms WHERE durum IN ('gonderildi', 'iletildi') AND saglayici = 'smpp' AND saglayici_no <> ''`) == 20
	})
	w.settled(t)
	if got := w.shares(t); got["http"] != 90 || got["smpp"] != 10 { // twenty errors at once are one sign
		t.Errorf("the shares are %v", got)
	}
	if got, twice := w.sim.Mesajlar(cep), w.sim.Tekrarlar(); len(got) != 20 || len(twice) != 0 {
		t.Errorf("%d arrived, %v twice", len(got), twice)
	}
}

// PL-07: a provider takes the SMS and its answer never comes: the other one is not asked, whichever it is.
func TestNoOtherProviderWhileTheOutcomeIsOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		http, smpp int
		servis     string
	}{"HTTP": {100, 0, sim.ServisSMS}, "SMPP": {0, 100, sim.ServisSMPP}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := stopped(t, dbtest.New(t), mqtest.VHost(t))
			w.sim.SetAriza(sim.Ariza{Servis: c.servis, Tur: sim.ZamanAsimi, Ms: 50, Adet: 1})
			w.run(t, impatient, twoProviders(t, w, c.http, c.smpp))
			sentOnce(t, w, w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1}))
		})
	}
}

// PL-07: a process died after the SMSC had taken the SMS and before it was told: another one learns it from the receipt and sends
// nothing; where nothing had been handed over it sends.
func TestSMPPOfAProcessThatDied(t *testing.T) {
	t.Parallel()
	for name, handed := range map[string]bool{"handed over": true, "not handed over": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t)
			w := stopped(t, dbtest.Open(t, url), mqtest.VHost(t))
			providers := twoProviders(t, w, 0, 100)
			id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
			dead, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys})
			if err != nil {
				t.Fatal(err)
			}
			defer dead.Close()
			if _, _, err := dead.ClaimSMS(t.Context(), id, "smpp"); err != nil {
				t.Fatal(err)
			}
			aMinuteAgo(t, w, id)
			if handed {
				var o pipeline.Options
				providers(&o)
				w.sim.SetAriza(sim.Ariza{Servis: sim.ServisSMPP, Tur: sim.ZamanAsimi, Adet: 1})
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				_, err := o.Saglayicilar[1].Gateway.Send(ctx, sms.Message{To: cep, Text: metni, Ref: id.String()})
				cancel()
				if err == nil {
					t.Fatal("the SMSC answered")
				}
			}
			w.run(t, impatient, providers)
			sentOnce(t, w, id)
		})
	}
}

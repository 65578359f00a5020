package pipeline_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
	"acikkapi/pipeline"
	"acikkapi/store"
)

const (
	cep   = "+905001112233"
	metni = "Başvurunuz alınmıştır."
)

// impatient keeps the retries of a test from taking hours.
func impatient(o *pipeline.Options) {
	o.Delays = make([]time.Duration, 1000)
	for i := range o.Delays {
		o.Delays[i] = 10 * time.Millisecond
	}
}

// sentOnce waits until the SMS counts as sent and holds that against the gateway.
func sentOnce(t *testing.T, w *world, id uuid.UUID) {
	t.Helper()
	eventually(t, "it counts as sent", func() bool {
		return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND durum IN ('gonderildi', 'iletildi')`, id) == 1
	})
	w.settled(t)
	if got := w.sim.Mesajlar(cep); len(got) != 1 || got[0].Text != metni || got[0].Ref != id.String() {
		t.Errorf("the gateway has %+v", got)
	}
}

// PL-07: the gateway takes the SMS, and its answer never comes, or cannot be understood: it is asked, not sent to again.
func TestSMSWithoutAnAnswerIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.Ariza{
		"time-out":              {Servis: sim.ServisSMS, Tur: sim.ZamanAsimi, Ms: 50, Adet: 1},
		"twice a time-out":      {Servis: sim.ServisSMS, Tur: sim.ZamanAsimi, Ms: 50, Adet: 2},
		"a page of maintenance": {Servis: sim.ServisSMS, Tur: sim.HTML, Adet: 1},
		"an unknown code":       {Servis: sim.ServisSMS, Tur: sim.Yanlis, Adet: 1},
		"closed":                {Servis: sim.ServisSMS, Tur: sim.Kapali, Adet: 3},
		"slow":                  {Servis: sim.ServisSMS, Tur: sim.Yavas, Ms: 300, Adet: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, dbtest.New(t), mqtest.VHost(t), impatient)
			if !w.sim.SetAriza(fault) {
				t.Fatal("no such fault")
			}
			id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
			eventually(t, "it was handed over", func() bool {
				return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND verildi IS NOT NULL`, id) == 1
			})
			if _, err := w.Pool().Exec(t.Context(), `UPDATE sms SET verildi = verildi - interval '1 minute' WHERE id = $1`, id); err != nil {
				t.Fatal(err)
			}
			sentOnce(t, w, id)
		})
	}
}

// PL-04, PL-07: one task is delivered many times at once, to eight workers, while the gateway takes its time: who comes
// second finds nothing at the gateway yet and must not send all the same.
func TestSMSTaskDeliveredManyTimesAtOnce(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	for range 30 {
		w.send(t, pipeline.Outgoing{Exchange: "sms", Key: "sms", ID: id.String(), Type: store.TipSMS, Body: fmt.Appendf(nil, `{"sms_id":%q}`, id)})
	}
	g := &heldGateway{Gateway: sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil), release: make(chan struct{})}
	w.run(t, impatient, func(o *pipeline.Options) { o.Gateway = g })
	eventually(t, "others have tried meanwhile", func() bool {
		return g.sends.Load() > 1 || w.counter(t, "acikkapi_retried_total", "sms") > 10
	})
	close(g.release)
	sentOnce(t, w, id)
}

// PL-07: the provider does not answer, does not know the SMS when it is asked, and takes it later all the same: its “never heard of it”
// is not believed at once.
func TestSMSThatTheProviderTakesLate(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	g := &lateGateway{Gateway: sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil), release: make(chan struct{})}
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	w.run(t, impatient, func(o *pipeline.Options) { o.Gateway = g })
	eventually(t, "it was asked for", func() bool { return g.asked.Load() > 1 || len(w.sim.Mesajlar(cep)) > 0 })
	close(g.release)
	g.took.Wait()
	sentOnce(t, w, id)
}

// PL-06, PL-07: the doubt about an SMS is over after its time, however often its message has failed before: the delay of a ninth attempt, half
// an hour, is not for it.
func TestDoubtfulSMSWaitsNoLongerThanItsDoubt(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	for _, sql := range []string{
		`UPDATE sms SET durum = 'gonderiliyor', saglayici = 'http', gonderim = NULL, verildi = now() WHERE id = $1`,
		`UPDATE giden SET deneme = 8 WHERE mesaj_id = $1`,
	} {
		if _, err := w.Pool().Exec(t.Context(), sql, id); err != nil {
			t.Fatal(err)
		}
	}
	w.run(t)
	eventually(t, "it is put off, shortly and not as a failed attempt", func() bool {
		return count(t, w, `SELECT count(*) FROM giden WHERE mesaj_id = $1 AND deneme = 8 AND vade BETWEEN now() AND now() + interval '6 seconds'`, id) == 1
	})
	aMinuteAgo(t, w, id)
	sentOnce(t, w, id)
}

// PL-07: the process died after it had claimed the SMS, before or after the gateway took it.
func TestSMSOfAProcessThatDied(t *testing.T) {
	t.Parallel()
	for name, tookIt := range map[string]bool{"before the gateway took it": false, "after the gateway took it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t)
			w := stopped(t, dbtest.Open(t, url), mqtest.VHost(t))
			id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
			dead, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys})
			if err != nil {
				t.Fatal(err)
			}
			defer dead.Close()
			if _, hal, err := dead.ClaimSMS(t.Context(), id, "http"); err != nil || hal != store.SMSGonder {
				t.Fatalf("claimed: %v, %v", hal, err)
			}
			aMinuteAgo(t, w, id)
			if tookIt {
				g := sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil)
				if _, err := g.Send(t.Context(), sms.Message{To: cep, Text: metni, Ref: id.String()}); err != nil {
					t.Fatal(err)
				}
			}
			w.run(t, impatient)
			sentOnce(t, w, id)
		})
	}
}

// PL-07: RabbitMQ keeps the message of an SMS for a consumer that never gets it (rabbitmq-server issue 15473), or the claim is of a process that died and
// its message is gone: outbox and queues are empty, and the SMS is sent all the same, once.
func TestSMSWhoseMessageIsNowhere(t *testing.T) {
	t.Parallel()
	for name, claimed := range map[string]bool{"never begun": false, "claimed": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := stopped(t, dbtest.New(t), mqtest.VHost(t))
			id := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
			if claimed {
				if _, hal, err := w.ClaimSMS(t.Context(), id, "http"); err != nil || hal != store.SMSGonder {
					t.Fatalf("claimed: %v, %v", hal, err)
				}
			}
			for _, sql := range []string{`DELETE FROM giden WHERE mesaj_id = $1`, `UPDATE sms SET olusturma = olusturma - interval '2 minutes' WHERE id = $1`} {
				if _, err := w.Pool().Exec(t.Context(), sql, id); err != nil {
					t.Fatal(err)
				}
			}
			aMinuteAgo(t, w, id)
			aMinuteAgo(t, w, id)
			w.run(t, impatient)
			sentOnce(t, w, id)
		})
	}
}

// VB-04: a code that comes too late is not sent any more.
func TestLateCodeIsNotSent(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonKod, Alici: cep, Metin: metin.Kod("123456"), Parca: 1, Gecerlilik: time.Now().Add(-time.Second)})
	eventually(t, "it is dropped", func() bool {
		return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND durum = 'suresi_gecti' AND metin IS NULL`, id) == 1
	})
	w.settled(t)
	if n := len(w.sim.Mesajlar(cep)); n != 0 {
		t.Errorf("%d SMS were sent", n)
	}
}

// PL-07: a number that the gateway will never take shows in the timeline, once, and is not tried again.
func TestSMSThatIsRefusedShowsInTheTimeline(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	id := w.queueSMS(t, store.SMS{Sablon: metin.SablonKapandi, KonuNo: no, Alici: "+903125551234", Metin: metni, Parca: 1})
	eventually(t, "the timeline says it", func() bool {
		return count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip = $2 AND aciklama LIKE '%kabul etmedi%'`, no, basvuru.SMSGonderilemedi) == 1
	})
	eventually(t, "it counts as failed", func() bool {
		return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND durum = 'basarisiz'`, id) == 1
	})
	w.settled(t)
	if n := w.counter(t, "acikkapi_retried_total", "sms"); n != 0 {
		t.Errorf("tried %d times", n)
	}
}

// VB-07: a citizen without a mobile gets no SMS, and the timeline says so for each that there should have been.
func TestCitizenWithoutMobile(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	y := dbtest.Yeni(1)
	y.Kanal, y.Iletisim.Cep, y.Iletisim.Ev = basvuru.KanalAKS, "", "+903125551234"
	res, err := w.Do(t.Context(), dbtest.AKS, 0, basvuru.Submit{Yeni: y})
	if err != nil {
		t.Fatal(err)
	}
	must(t, w, dbtest.AKS, res.No, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Tamam."})
	eventually(t, "the timeline says it twice", func() bool {
		return count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND etiket = 'SMS Gönderilemedi' AND aciklama LIKE '%bulunmadığından%'`, res.No) == 2
	})
	w.settled(t)
	if n := len(w.sim.Mesajlar("")); n != 0 {
		t.Errorf("%d SMS were sent", n)
	}
}

// VB-14: an SMS on routing goes out only where the il has switched it on.
func TestRoutingSMSIsSwitchedByIl(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	to := telefon.Numara(dbtest.Yeni(1).Iletisim.Cep)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "off: looked at", func() bool { return w.consumed(t, "bildirim") == 1 })
	if _, err := w.Pool().Exec(t.Context(), `INSERT INTO il_ayar VALUES (6, true)`); err != nil {
		t.Fatal(err)
	}
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimSaglik}})
	eventually(t, "on: two SMS, of receipt and of this routing", func() bool { return len(w.sim.Mesajlar(to)) == 2 })
	w.settled(t)
	if got := w.sim.Mesajlar(to); len(got) != 2 || got[1].Text != metin.Yonlendirildi(no) {
		t.Errorf("the citizen got %+v", got)
	}
}

// aMinuteAgo makes the claim of an SMS old: its process has died meanwhile.
func aMinuteAgo(t *testing.T, w *world, id uuid.UUID) {
	t.Helper()
	if _, err := w.Pool().Exec(t.Context(), `UPDATE sms SET gonderim = gonderim - interval '1 minute', verildi = verildi - interval '1 minute' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
}

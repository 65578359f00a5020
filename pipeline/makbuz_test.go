package pipeline_test

import (
	"testing"
	"time"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/metin"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sms"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// PL-07: what became of an SMS stands in the timeline, once: told by the SMSC's receipt, or asked of the HTTP provider.
func TestDeliveryStandsInTheTimeline(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		http, smpp      int
		to, durum, line string
	}{
		"receipt":           {0, 100, cep, "iletildi", "SMS İletildi"},
		"receipt, switched": {0, 100, "+905001110000", "basarisiz", "SMS Gönderilemedi"},
		"asked":             {100, 0, cep, "iletildi", "SMS İletildi"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t)
			w := stopped(t, dbtest.Open(t, url), mqtest.VHost(t))
			no := dbtest.File(t, w.Store, 1)
			if _, err := w.Pool().Exec(t.Context(), `DELETE FROM giden`); err != nil { // the one SMS is this test's
				t.Fatal(err)
			}
			w.run(t, impatient, twoProviders(t, w, c.http, c.smpp), func(o *pipeline.Options) {
				for i := range o.Saglayicilar {
					if g, ok := o.Saglayicilar[i].Gateway.(*sms.SMPP); ok {
						go g.Keep(t.Context())
					}
				}
			})
			id := w.queueSMS(t, store.SMS{Sablon: metin.SablonKapandi, KonuNo: no, Alici: c.to, Metin: metni, Parca: 1})
			eventually(t, "it is sent", func() bool {
				return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND durum IN ('gonderildi', 'iletildi', 'basarisiz')`, id) == 1
			})
			if c.http == 100 { // nobody tells by itself: a later process asks
				askLater(t, url, w, id.String())
			}
			eventually(t, "its end is known", func() bool {
				return count(t, w, `SELECT count(*) FROM sms WHERE id = $1 AND durum = $2 AND iletim IS NOT NULL`, id, c.durum) == 1
			})
			if n := count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND etiket = $2`, no, c.line); n != 1 {
				t.Errorf("%d lines “%s”", n, c.line)
			}
			for range 2 { // told again
				if err := w.SMSReceipt(t.Context(), id.String(), sms.Iletildi); err != nil {
					t.Fatal(err)
				}
			}
			if n := count(t, w, `SELECT count(*) FROM olay WHERE konu_no = $1 AND tip IN ($2, $3)`, no, basvuru.SMSIletildi, basvuru.SMSGonderilemedi); n != 1 {
				t.Errorf("told again, the timeline has %d lines", n)
			}
		})
	}
}

// askLater asks for receipts as the pipeline of a minute later does.
func askLater(t *testing.T, url string, w *world, ref string) {
	t.Helper()
	later, err := store.Open(t.Context(), store.Options{URL: url, Keys: dbtest.Keys, Now: func() time.Time { return time.Now().Add(time.Minute) }})
	if err != nil {
		t.Fatal(err)
	}
	defer later.Close()
	if ids, err := w.SMSToAsk(t.Context(), "http", 10); err != nil || len(ids) != 0 {
		t.Errorf("asked at once: %v, %v", ids, err)
	}
	ids, err := later.SMSToAsk(t.Context(), "http", 1)
	for range 100 { // the SMS of receipt goes by the same provider
		if err != nil || len(ids) == 0 {
			break
		}
		d, e := sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil).Report(t.Context(), ids[0].String())
		if e != nil {
			t.Fatal(e)
		}
		if e := later.SMSReceipt(t.Context(), ids[0].String(), d); e != nil {
			t.Fatal(e)
		}
		if ids[0].String() == ref {
			return
		}
		ids, err = later.SMSToAsk(t.Context(), "http", 1)
	}
	t.Fatalf("%s was not to be asked for: %v", ref, err)
}

// PL-07: at night only codes are sent; what else there is goes out in the morning.
func TestQuietHoursHoldAllButCodes(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 11, 21, 23, 30, 0, 0, store.Istanbul())
	quiet, err := sms.ParseSessiz("21:00-08:00", store.Istanbul())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, Sessiz: quiet, Now: func() time.Time { return night }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w := stopped(t, s, mqtest.VHost(t))
	held := w.queueSMS(t, store.SMS{Sablon: metin.SablonAlindi, Alici: cep, Metin: metni, Parca: 1})
	code := w.queueSMS(t, store.SMS{Sablon: metin.SablonKod, Alici: cep, Metin: metin.Kod("123456"), Parca: 1})
	if n := count(t, w, `SELECT count(*) FROM giden WHERE mesaj_id = $1 AND vade = $2`, held, time.Date(2026, 11, 22, 8, 0, 0, 0, store.Istanbul())); n != 1 {
		t.Error("the news does not wait for eight o'clock")
	}
	if n := count(t, w, `SELECT count(*) FROM giden WHERE mesaj_id = $1 AND vade <= now()`, code); n != 1 {
		t.Error("the code waits")
	}
}

package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// queueSMS stores an SMS as a consumer does and returns its id.
func queueSMS(t *testing.T, s *store.Store, m store.SMS) uuid.UUID {
	t.Helper()
	m.ID = uuid.Must(uuid.NewV7())
	_, err := s.Effect(t.Context(), "deneme", m.ID, func(ctx context.Context, tx *store.Tx) error { return tx.SendSMS(ctx, m) })
	if err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func claim(t *testing.T, s *store.Store, id uuid.UUID) (store.SMS, store.SMSHal) {
	t.Helper()
	m, hal, err := s.ClaimSMS(t.Context(), id, "http")
	if err != nil {
		t.Fatal(err)
	}
	return m, hal
}

// PL-07: at most one SMS for an event and template; the gateway's task carries neither text nor telephone.
func TestOneSMSForAnEvent(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	event := scan[uuid.UUID](t, s, `SELECT id FROM olay WHERE konu_no = $1`, no)
	for _, consumer := range []string{"havuz", "havuz", "bildirim"} { // delivered twice, and by a mistake of ours to another
		err := s.Notify(t.Context(), store.Bildirim{Tuketici: consumer, OlayID: event, No: no, Sablon: metin.SablonAlindi, Metin: metin.Alindi(no), Parca: 2})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM sms`); n != 1 {
		t.Errorf("%d SMS, want 1", n)
	}
	task := scan[string](t, s, `SELECT string_agg(convert_from(govde, 'UTF8') || coalesce(baslik::text, ''), '') FROM giden WHERE exchange = 'sms'`)
	if strings.Count(task, "sms_id") != 1 || strings.Contains(task, "+90") || strings.Contains(task, "Takip No") {
		t.Errorf("the task is %s", task)
	}
}

// VB-07: without a mobile the timeline says that no SMS could be sent, once.
func TestNotifyWithoutMobile(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	y := dbtest.Yeni(1)
	y.Kanal, y.Iletisim.Cep, y.Iletisim.Ev = "aks", "", "+903125551234"
	res := do(t, s, dbtest.AKS, 0, submission(y))
	event := scan[uuid.UUID](t, s, `SELECT id FROM olay WHERE konu_no = $1`, res.No)
	for range 2 {
		if err := s.Notify(t.Context(), store.Bildirim{Tuketici: "havuz", OlayID: event, No: res.No, Sablon: metin.SablonAlindi, Metin: "x", Parca: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM sms`); n != 0 {
		t.Errorf("%d SMS to nobody", n)
	}
	if n := count(t, s, `SELECT count(*) FROM olay WHERE konu_no = $1 AND etiket = 'SMS Gönderilemedi' AND aciklama LIKE '%cep telefonu bulunmadığından%'`, res.No); n != 1 {
		t.Errorf("the timeline says it %d times, want once", n)
	}
}

// PL-07: who claims an SMS has it alone until its time is up; whoever comes after asks the gateway first.
func TestClaimSMS(t *testing.T) {
	t.Parallel()
	s, clock := clockedStore(t)
	id := queueSMS(t, s, store.SMS{Sablon: metin.SablonAlindi, Alici: testCep, Metin: "Alındı.", Parca: 1})
	m, hal := claim(t, s, id)
	if hal != store.SMSGonder || m.Alici != testCep || m.Metin != "Alındı." || m.ID != id {
		t.Errorf("claimed %+v, %v", m, hal)
	}
	_, _, err := s.ClaimSMS(t.Context(), id, "http")
	if busy, ok := errors.AsType[*store.Mesgul](err); !ok || kural.KindOf(err) != kural.Unavailable || busy.Kalan > 5*time.Second { // it looks again soon (PL-06)
		t.Errorf("claimed while another attempt is at it: %v", err)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE sms SET gonderim = gonderim - interval '1 minute' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	if _, hal := claim(t, s, id); hal != store.SMSBelirsiz {
		t.Errorf("after a crash: %v, want that the gateway is asked", hal)
	}
	if err := s.SMSUnclear(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, hal := claim(t, s, id); hal != store.SMSBelirsiz {
		t.Errorf("after an attempt without an answer: %v, want that the gateway is asked", hal)
	}
	if err := s.SMSAgain(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, hal := claim(t, s, id); hal != store.SMSGonder {
		t.Errorf("after the gateway said no: %v, want that it is sent", hal)
	}
	if err := s.SMSSent(t.Context(), id, "no-1"); err != nil {
		t.Fatal(err)
	}
	clock.forward(time.Hour)
	if _, hal := claim(t, s, id); hal != store.SMSBitti {
		t.Errorf("after it was sent: %v", hal)
	}
	if _, hal := claim(t, s, uuid.New()); hal != store.SMSBitti {
		t.Errorf("an SMS that is not there: %v", hal)
	}
}

// PL-07: twenty deliveries of one task at once: one may send.
func TestClaimSMSAtOnce(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	id := queueSMS(t, s, store.SMS{Sablon: metin.SablonAlindi, Alici: testCep, Metin: "Alındı.", Parca: 1})
	hals, errs := together(20, func(int) (store.SMSHal, error) {
		_, hal, err := s.ClaimSMS(t.Context(), id, "http")
		return hal, err
	})
	senders := 0
	for i := range hals {
		if errs[i] == nil && hals[i] != store.SMSBitti {
			senders++
		}
	}
	if senders != 1 {
		t.Errorf("%d of 20 may send", senders)
	}
}

// VB-04: a code whose time is over is not sent, and its text is forgotten, as it is once it has been sent.
func TestCodesAreForgotten(t *testing.T) {
	t.Parallel()
	s, clock := clockedStore(t)
	code := store.SMS{Sablon: metin.SablonKod, Alici: testCep, Metin: metin.Kod("123456"), Parca: 1, Gecerlilik: clock.now().Add(3 * time.Minute)}
	sent, late, open := queueSMS(t, s, code), queueSMS(t, s, code), queueSMS(t, s, code)
	if _, hal := claim(t, s, open); hal != store.SMSGonder {
		t.Errorf("in time: %v", hal)
	}
	if _, hal := claim(t, s, sent); hal != store.SMSGonder {
		t.Errorf("in time: %v", hal)
	}
	if err := s.SMSSent(t.Context(), sent, "no-1"); err != nil {
		t.Fatal(err)
	}
	clock.forward(3*time.Minute + time.Second)
	if _, hal := claim(t, s, late); hal != store.SMSBitti {
		t.Errorf("too late: %v", hal)
	}
	if _, err := s.Pool().Exec(t.Context(), `UPDATE sms SET gonderim = NULL WHERE id = $1`, open); err != nil { // its attempt is over
		t.Fatal(err)
	}
	if _, hal := claim(t, s, open); hal != store.SMSBitti {
		t.Errorf("too late to ask what became of it: %v", hal)
	}
	have := scan[string](t, s, `SELECT string_agg(durum, ' ' ORDER BY durum) FROM sms WHERE metin IS NULL`)
	if have != "gonderildi suresi_gecti suresi_gecti" {
		t.Errorf("the text is forgotten of: %s", have)
	}
}

// PL-07: news that could not be sent in the evening waits for the morning, whoever tries again at night; a code does not.
func TestNothingButCodesIsClaimedAtNight(t *testing.T) {
	t.Parallel()
	quiet, err := sms.ParseSessiz("21:00-08:00", store.Istanbul())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 20, 59, 0, 0, store.Istanbul())
	s, err := store.Open(t.Context(), store.Options{URL: dbtest.URL(t), Keys: dbtest.Keys, Sessiz: quiet, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	news := queueSMS(t, s, store.SMS{Sablon: metin.SablonAlindi, Alici: testCep, Metin: "Alındı.", Parca: 1})
	code := queueSMS(t, s, store.SMS{Sablon: metin.SablonKod, Alici: testCep, Metin: metin.Kod("123456"), Parca: 1})
	if _, hal := claim(t, s, news); hal != store.SMSGonder { // and the provider does not take it
		t.Fatalf("in the evening: %v", hal)
	}
	if err := s.SMSAgain(t.Context(), news); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Minute)
	_, _, err = s.ClaimSMS(t.Context(), news, "http")
	if busy, ok := errors.AsType[*store.Mesgul](err); !ok || busy.Kalan != 10*time.Hour+59*time.Minute {
		t.Errorf("at one past nine: %v; want that it waits for eight", err)
	}
	if _, hal := claim(t, s, code); hal != store.SMSGonder {
		t.Errorf("a code at night: %v", hal)
	}
	now = now.Add(11 * time.Hour)
	if _, hal := claim(t, s, news); hal != store.SMSGonder {
		t.Errorf("in the morning: %v", hal)
	}
}

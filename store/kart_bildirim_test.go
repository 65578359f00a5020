package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// PL-07, OP-07: one SMS for a decision however often it comes, in the words that are in force, with the day of the request in Türkiye; its
// task says nothing of card and person. Nobody without a phone, and nobody who is no user any more, is written to.
func TestNotifyKart(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	ctx := t.Context()
	if err := s.SetMetin(ctx, yonetici, metin.SablonKartOnaylandi, "{tarih}: kartınız çıkacak.", 0); err != nil {
		t.Fatal(err)
	}
	personel := addUser(t, s, "personel", "HASAN", 1)
	no := family(t, s, personel, 2)[spouse]
	doCard(t, s, personel, no, asking(t, s, personel, no))
	night := time.Date(2026, 11, 20, 22, 30, 0, 0, time.UTC) // in Türkiye the 21st
	if _, err := s.Pool().Exec(ctx, `UPDATE kart_talep SET zaman = $1`, night); err != nil {
		t.Fatal(err)
	}
	notify := func(event uuid.UUID, consumer string, talep int) error {
		return s.NotifyKart(ctx, store.KartBildirim{Tuketici: consumer, OlayID: event, KartNo: no, Talep: talep, Sablon: metin.SablonKartOnaylandi})
	}
	if err := notify(uuid.New(), "kart-bildirim", 2); kural.KindOf(err) != kural.NotFound {
		t.Errorf("a request that there is not: %v", err)
	}
	set := func(telefon []byte, aktif bool) {
		t.Helper()
		if _, err := s.Pool().Exec(ctx, `UPDATE kullanici SET telefon = $2, aktif = $3 WHERE id = $1`, personel.ID, telefon, aktif); err != nil {
			t.Fatal(err)
		}
	}
	phone := s.Box().SealString(testCep)
	for _, c := range []struct {
		telefon []byte
		aktif   bool
	}{{nil, true}, {s.Box().SealString(""), true}, {phone, false}} {
		set(c.telefon, c.aktif)
		if err := notify(uuid.New(), "kart-bildirim", 1); err != nil {
			t.Error(err)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM sms`); n != 0 {
		t.Errorf("%d SMS to nobody", n)
	}
	set(phone, true)
	event := uuid.New()
	for _, consumer := range []string{"kart-bildirim", "kart-bildirim", "bildirim"} { // twice, and by a mistake of ours to another
		if err := notify(event, consumer, 1); err != nil {
			t.Fatal(err)
		}
	}
	sealed := scan[[]byte](t, s, `SELECT metin FROM sms WHERE konu_no IS NULL AND parca = 1`) // fails for more than one, or none
	if text, err := s.Box().OpenString(sealed); err != nil || text != "21.11.2026: kartınız çıkacak." || count(t, s, `SELECT count(*) FROM sms`) != 1 {
		t.Errorf("the SMS is %q, %v", text, err)
	}
	task := scan[string](t, s, `SELECT string_agg(konu_no || convert_from(govde, 'UTF8') || coalesce(baslik::text, ''), '') FROM giden WHERE exchange = 'sms'`)
	if !strings.HasPrefix(task, `0{"sms_id"`) || strings.Contains(task, "+90") || strings.Contains(task, "kart") {
		t.Errorf("the task is %s", task)
	}
}

package store_test

import (
	"testing"

	"github.com/google/uuid"

	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/metin"
	"acikkapi/store"
)

// PL-05, PL-07: an SMS of which nobody can know whether it arrived is parked. The operator who discards it gives it up: it waits no more, its
// timeline says what is known, and nothing sends it again. One that was sent meanwhile stays sent.
func TestDiscardedSMSIsGivenUp(t *testing.T) {
	t.Parallel()
	s := dbtest.New(t)
	no := dbtest.File(t, s, 1)
	operator := kural.Actor{Rol: kural.Isletmen, ID: 8, Ad: "DENİZ İŞLETMEN"}
	open := queueSMS(t, s, store.SMS{Sablon: metin.SablonAlindi, KonuNo: no, Alici: testCep, Metin: "Alındı.", Parca: 1})
	out := queueSMS(t, s, store.SMS{Sablon: metin.SablonKapandi, KonuNo: no, Alici: testCep, Metin: "Kapandı.", Parca: 1})
	var parked []uuid.UUID
	for _, id := range []uuid.UUID{open, out} {
		claim(t, s, id)
		if err := s.SMSUnclear(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		parked = append(parked, uuid.New())
		_, err := s.Pool().Exec(t.Context(), `INSERT INTO park (id, tuketici, mesaj_id, tip, neden, govde, baslik, exchange, anahtar, konu_no)
			VALUES ($1, 'sms', $2, $3, 'no answer', '{}', '{}', 'sms', 'sms', $4)`, parked[len(parked)-1], id, store.TipSMS, no)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SMSSent(t.Context(), out, "A1"); err != nil {
		t.Fatal(err)
	}
	results, err := s.DecidePark(t.Context(), operator, parked, store.ParkAtildi, "Operatöre soruldu, ulaşmış.")
	if err != nil || len(results) != 2 || results[0].Hata+results[1].Hata != "" {
		t.Fatalf("%+v, %v", results, err)
	}
	if got := scan[string](t, s, `SELECT string_agg(durum, ' ' ORDER BY durum) FROM sms WHERE id IN (SELECT mesaj_id FROM park)`); got != "basarisiz gonderildi" {
		t.Errorf("the SMS are %s", got)
	}
	if n := count(t, s, `SELECT count(*) FROM olay WHERE konu_no = $1 AND etiket = 'SMS Gönderilemedi' AND aciklama LIKE '%öğrenilemedi%'`, no); n != 1 {
		t.Errorf("the timeline says it %d times", n)
	}
	if _, hal := claim(t, s, open); hal != store.SMSBitti {
		t.Errorf("it is sent again: %v", hal)
	}
}

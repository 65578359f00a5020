package pipeline_test

import (
	"testing"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
)

// PL-02, PL-06, YT-04: the broker is away while birim answer on their pages: both answers are accepted and wait; once it is back they are
// delivered, and the application moves on by itself.
func TestAnswersWhileTheBrokerIsAway(t *testing.T) {
	t.Parallel()
	broker, through := proxy(t, mqtest.VHost(t))
	w := start(t, dbtest.New(t), through)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	eventually(t, "both birim have it in their inboxes", func() bool { return inbox(t, w, no) == 2 })
	w.settled(t)
	broker.Stop()

	must(t, w, dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Temizlik yapılacaktır."})
	must(t, w, dbtest.YetkiliSag, no, basvuru.Return{Sira: 2, Neden: "Görev alanımızda değildir."})
	if _, err := w.Do(t.Context(), dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumsuz, Metin: "Bir daha"}); err == nil {
		t.Error("answered twice")
	}
	if n := count(t, w, `SELECT count(*) FROM giden`); n != 2 || durum(t, w, no) != basvuru.Yonlendirildi {
		t.Errorf("%d messages wait, the application is %s", n, durum(t, w, no))
	}
	if err := broker.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the application moves on", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	eventually(t, "the outbox is empty", func() bool { return count(t, w, `SELECT count(*) FROM giden`) == 0 })
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d messages were parked", n)
	}
}

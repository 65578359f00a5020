package pipeline_test

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kps"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/sim"
	"acikkapi/internal/sms"
	"acikkapi/internal/telefon"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// world is a whole pipeline on a database, a broker and a gateway of its own.
type world struct {
	*store.Store
	sim     *sim.Sim
	amqpURL string
	simURL  string
	reg     *prometheus.Registry
	stop    func()              // of the pipeline, as at the end of the test
	pub     *pipeline.Publisher // of send
}

func start(t *testing.T, s *store.Store, amqpURL string, change ...func(*pipeline.Options)) *world {
	t.Helper()
	w := stopped(t, s, amqpURL)
	w.run(t, change...)
	return w
}

// stopped is a world whose pipeline does not run yet.
func stopped(t *testing.T, s *store.Store, amqpURL string) *world {
	t.Helper()
	gateway := sim.New(sim.Options{People: -1})
	srv := httptest.NewServer(gateway.Handler())
	t.Cleanup(srv.Close)
	return &world{Store: s, sim: gateway, amqpURL: amqpURL, simURL: srv.URL, reg: prometheus.NewRegistry()}
}

// run starts the pipeline, to be stopped by stop or at the end of the test.
func (w *world) run(t *testing.T, change ...func(*pipeline.Options)) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	opt := pipeline.Options{
		AMQPURL: w.amqpURL, Store: w.Store, Log: testLog(t), Metrics: pipeline.NewMetrics(w.reg),
		Gateway: sms.NewHTTP(w.simURL+"/sms-gateway", "sim", "ACIKKAPI", nil), KPS: kps.New(w.simURL, nil),
	}
	for _, f := range change {
		f(&opt)
	}
	p, done := pipeline.New(opt), make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("pipeline: %v", err)
		}
	})
	t.Cleanup(w.stop)
}

// PL-01, PL-02, PL-03, AK-10, AK-12, MI-03, VB-14: one application through every queue.
func TestWholeLife(t *testing.T) {
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	eventually(t, "both birim have it in their inboxes", func() bool { return inbox(t, w, no) == 2 })

	must(t, w, dbtest.YetkiliMEM, no, basvuru.Answer{Sira: 1, Sonuc: basvuru.Olumlu, Metin: "Temizlik yapılacaktır."})
	must(t, w, dbtest.YetkiliSag, no, basvuru.Return{Sira: 2, Neden: "Görev alanımızda değildir."})
	eventually(t, "the last answer moves it on", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })

	must(t, w, dbtest.AKS, no, basvuru.SendToMIA{Aciklama: "Onayınıza arz ederim."})
	eventually(t, "the MİA has it", func() bool { return count(t, w, `SELECT count(*) FROM mia_kutusu WHERE basvuru_no = $1`, no) == 1 })
	must(t, w, dbtest.MIA, no, basvuru.AnswerMIA{Sonuc: basvuru.Olumlu, Metin: "Uygundur."})
	must(t, w, dbtest.AKS, no, basvuru.Close{Sonuc: basvuru.Olumlu, Metin: "Okul temizlendi."})

	phone := telefon.Numara(dbtest.Yeni(1).Iletisim.Cep)
	eventually(t, "two SMS", func() bool { return len(w.sim.Mesajlar(phone)) == 2 })
	if n := len(w.sim.Tekrarlar()); n != 0 {
		t.Errorf("%d SMS were sent twice", n)
	}
	eventually(t, "the outbox is empty", func() bool { return count(t, w, `SELECT count(*) FROM giden`) == 0 })
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d messages were parked", n)
	}
}

func must(t *testing.T, w *world, actor basvuru.Actor, no int64, cmd basvuru.Command) {
	t.Helper()
	if _, err := w.Do(t.Context(), actor, no, cmd); err != nil {
		t.Fatalf("%s: %v", cmd.Action(), err)
	}
}

func inbox(t *testing.T, w *world, no int64) int {
	return count(t, w, `SELECT count(*) FROM birim_kutusu k JOIN yonlendirme y USING (basvuru_no, sira) WHERE basvuru_no = $1 AND y.durum = 'teslim'`, no)
}

func durum(t *testing.T, w *world, no int64) (d basvuru.Durum) {
	t.Helper()
	if err := w.Pool().QueryRow(t.Context(), `SELECT durum FROM basvuru WHERE no = $1`, no).Scan(&d); err != nil {
		t.Fatal(err)
	}
	return d
}

func count(t *testing.T, w *world, sql string, args ...any) (n int) {
	t.Helper()
	if err := w.Pool().QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

var isletmen = kural.Actor{Rol: kural.Isletmen, ID: 8, Ad: "DENİZ İŞLETMEN"}

// open is the undecided record of a parked message, once there is one.
func open(t *testing.T, w *world, mesaj string) uuid.UUID {
	t.Helper()
	eventually(t, "it is parked", func() bool {
		return count(t, w, `SELECT count(*) FROM park WHERE mesaj_id = $1 AND karar IS NULL`, mesaj) == 1
	})
	return uuid.MustParse(text(t, w, `SELECT id::text FROM park WHERE mesaj_id = $1 AND karar IS NULL`, mesaj))
}

func decide(t *testing.T, w *world, id uuid.UUID, karar store.ParkKarar, aciklama string) {
	t.Helper()
	res, err := w.DecidePark(t.Context(), isletmen, []uuid.UUID{id}, karar, aciklama)
	if err != nil || len(res) != 1 || res[0].Hata != "" {
		t.Fatalf("%s: %v %v", karar, res, err)
	}
}

// PL-05: a parked message comes back to its queue when the operator says so: with the cause still there it is parked once more and shows its
// history; with the cause mended it is applied, once.
func TestSentAgainAfterTheCauseIsMended(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	told := hears(t, w, store.TopicIsletim)
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	set := func(aktif bool) {
		if _, err := w.Pool().Exec(t.Context(), `UPDATE birim SET aktif = $2 WHERE detsis_no = $1`, dbtest.BirimMEM.No, aktif); err != nil {
			t.Fatal(err)
		}
	}
	set(false)
	w.run(t)
	eventually(t, "the message for the closed birim is parked", func() bool { return count(t, w, `SELECT count(*) FROM park`) == 1 })
	eventually(t, "the operator's pages are told", told)
	mesaj := text(t, w, `SELECT mesaj_id::text FROM park`)
	first := open(t, w, mesaj)
	if d, err := w.Parked(t.Context(), isletmen, first); err != nil || d.Tuketici != "birim.yok" || d.KonuNo != no || !strings.Contains(d.Neden, "Etkin birim bulunamadı") {
		t.Errorf("parked: %+v %v", d, err)
	}
	decide(t, w, first, store.ParkYeniden, "Denedim")
	second := open(t, w, mesaj)
	set(true)
	decide(t, w, second, store.ParkYeniden, "Birim açıldı")
	eventually(t, "the birim has it", func() bool { return inbox(t, w, no) == 1 })
	w.settled(t)
	if n := count(t, w, `SELECT count(*) FROM park WHERE karar IS NULL`); n != 0 {
		t.Errorf("%d are parked still", n)
	}
	if n := inbox(t, w, no); n != 1 {
		t.Errorf("the birim has it %d times", n)
	}
	d, err := w.Parked(t.Context(), isletmen, second)
	if err != nil || len(d.Gecmis) != 2 || d.Gecmis[0].Aciklama != "Denedim" || d.Gecmis[1].Aciklama != "Birim açıldı" || d.Gecmis[1].KararVeren != isletmen.Ad {
		t.Errorf("its history: %+v %v", d.Gecmis, err)
	}
}

// PL-04, PL-05: messages of fixed, birims' and ils' queues go back to the one they came from; what was applied already is not applied again.
func TestSentAgainIsAppliedOnce(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	eventually(t, "the birim has it, the citizen their SMS", func() bool { return inbox(t, w, no) == 1 && w.received(1) >= 1 })
	w.settled(t)
	sms := w.received(1)
	for _, c := range []struct{ exchange, key, body, consumer, leadsTo string }{
		{"", "birim." + dbtest.BirimMEM.No, `{"tip":"yeni.tur"}`, "birim", "birim/" + dbtest.BirimMEM.No},
		{"", "toplama", `{`, "toplama", "/toplama"},
		{"", "kart", `[]`, "kart", "/kart"},
	} {
		id := uuid.NewString()
		w.send(t, pipeline.Outgoing{Exchange: c.exchange, Key: c.key, ID: id, Type: "deneme", Body: []byte(c.body)})
		parked := open(t, w, id)
		if got := text(t, w, `SELECT tuketici || ' ' || exchange || '/' || anahtar FROM park WHERE id = $1`, parked); got != c.consumer+" "+c.leadsTo {
			t.Errorf("parked as %s, want %s", got, c.leadsTo)
		}
		decide(t, w, parked, store.ParkYeniden, "")
		if again := open(t, w, id); again == parked {
			t.Errorf("%s: the same record", c.key)
		} else {
			decide(t, w, again, store.ParkAtildi, "Bozuk ileti")
		}
	}
	for _, e := range w.events(t, no) { // as if their consumers had parked them after all
		if e.Type != basvuru.Alindi {
			continue
		}
		err := w.Park(t.Context(), store.Parked{Tuketici: "havuz", MesajID: uuid.MustParse(e.ID), Tip: e.Type, Neden: "x", Anahtar: "havuz", Govde: e.Body, Baslik: map[string]string{}})
		if err != nil {
			t.Fatal(err)
		}
		decide(t, w, open(t, w, e.ID), store.ParkYeniden, "")
	}
	w.settled(t)
	if w.received(1) != sms || len(w.sim.Tekrarlar()) != 0 {
		t.Errorf("%d SMS, before %d", w.received(1), sms)
	}
	if n := count(t, w, `SELECT count(*) FROM park WHERE karar IS NULL`); n != 0 {
		t.Errorf("%d are parked", n)
	}
}

// SC-10, PL-05: of a message that the broker gave up on nothing is believed that its sender wrote into its headers: not who sent it, not who
// parked it; sent again it is refused as before.
func TestHeadersOfADeadMessageAreNotBelieved(t *testing.T) {
	t.Parallel()
	w := stopped(t, dbtest.New(t), mqtest.VHost(t))
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM}})
	id := uuid.NewString()
	w.send(t, pipeline.Outgoing{
		Exchange: "cevap", Key: "cevap", ID: id, Type: "deneme",
		Headers: map[string]string{"gonderen": "birim-" + dbtest.BirimMEM.No, "tuketici": "havuz", "neden": "sahte", "kuyruk": "sms", "exchange": "sms", "anahtar": "sms"},
		Body:    []byte(`{"basvuru_no":` + text(t, w, `SELECT no::text FROM basvuru`) + `,"sira":1,"birim_no":"` + dbtest.BirimMEM.No + `","sonuc":"olumlu","metin":"Sahte"}`),
	})
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error {
		for {
			d, ok, err := ch.Get("cevap", false)
			if err != nil || !ok {
				return err
			}
			if err := d.Reject(true); err != nil {
				return err
			}
		}
	})
	eventually(t, "the broker gives up", func() bool { return depth(t, w.amqpURL, "olu.cevap") == 1 })
	w.run(t)
	parked := open(t, w, id)
	if got := text(t, w, `SELECT tuketici || ' ' || exchange || '/' || anahtar || ' ' || coalesce(baslik->>'gonderen', '-') || ' ' || neden FROM park WHERE id = $1`, parked); !strings.HasPrefix(got, "cevap /cevap - Mesaj çok kez teslim edildi") {
		t.Errorf("parked as %s", got)
	}
	decide(t, w, parked, store.ParkYeniden, "")
	again := open(t, w, id)
	if got := text(t, w, `SELECT neden FROM park WHERE id = $1`, again); !strings.Contains(got, "kendi kullanıcısı değil") {
		t.Errorf("sent again it was parked for: %s", got)
	}
	if n := count(t, w, `SELECT count(*) FROM cevap`); n != 0 {
		t.Errorf("%d answers", n)
	}
}

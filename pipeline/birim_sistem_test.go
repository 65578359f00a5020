package pipeline_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/testenv"
	"acikkapi/pipeline"
	"acikkapi/store"
)

var operator = kural.Actor{Rol: kural.Isletmen, ID: 9, Ad: "İŞLETMEN"}

// managed has the pipeline make users.
func managed(t *testing.T) func(*pipeline.Options) {
	t.Helper()
	address := testenv.Get(t, "AMQP_MANAGEMENT_URL")
	return func(o *pipeline.Options) { o.YonetimURL = address }
}

// beforeManagement is the address of somebody who stands before RabbitMQ's management and sees each request before it goes through.
func beforeManagement(t *testing.T, see func(rw http.ResponseWriter, r *http.Request, through http.Handler)) string {
	t.Helper()
	target, err := url.Parse(testenv.Get(t, "AMQP_MANAGEMENT_URL"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { see(rw, r, proxy) }))
	t.Cleanup(srv.Close)
	address, _ := url.Parse(srv.URL)
	address.User = target.User
	return address.String()
}

// sistem is a birim's own system with its credentials.
type sistem struct {
	w      *world
	birim  basvuru.Birim
	no     string
	kimlik store.Kimlik
}

// connect switches the birim, which no other test may use – RabbitMQ users are of the whole server –, to its own system.
func connect(t *testing.T, w *world, no string) *sistem {
	t.Helper()
	y := &sistem{w: w, no: no, birim: basvuru.Birim{No: no, Ad: text(t, w, `SELECT ad FROM birim WHERE detsis_no = $1`, no)}}
	mqtest.Forget(t, pipeline.BirimUser(no))
	y.issue(t)
	return y
}

func (y *sistem) state(t *testing.T) store.BirimSistemi {
	t.Helper()
	b, err := y.w.BirimSistemi(t.Context(), operator, y.no)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (y *sistem) issue(t *testing.T) {
	t.Helper()
	var err error
	if y.kimlik, err = y.w.IssueBirimSistemi(t.Context(), operator, y.no, y.state(t).Surum); err != nil {
		t.Fatal(err)
	}
	eventually(t, "RabbitMQ has followed", func() bool { return y.state(t).Durum == store.BirimSistemKuruldu })
}

func (y *sistem) withdraw(t *testing.T) {
	t.Helper()
	if err := y.w.WithdrawBirimSistemi(t.Context(), operator, y.no, y.state(t).Surum); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the birim is back on the web", func() bool { return y.state(t).Durum == store.BirimSistemKapali })
}

func (y *sistem) url() string {
	u, _ := url.Parse(y.w.amqpURL)
	u.User = url.UserPassword(y.kimlik.Kullanici, y.kimlik.Parola)
	return u.String()
}

func (y *sistem) queue() string { return "birim." + y.no }

// route files an application n and routes it to the birim.
func (y *sistem) route(t *testing.T, n int) int64 {
	t.Helper()
	no := dbtest.File(t, y.w.Store, n)
	must(t, y.w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{y.birim}})
	return no
}

// send publishes body as the unit's system does, by the exchange that is its own.
func (y *sistem) send(t *testing.T, p amqp.Publishing) {
	t.Helper()
	onChannel(t, y.url(), func(ch *amqp.Channel) error { return publishTo(ch, pipeline.CevapExchange(y.no), "cevap", p) })
}

// take reads the next message of a queue as the unit's system and acks it.
func (y *sistem) take(t *testing.T, queue string) (d amqp.Delivery) {
	t.Helper()
	onChannel(t, y.url(), func(ch *amqp.Channel) error {
		eventually(t, "a message in "+queue, func() bool {
			var ok bool
			var err error
			if d, ok, err = ch.Get(queue, true); err != nil {
				t.Fatal(err)
			}
			return ok
		})
		return nil
	})
	return d
}

func publishTo(ch *amqp.Channel, exchange, key string, p amqp.Publishing) error {
	if err := ch.Confirm(false); err != nil {
		return err
	}
	c, err := ch.PublishWithDeferredConfirm(exchange, key, true, false, p)
	return confirmed(ch, c, err)
}

func cevap(y *sistem, no int64, sonuc, metin string, dosyas ...uuid.UUID) []byte {
	b, _ := json.Marshal(store.CevapMesaji{BasvuruNo: no, Sira: 1, BirimNo: y.no, Sonuc: basvuru.Sonuc(sonuc), Metin: metin, Dosyalar: dosyas})
	return b
}

// PL-02, SC-10: the whole way of a birim that works by its own system: it gets its routings, which stand as delivered on the desk and in the
// web inbox, answers one and returns one; its credentials change; then it comes back to the web with what was still waiting.
func TestBirimsOwnSystem(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600115")

	first, second := y.route(t, 1), y.route(t, 2)
	eventually(t, "the desk sees both delivered", func() bool { return inbox(t, w, first)+inbox(t, w, second) == 2 })
	got := map[int64]bool{}
	for range 2 {
		var m store.BirimMesaji
		d := y.take(t, y.queue())
		if err := json.Unmarshal(d.Body, &m); err != nil || m.BirimNo != y.no || m.Tip != store.TipYonlendirme || d.MessageId != m.ID.String() {
			t.Fatalf("%s: %v", d.Body, err)
		}
		got[m.BasvuruNo] = true
	}
	if !got[first] || !got[second] {
		t.Errorf("applications %v, want %d and %d", got, first, second)
	}
	y.send(t, amqp.Publishing{Body: cevap(y, first, "olumlu", "Yapıldı.")})
	y.send(t, amqp.Publishing{Body: cevap(y, second, "iade", "Görevimiz değil.")})
	eventually(t, "both are decided on", func() bool {
		return durum(t, w, first) == basvuru.Cevaplandi && durum(t, w, second) == basvuru.Cevaplandi
	})
	if s := text(t, w, `SELECT string_agg(coalesce(sonuc, '-') || ' ' || metin, '|' ORDER BY basvuru_no) FROM cevap`); s != "olumlu Yapıldı.|- Görevimiz değil." {
		t.Errorf("stored: %s", s)
	}

	old := y.url()
	conn, err := amqp.Dial(old)
	if err != nil {
		t.Fatal(err)
	}
	closed := conn.NotifyClose(make(chan *amqp.Error, 1))
	y.issue(t)
	select {
	case <-closed:
	case <-time.After(limit):
		t.Error("a connection of the former credentials stays open")
	}
	if c, err := amqp.Dial(old); err == nil {
		_ = c.Close()
		t.Error("the former password is good still")
	}

	third := y.route(t, 3)
	eventually(t, "the third is delivered", func() bool { return inbox(t, w, third) == 1 })
	if n := depth(t, w.amqpURL, y.queue()); n != 1 {
		t.Errorf("%d messages wait for the unit's system, want 1: somebody else empties its queue", n)
	}
	held := y.url()
	y.withdraw(t)
	if c, err := amqp.Dial(held); err == nil {
		_ = c.Close()
		t.Error("the withdrawn user can still connect")
	}
	eventually(t, "the queue is emptied by us again", func() bool { return depth(t, w.amqpURL, y.queue()) == 0 })
	fourth := y.route(t, 4)
	eventually(t, "what comes afterwards is in the web inbox", func() bool { return inbox(t, w, fourth) == 1 })
	if n := inbox(t, w, third); n != 1 {
		t.Errorf("the third stands %d times in the inbox", n)
	}
	if n := count(t, w, `SELECT count(*) FROM park`); n != 0 {
		t.Errorf("%d parked: %s", n, text(t, w, `SELECT string_agg(neden, '|') FROM park`))
	}
	if s := text(t, w, `SELECT string_agg(islem, ', ' ORDER BY zaman, id) FROM degisiklik WHERE tablo = 'birim_sistem' AND yapan_ad = 'İŞLETMEN'`); s != "kendi sistemine geçirildi, kimlik yenilendi, web gelen kutusuna alındı" {
		t.Errorf("on record: %s", s)
	}
}

// PL-06: while the management is away nothing is half done: the birim stays on the web, the page can say why, and it goes on by itself.
func TestManagementAway(t *testing.T) {
	t.Parallel()
	var up atomic.Bool
	address := beforeManagement(t, func(rw http.ResponseWriter, r *http.Request, through http.Handler) {
		if !up.Load() {
			http.Error(rw, "gone", http.StatusBadGateway)
			return
		}
		through.ServeHTTP(rw, r)
	})
	w := start(t, dbtest.New(t), mqtest.VHost(t), func(o *pipeline.Options) {
		o.YonetimURL, o.Delays = address, slices.Repeat([]time.Duration{50 * time.Millisecond}, 100)
	})
	y := &sistem{w: w, no: "90600120", birim: basvuru.Birim{No: "90600120"}}
	mqtest.Forget(t, pipeline.BirimUser(y.no))
	var err error
	if y.kimlik, err = w.IssueBirimSistemi(t.Context(), operator, y.no, 0); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the page says why", func() bool { return strings.Contains(y.state(t).Hata, "yönetim arayüzüne ulaşılamadı") })
	no := y.route(t, 1)
	eventually(t, "the birim works on the web meanwhile", func() bool { return inbox(t, w, no) == 1 && depth(t, w.amqpURL, y.queue()) == 0 })
	if b := y.state(t); b.Durum != store.BirimSistemIstendi {
		t.Errorf("it stands as %s", b.Durum)
	}
	up.Store(true)
	eventually(t, "it is made by itself", func() bool { b := y.state(t); return b.Durum == store.BirimSistemKuruldu && b.Hata == "" })
	c, err := amqp.Dial(y.url())
	if err != nil {
		t.Fatalf("the password that was shown is not good: %v", err)
	}
	_ = c.Close()
	if _, err := w.IssueBirimSistemi(t.Context(), operator, y.no, 0); kural.KindOf(err) != kural.Conflict {
		t.Errorf("decided from an older page: %v", err)
	}
}

// SC-12: what a birim's own system needs comes again after RabbitMQ was wiped, its user with the password that the birim has.
func TestOwnSystemAfterAWipe(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600121")
	mqtest.DropUser(t, pipeline.BirimUser(y.no))
	mqtest.CloseConnections(t, w.amqpURL)
	onChannel(t, w.amqpURL, func(ch *amqp.Channel) error {
		for _, q := range []string{y.queue(), y.queue() + ".ret"} {
			if _, err := ch.QueueDelete(q, false, false, false); err != nil {
				return err
			}
		}
		if err := ch.ExchangeDelete(pipeline.CevapExchange(y.no), false, false); err != nil {
			return err
		}
		return ch.QueueUnbind("birim-sistem", y.no, "birim", nil)
	})
	no := y.route(t, 1)
	eventually(t, "it is delivered", func() bool { return inbox(t, w, no) == 1 })
	y.take(t, y.queue())
	y.send(t, amqp.Publishing{Body: cevap(y, no, "olumlu", "Yapıldı.")})
	eventually(t, "it is answered", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	y.send(t, amqp.Publishing{Body: []byte("{}")})
	y.take(t, y.queue()+".ret")
}

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"net/http"

	"github.com/google/uuid"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
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
	for _, no := range []int64{first, second} {
		var m store.BirimMesaji
		d := y.take(t, y.queue())
		if err := json.Unmarshal(d.Body, &m); err != nil || m.BirimNo != y.no || m.Tip != store.TipYonlendirme || d.MessageId != m.ID.String() {
			t.Fatalf("%s: %v", d.Body, err)
		}
		if m.BasvuruNo != no {
			t.Errorf("application %d, want %d", m.BasvuruNo, no)
		}
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

// PL-05, SC-10: an answer that will never be right is parked with its reason, and its sender is told which message it was, and why.
func TestRefusedAnswersAreToldToTheirSender(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600116")
	no, answered := y.route(t, 1), y.route(t, 2)
	eventually(t, "both are delivered", func() bool { return inbox(t, w, no)+inbox(t, w, answered) == 2 })
	y.send(t, amqp.Publishing{MessageId: "tamam", Body: cevap(y, answered, "olumlu", "Yapıldı.")})
	eventually(t, "one is answered", func() bool { return durum(t, w, answered) == basvuru.Cevaplandi })

	foreign := uuid.New()
	if _, err := w.Pool().Exec(t.Context(), `INSERT INTO dosya (id, ozet, ad, tur, boyut, yukleyen) VALUES ($1, 'x', 'a.pdf', 'application/pdf', 1, 'birim:90600117')`, foreign); err != nil {
		t.Fatal(err)
	}
	other := *y
	other.no = dbtest.BirimMEM.No
	for i, c := range []struct {
		what string
		body []byte
		alan string
		says string
	}{
		{"forged sender", cevap(&other, no, "olumlu", "Başkası adına."), "birim_no", "kendi kullanıcısı değil"},
		{"unknown routing", cevap(y, no+1000, "olumlu", "Yok."), "", "bulunamadı"},
		{"answered twice", cevap(y, answered, "olumsuz", "Bir daha."), "", "bu işlem yapılamaz"},
		{"too large", cevap(y, no, "olumlu", strings.Repeat("x", pipeline.MaxCevap)), "", "İleti çok büyük"},
		{"too long", cevap(y, no, "olumlu", strings.Repeat("ş", 4001)), "metin", "En fazla 4000 karakter"},
		{"no JSON", []byte("<cevap/>"), "", "geçerli bir JSON nesnesi değil"},
		{"two JSON values", append(cevap(y, no, "olumlu", "Yapıldı."), "{}"...), "", "geçerli bir JSON nesnesi değil"},
		{"a list", []byte("[]"), "", "JSON nesnesi olmalıdır"},
		{"wrong type", fmt.Appendf(nil, `{"basvuru_no":"%d"}`, no), "basvuru_no", "türü yanlış"},
		{"unknown field", fmt.Appendf(nil, `{"basvuru_no":%d,"dosya":[]}`, no), "dosya", "bilinmeyen bir alan"},
		{"unknown outcome", cevap(y, no, "kismen", "Kısmen."), "sonuc", "Cevap tipini seçiniz"},
		{"no words", cevap(y, no, "olumlu", " "), "metin", "Cevabı giriniz"},
		{"file that is none", []byte(fmt.Sprintf(`{"basvuru_no":%d,"sira":1,"birim_no":%q,"sonuc":"olumlu","metin":"x","dosyalar":["a.pdf"]}`, no, y.no)), "dosyalar", "id (UUID) olmayan"},
		{"unknown file", cevap(y, no, "olumlu", "Ekte.", uuid.New()), "dosyalar", "bulunamadı"},
		{"somebody else's file", cevap(y, no, "olumlu", "Ekte.", foreign), "dosyalar", "bulunamadı"},
		{"return with a file", cevap(y, no, "iade", "Değil.", uuid.New()), "dosyalar", "dosya eklenemez"},
	} {
		id := fmt.Sprintf("ileti-%d", i)
		y.send(t, amqp.Publishing{MessageId: id, Body: c.body})
		d := y.take(t, y.queue()+".ret")
		var m store.RetMesaji
		if err := json.Unmarshal(d.Body, &m); err != nil {
			t.Fatal(err)
		}
		if m.IletiID != id || m.Tip != "cevap.reddedildi" || d.Type != m.Tip || m.Alan != c.alan || !strings.Contains(m.Neden, c.says) || time.Since(m.Zaman) > time.Minute {
			t.Errorf("%s: %s", c.what, d.Body)
		}
		eventually(t, c.what+" is parked", func() bool {
			return count(t, w, `SELECT count(*) FROM park WHERE tuketici = 'cevap' AND position($1 in neden) > 0 AND octet_length(govde) <= 32768`, c.says) > 0 &&
				count(t, w, `SELECT count(*) FROM park`) == i+1
		})
	}
	if n := count(t, w, `SELECT count(*) FROM cevap`); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if d := durum(t, w, no); d != basvuru.Yonlendirildi {
		t.Errorf("the application went on to %s", d)
	}
	if n := depth(t, w.amqpURL, y.queue()+".ret"); n != 0 {
		t.Errorf("%d refusals too many", n)
	}
}

// SC-10: the broker itself refuses a birim's credentials everything but their queue, their refusals and their answers.
func TestCredentialsCanDoNothingElse(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y, other := connect(t, w, "90600117"), connect(t, w, "90600118")
	declare := func(name string) func(*amqp.Channel) error {
		return func(ch *amqp.Channel) error {
			_, err := ch.QueueDeclare(name, true, false, false, false, amqp.Table{"x-queue-type": "quorum"})
			return err
		}
	}
	read := func(queue string) func(*amqp.Channel) error {
		return func(ch *amqp.Channel) error {
			_, err := ch.Consume(queue, "", false, false, false, false, nil)
			return err
		}
	}
	publish := func(exchange, key string, p amqp.Publishing) func(*amqp.Channel) error {
		return func(ch *amqp.Channel) error { return publishTo(ch, exchange, key, p) }
	}
	tries := map[string]func(*amqp.Channel) error{
		"declare a queue":                  declare("yeni"),
		"declare a queue under its prefix": declare(y.queue() + ".yeni"),
		"declare an exchange": func(ch *amqp.Channel) error {
			return ch.ExchangeDeclare("yeni", "fanout", false, false, false, false, nil)
		},
		"bind its queue to the events": func(ch *amqp.Channel) error { return ch.QueueBind(y.queue(), "#", "olay", false, nil) },
		"bind its queue to all birim":  func(ch *amqp.Channel) error { return ch.QueueBind(y.queue(), other.no, "birim", false, nil) },
		"bind its exchange to another": func(ch *amqp.Channel) error {
			return ch.ExchangeBind(pipeline.CevapExchange(y.no), "", "birim", false, nil)
		},
		"delete its queue": func(ch *amqp.Channel) error {
			_, err := ch.QueueDelete(y.queue(), false, false, false)
			return err
		},
		"delete its exchange":            func(ch *amqp.Channel) error { return ch.ExchangeDelete(pipeline.CevapExchange(y.no), false, false) },
		"unbind its queue":               func(ch *amqp.Channel) error { return ch.QueueUnbind(y.queue(), y.no, "birim", nil) },
		"publish with another's user-id": publish("cevap", "cevap", amqp.Publishing{UserId: other.kimlik.Kullanici, Body: []byte("{}")}),
		"publish by another's exchange":  publish(pipeline.CevapExchange(other.no), "cevap", amqp.Publishing{Body: []byte("{}")}),
	}
	for _, queue := range append(pipeline.ParkingQueues(), "cevap", "sms", "havuz", "birim-sistem", "birim.yok", "mia.06", other.queue(), other.queue()+".ret", "birim."+dbtest.BirimMEM.No) {
		tries["read "+queue] = read(queue)
	}
	for _, e := range pipeline.Exchanges() {
		if e.Name != "cevap" {
			tries["publish to "+e.Name] = publish(e.Name, "sms", amqp.Publishing{Body: []byte("{}")})
		}
	}
	tries["publish straight into a queue"] = publish("", "cevap", amqp.Publishing{Body: []byte("{}")})
	tries["publish straight into its own"] = publish("", y.queue(), amqp.Publishing{Body: []byte("{}")})
	for what, f := range tries {
		onChannel(t, y.url(), func(ch *amqp.Channel) error {
			err := f(ch)
			if e, ok := err.(*amqp.Error); err == nil || ok && e.Code != amqp.AccessRefused && e.Code != amqp.PreconditionFailed && e.Code != amqp.NotFound { //nolint:errorlint // amqp091 returns it bare
				t.Errorf("%s: %v", what, err)
			}
			return nil
		})
	}
	management, err := url.Parse(testenv.Get(t, "AMQP_MANAGEMENT_URL"))
	if err != nil {
		t.Fatal(err)
	}
	management.User = nil
	c, err := rabbithole.NewClient(management.String(), y.kimlik.Kullanici, y.kimlik.Parola)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Overview(); err == nil {
		t.Error("the management lets a birim's user in")
	}
	onChannel(t, y.url(), func(ch *amqp.Channel) error { // what it may
		for _, queue := range []string{y.queue(), y.queue() + ".ret"} {
			if _, _, err := ch.Get(queue, false); err != nil {
				return err
			}
		}
		return publishTo(ch, "cevap", "cevap", amqp.Publishing{UserId: y.kimlik.Kullanici, Body: []byte("{}")})
	})
	if n := len(tries); n < 30 {
		t.Errorf("only %d tries", n)
	}
}

// PL-06: while the management is away nothing is half done: the birim stays on the web, the page can say why, and it goes on by itself.
func TestManagementAway(t *testing.T) {
	t.Parallel()
	target, err := url.Parse(testenv.Get(t, "AMQP_MANAGEMENT_URL"))
	if err != nil {
		t.Fatal(err)
	}
	var up atomic.Bool
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: target.Scheme, Host: target.Host})
	srv := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !up.Load() {
			http.Error(rw, "gone", http.StatusBadGateway)
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(srv.Close)
	address, _ := url.Parse(srv.URL)
	address.User = target.User
	w := start(t, dbtest.New(t), mqtest.VHost(t), func(o *pipeline.Options) {
		o.YonetimURL, o.Delays = address.String(), slices.Repeat([]time.Duration{50 * time.Millisecond}, 100)
	})
	y := &sistem{w: w, no: "90600120", birim: basvuru.Birim{No: "90600120"}}
	mqtest.Forget(t, pipeline.BirimUser(y.no))
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

// YT-03: no byte of what a birim's own system gets leads to the citizen.
func TestOwnSystemGetsNoContactData(t *testing.T) {
	t.Parallel()
	w := start(t, dbtest.New(t), mqtest.VHost(t), managed(t))
	y := connect(t, w, "90600125")
	no := y.route(t, 321)
	var got []string
	keep := func(d amqp.Delivery) { // the whole delivery: body, properties and headers
		got = append(got, fmt.Sprintf("%s %+v", d.Body, d))
	}
	keep(y.take(t, y.queue()))
	y.send(t, amqp.Publishing{Body: cevap(y, no, "olumlu", "")})
	keep(y.take(t, y.queue()+".ret"))
	must(t, w, dbtest.AKS, no, basvuru.Withdraw{Sira: 1, Neden: "Yanlış birim."})
	keep(y.take(t, y.queue()))
	y.send(t, amqp.Publishing{Body: cevap(y, no, "olumlu", "Geç kaldı.")})
	keep(y.take(t, y.queue()+".ret"))

	citizen := dbtest.Yeni(321)
	if !strings.Contains(got[0], citizen.Konu) || !strings.Contains(got[2], store.TipGeriCekme) {
		t.Fatalf("not what a birim gets: %q", got)
	}
	for i, all := range got {
		for _, secret := range []string{string(citizen.Kisi.TCKN), citizen.Iletisim.Cep, citizen.Iletisim.Cep[3:], citizen.AcikAdres, "iletisim", "tckn", "cep\"", "eposta"} {
			if secret != "" && strings.Contains(all, secret) {
				t.Errorf("message %d tells %q: %s", i, secret, all)
			}
		}
	}
}

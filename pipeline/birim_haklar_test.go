package pipeline_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
	"acikkapi/internal/testenv"
	"acikkapi/pipeline"
	"acikkapi/store"
)

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

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/dbtest"
	"acikkapi/internal/mqtest"
)

// PL-02, SC-10: a birim's own system answers over AMQP with its own credentials. It meets the same checks as the web
// inbox, an answer sent twice counts once, and nobody can answer for another birim.
func TestAnswersOverAMQP(t *testing.T) {
	t.Parallel()
	url := mqtest.VHost(t)
	w := start(t, dbtest.New(t), url)
	name := "birim-" + dbtest.BirimSaglik.No
	system := mqtest.User(t, url, name, rabbithole.Permissions{Write: "^cevap$", Read: "^birim\\." + dbtest.BirimSaglik.No + "$"})
	no := dbtest.File(t, w.Store, 1)
	must(t, w, dbtest.AKS, no, basvuru.Route{Birims: []basvuru.Birim{dbtest.BirimMEM, dbtest.BirimSaglik}})
	eventually(t, "both have it", func() bool { return inbox(t, w, no) == 2 })

	body := func(birim string, sira int, metin string) amqp.Publishing {
		return amqp.Publishing{UserId: name, Body: fmt.Appendf(nil, `{"basvuru_no":%d,"sira":%d,"birim_no":%q,"sonuc":"olumlu","metin":%q}`, no, sira, birim, metin)}
	}
	forged := body(dbtest.BirimMEM.No, 1, "Başkası adına.")
	anonymous := body(dbtest.BirimSaglik.No, 2, "Adsız.")
	anonymous.UserId, anonymous.Headers = "", amqp.Table{"gonderen": name, "amqp.user_id": name}
	empty := body(dbtest.BirimSaglik.No, 2, "")
	other := body(dbtest.BirimSaglik.No, 1, "Başka birimin yönlendirmesi.")
	good := body(dbtest.BirimSaglik.No, 2, "Sağlık taraması yapılmıştır.")
	good.MessageId = "sistem-17"
	late := body(dbtest.BirimSaglik.No, 2, "Bir cevap daha.")
	for i, p := range []amqp.Publishing{forged, anonymous, empty, other, good, good, late} {
		onChannel(t, system, func(ch *amqp.Channel) error { return publishConfirmed(ch, p) })
		eventually(t, fmt.Sprintf("message %d is dealt with", i), func() bool {
			return w.consumed(t, "cevap")+count(t, w, `SELECT count(*) FROM park`) == i+1
		})
	}
	if n := count(t, w, `SELECT count(*) FROM cevap WHERE basvuru_no = $1`, no); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	if s := text(t, w, `SELECT veren || ': ' || metin FROM cevap WHERE basvuru_no = $1`, no); s != dbtest.BirimSaglik.No+" birim sistemi: Sağlık taraması yapılmıştır." {
		t.Errorf("stored is %s", s)
	}
	reasons := text(t, w, `SELECT string_agg(neden, E'\n' ORDER BY zaman) FROM park WHERE tuketici = 'cevap'`)
	for i, says := range []string{"kendi kullanıcısı değil", "kendi kullanıcısı değil", "Cevabı giriniz", "bulunamadı", "birim sistemi tarafından cevaplanmıştır"} {
		if lines := strings.Split(reasons, "\n"); len(lines) != 5 || !strings.Contains(lines[i], says) {
			t.Errorf("reason %d does not say %q: %s", i, says, reasons)
		}
	}
	must(t, w, dbtest.YetkiliMEM, no, answer(1))
	eventually(t, "the last answer moves it on", func() bool { return durum(t, w, no) == basvuru.Cevaplandi })
	mayNot(t, system, name)
}

// mayNot shows what the broker itself refuses a birim's credentials (SC-10).
func mayNot(t *testing.T, system, name string) {
	t.Helper()
	for what, f := range map[string]func(*amqp.Channel) error{
		"somebody else's name": func(ch *amqp.Channel) error {
			return publishConfirmed(ch, amqp.Publishing{UserId: "birim-" + dbtest.BirimMEM.No, Body: []byte("{}")})
		},
		"straight into a queue": func(ch *amqp.Channel) error {
			if err := ch.Confirm(false); err != nil {
				return err
			}
			c, err := ch.PublishWithDeferredConfirm("", "cevap", false, false, amqp.Publishing{Headers: amqp.Table{"gonderen": name}, Body: []byte("{}")})
			return confirmed(ch, c, err)
		},
		"another birim's queue": func(ch *amqp.Channel) error {
			_, err := ch.Consume("birim."+dbtest.BirimMEM.No, "", false, false, false, false, nil)
			return err
		},
	} {
		onChannel(t, system, func(ch *amqp.Channel) error {
			if err := f(ch); err == nil {
				t.Errorf("a birim's system may use %s", what)
			}
			return nil
		})
	}
}

// publishConfirmed sends p to the exchange cevap and returns the broker's refusal.
func publishConfirmed(ch *amqp.Channel, p amqp.Publishing) error {
	if err := ch.Confirm(false); err != nil {
		return err
	}
	c, err := ch.PublishWithDeferredConfirm("cevap", "cevap", true, false, p)
	return confirmed(ch, c, err)
}

func confirmed(ch *amqp.Channel, c *amqp.DeferredConfirmation, err error) error {
	if err != nil {
		return err
	}
	if !c.Wait() {
		return fmt.Errorf("refused; channel closed: %v", ch.IsClosed())
	}
	return nil
}

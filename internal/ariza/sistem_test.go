package ariza_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/basvuru"
	"acikkapi/internal/kural"
	"acikkapi/internal/mqtest"
	"acikkapi/pipeline"
	"acikkapi/store"
)

// sistemBirimi works by a system of its own (PL-02).
var sistemBirimi = basvuru.Birim{No: "90600115", Ad: "ANKARA İL EMNİYET MÜDÜRLÜĞÜ"}

var isletmen = kural.Actor{Rol: kural.Isletmen, ID: 9, Ad: "İŞLETMEN"}

// birimSistemi is that system, built as docs/birim-entegrasyon.md says: it takes a routing, answers it with a confirm, and only then acks. What
// comes again is answered again under the same message-id. When the broker is away, or does not know its user, it tries again.
type birimSistemi struct {
	url    string
	cancel context.CancelFunc
	done   chan struct{}

	mu    sync.Mutex
	geldi map[string]int // routings, and how often each has come
}

// connectSistem gives the birim its credentials, waits until RabbitMQ has followed, and starts its system.
func (d *dunya) connectSistem() {
	d.t.Helper()
	mqtest.Forget(d.t, pipeline.BirimUser(sistemBirimi.No))
	kimlik, err := d.insanlar.s.IssueBirimSistemi(d.t.Context(), isletmen, sistemBirimi.No, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	d.until("the birim's own system can work", func() bool {
		b, err := d.insanlar.s.BirimSistemi(d.t.Context(), isletmen, sistemBirimi.No)
		return err == nil && b.Durum == store.BirimSistemKuruldu
	})
	u, err := url.Parse(d.amqpVia)
	if err != nil {
		d.t.Fatal(err)
	}
	u.User = url.UserPassword(kimlik.Kullanici, kimlik.Parola)
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	d.sistem = &birimSistemi{url: u.String(), cancel: cancel, done: make(chan struct{}), geldi: map[string]int{}}
	d.t.Cleanup(d.sistem.end)
	go d.sistem.work(ctx)
}

func (y *birimSistemi) running() bool {
	if y == nil {
		return false
	}
	select {
	case <-y.done:
		return false
	default:
		return true
	}
}

func (y *birimSistemi) end() {
	if y != nil {
		y.cancel()
		<-y.done
	}
}

func (y *birimSistemi) work(ctx context.Context) {
	defer close(y.done)
	for ctx.Err() == nil {
		_ = y.serve(ctx) // whatever it was, it tries again
		select {
		case <-time.After(250 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// serve works over one connection, until that breaks.
func (y *birimSistemi) serve(ctx context.Context) error {
	conn, err := amqp.DialConfig(y.url, amqp.Config{Heartbeat: 5 * time.Second, Dial: amqp.DefaultDial(5 * time.Second)})
	if err != nil {
		return err
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err == nil {
		err = errors.Join(ch.Qos(20, 0, false), ch.Confirm(false))
	}
	if err != nil {
		return err
	}
	in, err := ch.ConsumeWithContext(ctx, pipeline.BirimQueue(pipeline.ExchangeBirim, sistemBirimi.No), "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for {
		select {
		case m, ok := <-in:
			if !ok {
				return amqp.ErrClosed
			}
			if err := y.answer(ctx, ch, m); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (y *birimSistemi) answer(ctx context.Context, ch *amqp.Channel, d amqp.Delivery) error {
	var m store.BirimMesaji
	if err := json.Unmarshal(d.Body, &m); err != nil || m.Tip != store.TipYonlendirme {
		return errors.Join(errors.New("an unknown message"), err)
	}
	y.mu.Lock()
	y.geldi[d.MessageId]++
	y.mu.Unlock()
	body, err := json.Marshal(store.CevapMesaji{BasvuruNo: m.BasvuruNo, Sira: m.Sira, BirimNo: m.BirimNo, Sonuc: basvuru.Olumlu, Metin: "Sistemden yapıldı."})
	if err != nil {
		return err
	}
	c, err := ch.PublishWithDeferredConfirm(pipeline.CevapExchange(sistemBirimi.No), "cevap", true, false, amqp.Publishing{
		DeliveryMode: amqp.Persistent, ContentType: "application/json", MessageId: uuid.NewSHA1(m.ID, []byte("cevap")).String(), Body: body,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if ok, err := c.WaitContext(ctx); err != nil || !ok {
		return errors.Join(errors.New("not confirmed"), err)
	}
	return d.Ack(false)
}

// routings is how many different ones have come to it.
func (y *birimSistemi) routings() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return len(y.geldi)
}

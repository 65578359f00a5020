package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/amqpadres"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// A birim's own system may open this many connections and, over them all, channels: a fault of its own must not become the broker's.
const (
	sistemConnections = 20
	sistemChannels    = 200
)

// CevapExchange is where the own system of the birim no may publish, and nobody else: by it RabbitMQ vouches for the sender, as by
// user-id, which not every client can set.
func CevapExchange(no string) string { return ExchangeCevap + "." + no }

// BirimUser is the RabbitMQ user of the birim's own system.
func BirimUser(no string) string { return store.BirimUserPrefix + no }

// BirimRights is all that the user may do (SC-10): read the queue and the refusals of its birim, publish answers.
func BirimRights(no string) rabbithole.Permissions {
	return rabbithole.Permissions{
		Configure: "^$", Write: fmt.Sprintf(`^%s(\.%s)?$`, ExchangeCevap, no), Read: fmt.Sprintf(`^%s\.%s(\.ret)?$`, ExchangeBirim, no),
	}
}

// birimSistem makes RabbitMQ follow what was decided about a birim's own system, and takes the copies of what goes to one.
func (c *consumers) birimSistem(ctx context.Context, msg *message.Message) error {
	if msg.Metadata.Get(MetaType) != store.TipBirimSistem {
		return c.birimKopya(ctx, msg)
	}
	g, err := decode[store.BirimSistemGorev](msg)
	if err != nil {
		return err
	}
	is, err := c.store.BirimSistemIsi(ctx, g.BirimNo)
	if err != nil || is.Surum != g.Surum && !triedBefore(msg) { // something newer was decided; its own message comes
		return err
	}
	is, err = c.follow(ctx, is, c.followSistem)
	if err == nil {
		return nil
	}
	if e := c.store.BirimSistemHatasi(ctx, is, sistemHatasi(err)); e != nil {
		return errors.Join(err, e)
	}
	return err
}

// triedBefore tells whether an earlier attempt at msg may have been broken off halfway.
func triedBefore(msg *message.Message) bool {
	return cmp.Or(msg.Metadata.Get(metaAttempt), "0") != "0" || msg.Metadata.Get(MetaRedelivered) == "true"
}

// follow has RabbitMQ follow is, and again where something else was decided meanwhile: several may be at it, and whoever comes last must not
// leave behind what has been ended (SC-10). It returns what was followed last.
func (c *consumers) follow(ctx context.Context, is store.BirimSistemIsi, once func(context.Context, store.BirimSistemIsi) error) (store.BirimSistemIsi, error) {
	for {
		if err := once(ctx, is); err != nil {
			return is, err
		}
		now, err := c.store.BirimSistemIsi(ctx, is.BirimNo)
		if err != nil || now.Surum == is.Surum {
			return is, err
		}
		is, once = now, c.followSistem
	}
}

// birimKopya takes the copy of a message that a birim's own system has got: the routing stands as delivered on the desk, and in the web
// inbox, where people can help themselves while that system is down.
func (c *consumers) birimKopya(ctx context.Context, msg *message.Message) error {
	m, err := decode[store.BirimMesaji](msg)
	if err != nil {
		return err
	}
	return c.toInbox(ctx, []store.BirimMesaji{m}, []*message.Message{msg})
}

func (c *consumers) followSistem(ctx context.Context, is store.BirimSistemIsi) error {
	queue := BirimQueue(ExchangeBirim, is.BirimNo)
	switch is.Durum {
	case store.BirimSistemIstendi, store.BirimSistemKuruldu:
		if err := c.buildSistem(ctx, is, true); err != nil {
			return err
		}
		return c.store.BirimSistemKuruldu(ctx, is, queue)
	case store.BirimSistemKapanacak, store.BirimSistemKapali: // ended once more: see follow
		if err := c.yonetim.drop(BirimUser(is.BirimNo)); err != nil {
			return err
		}
		if err := c.link.endSistem(ctx, is.BirimNo); err != nil {
			return err
		}
		return c.store.BirimSistemKapandi(ctx, is, queue)
	case store.BirimWeb:
	}
	return nil
}

// buildSistem makes all that the birim's own system needs, where it is missing; with its queue, unless that is being opened already. Its
// connections are closed: they may be of former credentials.
func (c *consumers) buildSistem(ctx context.Context, is store.BirimSistemIsi, queue bool) error {
	for _, key := range []string{is.BirimNo, is.BirimNo + store.RetSuffix} {
		if key == is.BirimNo && !queue {
			continue
		}
		k := store.Kuyruk{Ad: BirimQueue(ExchangeBirim, key), Exchange: ExchangeBirim, Anahtar: key, Dis: key != is.BirimNo}
		known, err := c.store.KuyrukAcik(ctx, k.Ad)
		if err == nil {
			err = c.link.OpenBirimQueue(ctx, ExchangeBirim, key, known)
		}
		if err == nil { // until all is done we empty it ourselves
			err = c.store.RecordKuyruk(ctx, k)
		}
		if err != nil {
			return err
		}
	}
	if err := c.link.OpenSistem(ctx, is.BirimNo); err != nil {
		return err
	}
	return c.yonetim.put(BirimUser(is.BirimNo), is.ParolaOzet, BirimRights(is.BirimNo))
}

// OpenSistem makes the exchange for the answers of the birim's own system, and has what goes to its queue copied for the desk. Its queues must
// be there (OpenBirimQueue): with the copy alone nobody would miss what does not reach it. Errors: Unavailable.
func (l *Link) OpenSistem(ctx context.Context, no string) error {
	s, err := l.session(ctx)
	if err != nil {
		return err
	}
	look := looker{s: s}
	defer look.close()
	for _, key := range []string{no, no + store.RetSuffix} {
		name := BirimQueue(ExchangeBirim, key)
		exists, err := look.exists(name)
		if err == nil && !exists {
			s.forget(name)
			err = errors.New("queue " + name + " is gone")
		}
		if err != nil {
			return away(fmt.Errorf("connect the system of birim %s: %w", no, err))
		}
	}
	return s.withChannel(declareTimeout, func(ch *amqp.Channel) error {
		answers := CevapExchange(no)
		if err := declareExchange(ctx, ch, Exchange{Name: answers, Kind: "fanout"}); err != nil {
			return away(err)
		}
		// straight to the queue, by no key: one that is mistyped would be confirmed and lost
		if err := ch.QueueBind(ExchangeCevap, "", answers, false, nil); err != nil {
			return away(fmt.Errorf("bind exchange %s: %w", answers, err))
		}
		if err := ch.QueueBind(store.ExchangeBirimSistem, no, ExchangeBirim, false, nil); err != nil {
			return away(fmt.Errorf("have the messages of birim %s copied: %w", no, err))
		}
		return nil
	})
}

// endSistem takes away what OpenSistem made. What is refused of answers stays to be read, should the birim come back.
func (l *Link) endSistem(ctx context.Context, no string) error {
	return l.WithChannel(ctx, func(ch *amqp.Channel) error {
		err := ch.QueueUnbind(store.ExchangeBirimSistem, no, ExchangeBirim, nil)
		if err == nil {
			err = ch.ExchangeDelete(CevapExchange(no), false, false)
		}
		if err != nil {
			return away(fmt.Errorf("take away what birim %s had: %w", no, err))
		}
		return nil
	})
}

// yonetim is RabbitMQ's management API, by which users are made and ended; the zero value is none.
type yonetim struct {
	client *rabbithole.Client
	vhost  string
}

const yonetimTime = 3 * time.Second // a call

func newYonetim(address, amqpURL string) yonetim {
	y := yonetim{vhost: amqpadres.Vhost(amqpURL)}
	u, err := url.Parse(address)
	if address == "" || err != nil {
		return y
	}
	password, _ := u.User.Password()
	name := u.User.Username()
	u.User = nil
	if y.client, err = rabbithole.NewClient(u.String(), name, password); err == nil {
		y.client.SetTimeout(yonetimTime)
	}
	return y
}

var errNoYonetim = kural.Away("RabbitMQ yönetim arayüzünün adresi (AMQP_MANAGEMENT_URL) tanımlı değil.", nil)

// put makes the user with these rights and no others; one that is there gets the password, and its connections are closed.
func (y yonetim) put(user, hash string, rights rabbithole.Permissions) error {
	if y.client == nil {
		return errNoYonetim
	}
	limits := rabbithole.UserLimitsValues{"max-connections": sistemConnections, "max-channels": sistemChannels}
	if err := y.catchWrongKeys(); err != nil {
		return err
	}
	return y.each(
		func() (*http.Response, error) {
			return y.client.PutUser(user, rabbithole.UserSettings{PasswordHash: hash, HashingAlgorithm: rabbithole.HashingAlgorithmSHA256})
		},
		func() (*http.Response, error) { return y.client.PutUserLimits(user, limits) },
		func() (*http.Response, error) { return y.client.UpdatePermissionsIn(y.vhost, user, rights) },
		func() (*http.Response, error) { return y.client.CloseAllConnectionsOfUser(user) },
	)
}

// drop ends the user and its connections.
func (y yonetim) drop(user string) error {
	if y.client == nil {
		return errNoYonetim
	}
	return y.each(
		func() (*http.Response, error) {
			return y.client.PutUserWithoutPassword(user, rabbithole.UserSettings{})
		}, // nobody connects any more
		func() (*http.Response, error) { return y.client.CloseAllConnectionsOfUser(user) },
		func() (*http.Response, error) { return y.client.DeleteUser(user) },
	)
}

// each makes the calls in order until one fails. To end what is not there is no failure.
func (y yonetim) each(calls ...func() (*http.Response, error)) error {
	for _, call := range calls {
		res, err := call()
		if res != nil {
			_ = res.Body.Close()
		}
		if err != nil {
			return kural.Away("RabbitMQ yönetim arayüzüne ulaşılamadı ya da işlem reddedildi.", err)
		}
	}
	return nil
}

// sistemHatasi is what the operator's page says of a failure.
func sistemHatasi(err error) string {
	if e, ok := errors.AsType[*kural.Error](err); ok {
		return e.Message
	}
	return "Beklenmeyen bir hata oluştu."
}

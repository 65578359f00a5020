package pipeline

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"acikkapi/internal/kural"
	"acikkapi/store"
)

// An answer published to exchange cevap under a key that no queue is bound for would be confirmed and lost. The exchange has been on brokers
// for long, and its arguments cannot be changed: the version beside ours would not start. A policy gives it the alternate exchange instead;
// those who declare it do not see it. Who can have a birim's system connected has the management API for it.
const (
	cevapPolicy      = "acikkapi-cevap-yok"
	cevapPolicyOrder = 1 // before a policy that is for all exchanges, which by default has 0
	guardAgain       = time.Minute
)

// cevapYok refuses an answer that came under a wrong routing key: it is parked, and its sender told which key is the right one (PL-02).
// What an operator sends on from there goes to consumer cevap, as if the key had been right.
func (c *consumers) cevapYok(ctx context.Context, msg *message.Message) error {
	if msg.Metadata.Get(MetaExchange) != "" {
		msg.Metadata[headerIleti], msg.Metadata[headerKey] = msg.Metadata.Get(MetaMessageID), msg.Metadata.Get(MetaRoutingKey)
	}
	why := errWrongKey(msg.Metadata.Get(headerKey))
	m, _ := readCevap(msg) // whatever it can say about which one it is
	msg.Metadata[MetaCorrelationID] = strconv.FormatInt(m.BasvuruNo, 10)
	no, known := strings.CutPrefix(sender(msg), store.BirimUserPrefix)
	if !known {
		return why
	}
	if err := c.reject(ctx, no, msg, &m, why); err != nil {
		return err
	}
	return why
}

func errWrongKey(key string) error {
	text := "Cevap “" + ExchangeCevap + "” değişimine yanlış anahtarla (routing key) gönderilmiş"
	if alanAdi.MatchString(key) && len(key) <= 60 {
		text += ": “" + key + "”"
	}
	return kural.InvalidField("", text+". Anahtar “"+ExchangeCevap+"” olmalıdır; birimin kendi değişimine ("+ExchangeCevap+".<DETSİS no>) gönderilirse anahtara bakılmaz.")
}

// catchWrongKeys sets the policy; done again it changes nothing.
func (y yonetim) catchWrongKeys() error {
	if y.client == nil {
		return errNoYonetim
	}
	return y.each(func() (*http.Response, error) {
		return y.client.PutPolicy(y.vhost, cevapPolicy, rabbithole.Policy{
			Pattern: "^" + ExchangeCevap + "$", ApplyTo: "exchanges", Priority: cevapPolicyOrder,
			Definition: rabbithole.PolicyDefinition{"alternate-exchange": ExchangeCevapYok},
		})
	})
}

// guardCevap sees to the policy where an earlier version has connected birims' systems already; for new ones, and after a wipe, put does.
func (p *Pipeline) guardCevap(ctx context.Context) {
	for p.c.yonetim.client != nil && ctx.Err() == nil {
		err := p.c.yonetim.catchWrongKeys()
		if err == nil {
			return
		}
		p.opt.Log.Warn().Err(err).Msg("answers under a wrong routing key are lost until RabbitMQ's management takes a policy; will try again")
		pause(ctx, guardAgain)
	}
}

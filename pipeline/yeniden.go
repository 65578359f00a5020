package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"acikkapi/internal/izsur"
	"acikkapi/internal/kural"
	"acikkapi/store"
)

// Headers of a message that has failed before, or was parked.
const (
	metaAttempt  = "deneme"   // failed attempts so far
	metaReason   = "neden"    // why it was parked, or of the last failure
	metaConsumer = "tuketici" // who gave up on it
	metaQueue    = "kuyruk"   // the queue it was parked from
	metaSender   = "gonderen" // the user that the broker vouched for, see sender
)

const maxHeader = 1000 // bytes: all headers of a message together travel in one frame

// defaultDelays between attempts: some two hours in all before a message is parked that fails for an unknown reason. A row waits, not a delivery: the
// message is acked at once and the outbox sends it again when it is due (PL-05).
func defaultDelays() []time.Duration {
	return []time.Duration{
		time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute,
		10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 45 * time.Minute,
	}
}

// failures decides what becomes of a message whose effect failed: the error's kind says whether a retry can help.
type failures struct {
	store   *store.Store
	log     zerolog.Logger
	metrics *Metrics
	delays  []time.Duration
	tracer  *izsur.Tracer // nil: off
	outage  int           // more attempts, at the longest delay, for what is merely away
}

// handle runs effect for msg and returns nil once msg may be acked: done, to be tried again later, or on its way to the
// parking queue. An error means that not even that could be written down before ctx ended: the broker keeps it.
func (f *failures) handle(ctx context.Context, consumer, queue string, msg *message.Message, effect func(context.Context, *message.Message) error) error {
	err := f.apply(ctx, consumer, msg, effect)
	if err == nil || ctx.Err() != nil {
		return err
	}
	next := f.next(consumer, queue, msg, err)
	for {
		werr := f.store.SendLater(ctx, next)
		if werr == nil {
			return nil
		}
		if ctx.Err() != nil {
			return err
		}
		f.log.Error().Err(werr).Str("consumer", consumer).Msg("cannot write the retry down; holding the message")
		pause(ctx, time.Second)
	}
}

// apply runs effect for msg, once, in a span of its own.
func (f *failures) apply(ctx context.Context, consumer string, msg *message.Message, effect func(context.Context, *message.Message) error) error {
	failPoint("before effect")
	began := time.Now()
	ctx, end := f.consuming(ctx, consumer, msg)
	err := finish(ctx, msg, effect)
	end(err)
	f.metrics.took(consumer, began)
	if err == nil {
		failPoint("after effect, before ack")
		f.metrics.consumed(consumer, msg)
	}
	return err
}

// settle handles a message of a Mux and tells the broker.
func (f *failures) settle(ctx context.Context, consumer string, msg *message.Message, effect func(context.Context, *message.Message) error) {
	if f.handle(ctx, consumer, msg.Metadata.Get(MetaQueue), msg, effect) == nil {
		msg.Ack()
	} else {
		msg.Nack()
	}
}

// effectTime is how long an effect may take, less than a stop waits for it (stopTime) and less than an SMS stays claimed.
const effectTime = 12 * time.Second

// finish runs an effect to its end even if ctx ends meanwhile: broken off, nobody would know how far an SMS had come. A
// panic is a failure like any other, or one message would take the process down again and again.
func finish(ctx context.Context, msg *message.Message, effect func(context.Context, *message.Message) error) (err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), effectTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v at %s", p, debug.Stack())
		}
	}()
	return effect(ctx, msg)
}

// next is the message to send instead: itself again later, or to the parking queue.
func (f *failures) next(consumer, queue string, msg *message.Message, err error) store.Giden {
	attempt := attemptOf(msg)
	g := store.Giden{
		MesajID: uuid.MustParse(msg.UUID), KonuNo: konuOf(msg), Tip: msg.Metadata.Get(MetaType),
		Govde: msg.Payload, Deneme: attempt + 1, Baslik: keptHeaders(msg),
	}
	g.Exchange, g.Anahtar = retryAddress(queue)
	g.Baslik[metaReason] = shorten(err.Error(), maxHeader)
	l := inTrace(f.log.Warn().Err(err), msg.Metadata.Get(izsur.Header)).Str("consumer", consumer).Str("message", msg.UUID).Int("attempt", g.Deneme)
	if permanent(err) || attempt >= f.attempts(err) {
		g.Exchange, g.Anahtar = ExchangeOlu, parkingKey(queue)
		g.Baslik[metaConsumer], g.Baslik[metaQueue] = consumer, queue
		f.metrics.parked(consumer)
		l.Msg("message parked")
		return g
	}
	if busy, ok := errors.AsType[*store.Mesgul](err); ok { // no failure of its own
		g.Deneme, g.Bekle = attempt, busy.Kalan
	} else {
		d := f.delay(attempt, err)
		g.Bekle = d + rand.N(d/4+1) //nolint:gosec // jitter is no secret
	}
	f.metrics.retried(consumer)
	l.Dur("again_in", g.Bekle).Msg("message will be tried again")
	return g
}

const maxAttempt = 999 // more were never counted by us, and the outbox has no room for any number

// attemptOf is how often the message has failed before. What a birim's own system writes there is no word of ours, and a number that is none counts as the first.
func attemptOf(msg *message.Message) int {
	n, err := strconv.Atoi(msg.Metadata.Get(metaAttempt))
	if err != nil || outside(msg) {
		return 0
	}
	return max(0, min(n, maxAttempt))
}

// The longest waits for our own database: a message that it failed again and again, flickering, is done soon after it is steady again (PL-06).
const (
	databaseDelay     = 5 * time.Second
	databaseLongDelay = 20 * time.Second // once the delays have come to their end
)

func (f *failures) delay(attempt int, err error) time.Duration {
	d := f.delays[min(attempt, len(f.delays)-1)]
	switch {
	case !errors.Is(err, store.ErrDatabase):
		return d
	case attempt < len(f.delays):
		return min(d, databaseDelay)
	}
	return min(d, databaseLongDelay)
}

// outageAttempts after the delays make some 30 hours in all. A gateway may be down for a night, and nobody should have
// to send a night's SMS again by hand.
const outageAttempts = 32

func (f *failures) attempts(err error) int {
	if kural.KindOf(err) == kural.Unavailable {
		return len(f.delays) + f.outage
	}
	return len(f.delays)
}

// permanent: the same message will fail again. Unknown errors may be a passing fault and are tried again.
func permanent(err error) bool {
	k := kural.KindOf(err)
	return k != kural.Internal && k != kural.Unavailable
}

// parkingKey is the routing key on olu: birims' queues share one, ils' too.
func parkingKey(queue string) string {
	if kind, _, ok := strings.Cut(queue, "."); ok && (kind == ExchangeBirim || kind == ExchangeMIA) && queue != ExchangeBirimYok {
		return kind
	}
	return queue
}

// retryAddress leads back to queue: straight, but for birims' and ils' queues by their exchange, since they may be
// lost meanwhile and are then made again.
func retryAddress(queue string) (exchange, key string) {
	if kind := parkingKey(queue); kind != queue {
		return kind, strings.TrimPrefix(queue, kind+".")
	}
	return "", queue
}

// keptHeaders are those that go with a message on its next way. A list of our own: what a birim's system sends besides
// may be large, and passes no further.
func keptHeaders(msg *message.Message) map[string]string {
	h := map[string]string{}
	for _, k := range []string{izsur.Header, headerExchange, headerKey, headerIleti} {
		if v := msg.Metadata.Get(k); v != "" {
			h[k] = shorten(v, maxHeader)
		}
	}
	if s := sender(msg); s != "" {
		h[metaSender] = s
	}
	return h
}

// sender is the user that the broker vouches for (SC-10). A message that is tried again comes from the outbox, straight
// to the queue, which nobody else may do, and brings the name that was verified the first time.
func sender(msg *message.Message) string {
	if msg.Metadata.Get(MetaExchange) == "" {
		return msg.Metadata.Get(metaSender)
	}
	return vouched(msg.Metadata.Get(MetaUserID), msg.Metadata.Get(MetaExchange))
}

// vouched is the user that RabbitMQ names: by user-id, or by an exchange that is open to one birim's system alone.
func vouched(userID, exchange string) string {
	if no, own := strings.CutPrefix(exchange, ExchangeCevap+"."); own {
		return BirimUser(no)
	}
	return userID
}

func shorten(s string, limit int) string {
	if len(s) > limit {
		s = s[:limit]
	}
	return strings.ToValidUTF8(s, "")
}

// konuOf is the application that a message belongs to; without one any shard of the outbox will do.
func konuOf(msg *message.Message) int64 {
	no, err := strconv.ParseInt(msg.Metadata.Get(MetaCorrelationID), 10, 64)
	if err != nil {
		return 0
	}
	return no
}

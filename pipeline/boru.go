package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"acikkapi/internal/dosya"
	"acikkapi/internal/izsur"
	"acikkapi/internal/kps"
	"acikkapi/internal/sms"
	"acikkapi/store"
)

// Options are what the pipeline works with.
type Options struct {
	AMQPURL        string
	Store          *store.Store
	Gateway        sms.Gateway // the only provider of SMS, where Saglayicilar is empty
	KPS            *kps.Client
	Files          *dosya.Store // where exports go
	Temp           string       // folder for what an export keeps on disk while it is made
	Log            zerolog.Logger
	Metrics        *Metrics        // nil: none
	SureAra        time.Duration   // between two looks at the deadlines; 0: half a minute
	ForgottenAfter time.Duration   // how old an event is that nobody acted on and that is sent again; 0: ten minutes
	ImhaAra        time.Duration   // between two looks at what is to be disposed of; 0: a minute
	Step           int             // rows of an export between two reports of its progress; 0: 1000
	Saglayicilar   []Saglayici     // of SMS
	YonetimURL     string          // of RabbitMQ's management API with user and password, for birims' own systems; "": none can be connected
	Tracer         *izsur.Tracer   // nil: off
	Delays         []time.Duration // between the attempts at a message; nil: some two hours in all, a day for what is merely away
}

// Pipeline is the relay and all consumers of one process.
type Pipeline struct {
	opt     Options
	publish *Link // relay
	consume *Link // birim queues, declarations
	c       *consumers
}

type consumers struct {
	store     *store.Store
	providers *saglayicilar
	kps       *kps.Client
	files     *dosya.Store
	temp      string
	step      int
	link      *Link
	yonetim   yonetim
	metrics   *Metrics
	failures  failures
}

const (
	stopTime   = 15 * time.Second // for handlers under way, of the 20 s of OP-01
	kuyrukLook = 5 * time.Second  // how often to look for queues made elsewhere, without being told
	muxWorkers = 16               // messages written down as parked at once
)

// New prepares a pipeline; Run starts it. A broker that is away is waited for, not an error.
func New(opt Options) *Pipeline {
	outage := 0
	if opt.Delays == nil {
		opt.Delays, outage = defaultDelays(), outageAttempts
	}
	if len(opt.Saglayicilar) == 0 {
		opt.Saglayicilar = []Saglayici{{Ad: "http", Pay: 100, Gateway: opt.Gateway}}
	}
	opt.Metrics.provide(opt.Saglayicilar)
	p := &Pipeline{opt: opt}
	p.publish = NewLink(opt.AMQPURL, LinkOptions{Log: opt.Log, Name: "acikkapi aktarici", Prepare: Declare})
	p.consume = NewLink(opt.AMQPURL, LinkOptions{Log: opt.Log, Name: "acikkapi kutular", Prepare: Declare})
	p.c = &consumers{
		store: opt.Store, providers: newSaglayicilar(opt.Store, opt.Saglayicilar, opt.Log, opt.Metrics), kps: opt.KPS, link: p.consume, metrics: opt.Metrics,
		yonetim: newYonetim(opt.YonetimURL, opt.AMQPURL),
		files:   opt.Files, temp: opt.Temp, step: defaultTo(opt.Step, aktarimStep),
		failures: failures{store: opt.Store, log: opt.Log, metrics: opt.Metrics, tracer: opt.Tracer, delays: opt.Delays, outage: outage},
	}
	return p
}

// Ready tells whether the broker takes messages, for /readyz.
func (p *Pipeline) Ready() error {
	switch {
	case !p.publish.Up():
		return errors.Join(errors.New("broker is away"), p.publish.Err())
	case p.publish.Blocked():
		return ErrBlocked
	}
	return nil
}

// handler is one row of the register of consumers.
type handler struct {
	name    string // as in the register of queues
	workers int    // messages at once: each Subscribe has one in flight
	effect  func(context.Context, *message.Message) error
	slow    bool // takes long for one message: it gets the next only then, others may have it

	batch func(context.Context, []*message.Message) error // instead of effect and workers: of many messages at once, see batcher
	rest  time.Duration                                   // of batch, between two of them
}

func (c *consumers) handlers() []handler {
	return []handler{
		{name: "havuz", batch: c.havuz, rest: inboxRest},
		{name: "yonlendirme", batch: c.yonlendirme, rest: inboxRest},
		{name: "toplama", batch: c.toplama, rest: inboxRest},
		{name: "cevap", workers: 2, effect: c.cevap},
		{name: ExchangeCevapYok, workers: 1, effect: c.cevapYok},
		{name: "mia", batch: c.mia, rest: inboxRest},
		{name: "bildirim", batch: c.bildirim, rest: inboxRest},
		{name: "kart", workers: 2, effect: c.kart},
		{name: ExchangeKimlikBuro, workers: 2, effect: c.kimlikBurosu},
		{name: "kart-bildirim", workers: 2, effect: c.kartBildirim},
		{name: "sms", workers: 16, effect: c.sms},
		{name: "kimlik", workers: 2, effect: c.kimlik},
		{name: "birim.yok", workers: 8, effect: c.acici}, // a new birim or il often gets many at once
		{name: "sure", workers: 2, effect: c.sure},
		{name: "rapor", batch: c.rapor, rest: batchRest},
		{name: store.ExchangeBirimSistem, workers: 4, effect: c.birimSistem},
		{name: "aktarim", workers: 1, effect: c.aktarim, slow: true},
	}
}

// Run works until ctx ends, then lets what is under way finish.
func (p *Pipeline) Run(ctx context.Context) error {
	defer p.publish.Close()
	defer p.consume.Close()
	if err := p.consume.Wait(ctx); err != nil {
		return nil //nolint:nilerr // stopped before the broker came
	}
	kuyruk, giden := make(chan struct{}, 1), make(chan struct{}, 1)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { p.listen(ctx, giden, kuyruk); return nil })
	g.Go(func() error { return p.relay(ctx, giden) })
	g.Go(func() error { return p.router(ctx) })
	g.Go(func() error { return p.boxes(ctx, kuyruk) })
	g.Go(func() error { return p.batches(ctx) })
	g.Go(func() error { return p.parking(ctx) })
	g.Go(func() error { p.sweepExports(ctx); return nil })
	g.Go(func() error { p.c.providers.run(ctx); return nil })
	g.Go(func() error { p.receipts(ctx); return nil })
	g.Go(func() error { p.watchClock(ctx); return nil })
	g.Go(func() error { p.dispose(ctx); return nil })
	g.Go(func() error { p.guardCevap(ctx); return nil })
	g.Go(func() error { p.sweepPark(ctx); return nil })
	g.Go(func() error { p.sweepSMS(ctx); return nil })
	g.Go(func() error { p.sweepEvents(ctx); return nil })
	return g.Wait()
}

func (p *Pipeline) relay(ctx context.Context, wake <-chan struct{}) error {
	pub := NewPublisher(p.publish, PublisherOptions{})
	defer pub.Close() //nolint:errcheck // always nil
	r := &Relay{Store: p.opt.Store, Publisher: pub, Log: p.opt.Log, Metrics: p.opt.Metrics, Tracer: p.opt.Tracer}
	r.Run(ctx, wake)
	return nil
}

// router runs the consumers of the fixed queues under watermill.
func (p *Pipeline) router(ctx context.Context) error {
	logger := watermill.NewSlogLogger(slog.New(zerolog.NewSlogHandler(quieter(p.opt.Log))))
	sub := NewSubscriber(p.opt.AMQPURL, SubscriberOptions{Log: logger})
	defer sub.Close() //nolint:errcheck // what is not acked comes again
	slow := NewSubscriber(p.opt.AMQPURL, SubscriberOptions{Log: logger, Prefetch: 1})
	defer slow.Close() //nolint:errcheck // as above
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: stopTime}, logger)
	if err != nil {
		return err
	}
	for _, h := range p.c.handlers() {
		from := untilStopped{sub}
		if h.slow {
			from = untilStopped{slow}
		}
		for n := range h.workers {
			router.AddConsumerHandler(fmt.Sprintf("%s-%d", h.name, n), h.name, from, func(msg *message.Message) error {
				return p.c.failures.handle(msg.Context(), h.name, h.name, msg, h.effect)
			})
		}
	}
	return router.Run(ctx)
}

// untilStopped makes a subscription that a stop has overtaken an empty one: watermill's router takes an error for its end
// and leaves behind what it has begun.
type untilStopped struct{ *Subscriber }

func (s untilStopped) Subscribe(ctx context.Context, queue string) (<-chan *message.Message, error) {
	in, err := s.Subscriber.Subscribe(ctx, queue)
	if err == nil || ctx.Err() == nil {
		return in, err
	}
	none := make(chan *message.Message)
	close(none)
	return none, nil
}

// quieter keeps watermill's account of every channel it opens out of an ordinary log.
func quieter(l zerolog.Logger) zerolog.Logger {
	if l.GetLevel() == zerolog.InfoLevel {
		return l.Level(zerolog.WarnLevel)
	}
	return l
}

// boxes empties the queues of birim and MİA, those made while it runs too.
func (p *Pipeline) boxes(ctx context.Context, kuyruk <-chan struct{}) error {
	mux := NewMux(p.consume, MuxOptions{Log: p.opt.Log})
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { p.followKuyruks(ctx, mux, kuyruk); return nil })
	g.Go(func() error {
		return (&batcher{failures: &p.c.failures, consumer: "birim", rest: inboxRest, effect: p.c.birim}).drain(ctx, mux, ExchangeBirim)
	})
	g.Go(func() error {
		return (&batcher{failures: &p.c.failures, consumer: "mia-kutusu", rest: inboxRest, effect: p.c.miaKutusu}).drain(ctx, mux, ExchangeMIA)
	})
	err := g.Wait()
	return firstError(err, mux.Close())
}

// parking writes down what ends in the parking queues, some messages at once.
func (p *Pipeline) parking(ctx context.Context) error {
	mux := NewMux(p.consume, MuxOptions{Log: p.opt.Log})
	mux.SetQueues(ParkingQueues())
	in, err := mux.Subscribe(ctx, ExchangeOlu)
	if err != nil {
		return firstError(err, mux.Close())
	}
	g := errgroup.Group{}
	for range muxWorkers {
		g.Go(func() error {
			for msg := range in {
				p.c.writeDown(ctx, msg)
			}
			return nil
		})
	}
	return firstError(g.Wait(), mux.Close())
}

// followKuyruks keeps the Mux on all queues that exist nationwide, but for those that birims' own systems empty.
func (p *Pipeline) followKuyruks(ctx context.Context, mux *Mux, changed <-chan struct{}) {
	tick := time.NewTicker(kuyrukLook)
	defer tick.Stop()
	for ctx.Err() == nil {
		ks, err := p.opt.Store.Kuyruks(ctx)
		if err == nil {
			names := make([]string, 0, len(ks))
			for _, k := range ks {
				if !k.Dis {
					names = append(names, k.Ad)
				}
			}
			mux.SetQueues(names)
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// listen turns the bell into wake-ups, and wakes everybody when the line was broken.
func (p *Pipeline) listen(ctx context.Context, giden, kuyruk chan<- struct{}) {
	wake := map[string]chan<- struct{}{store.TopicGiden: giden, store.TopicKuyruk: kuyruk}
	for ctx.Err() == nil {
		err := p.opt.Store.Listen(ctx, func(topics []string) {
			if topics == nil {
				topics = []string{store.TopicGiden, store.TopicKuyruk}
			}
			for _, t := range topics {
				select {
				case wake[t] <- struct{}{}:
				default: // nil channel, or it is awake already
				}
			}
		})
		if ctx.Err() == nil {
			p.opt.Log.Warn().Err(err).Msg("bell: will listen again")
			pause(ctx, time.Second)
		}
	}
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/google/uuid"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"acikkapi/pipeline"
)

func TestMain(m *testing.M) {
	// watermill's conformance suite does not wait for its own multiplied subscribers.
	const multiplied = "github.com/ThreeDotsLabs/watermill/internal/subscriber.(*multiplier).Subscribe"
	suite, suiteWait := goleak.IgnoreAnyFunction(multiplied+".func2"), goleak.IgnoreAnyFunction(multiplied+".func3")
	// watermill-amqp leaves one goroutine behind when it is closed while the broker is away, which a process does once.
	closed := goleak.IgnoreTopFunction("github.com/ThreeDotsLabs/watermill-amqp/v3/pkg/amqp.(*ConnectionWrapper).handleConnectionClose")
	// scs makes a store in memory, with a goroutine for ever, for every session manager before it is given another.
	sessions := goleak.IgnoreTopFunction("github.com/alexedwards/scs/v2/memstore.(*MemStore).startCleanup")
	goleak.VerifyTestMain(m, suite, suiteWait, closed, sessions)
}

// limit is how long any one wait of these tests may take on a busy machine.
const limit = time.Minute

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// link is a connection with the topology declared, closed after the test.
func link(t *testing.T, url string) *pipeline.Link {
	t.Helper()
	l := pipeline.NewLink(url, pipeline.LinkOptions{Name: "test", Prepare: pipeline.Declare, Log: testLog(t).Output(patient{t})})
	t.Cleanup(l.Close)
	if err := l.Wait(within(t, limit)); err != nil {
		t.Fatal(err)
	}
	return l
}

func testLog(t *testing.T) zerolog.Logger {
	return zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel)
}

// patient holds a link to waiting a second at the most before it tries again, however long the broker is away (PL-06).
type patient struct{ t *testing.T }

func (w patient) Write(line []byte) (int, error) {
	var said struct {
		RetryIn float64 `json:"retry_in"` // ms
	}
	if err := json.Unmarshal(line, &said); err != nil || said.RetryIn > 1000 {
		w.t.Errorf("%v: %s", err, line)
	}
	return zerolog.NewTestWriter(w.t).Write(line)
}

// eventually polls cond until it holds.
func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	if !holds(limit, cond) {
		t.Fatalf("not within %s: %s", limit, what)
	}
}

// holds tells whether cond came to hold within d.
func holds(d time.Duration, cond func() bool) bool {
	deadline := time.NewTimer(d)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-deadline.C:
			return false
		}
	}
	return true
}

func newOutgoing(exchange, key string) pipeline.Outgoing {
	id := uuid.Must(uuid.NewV7()).String()
	return pipeline.Outgoing{
		Exchange: exchange, Key: key, ID: id, Type: "deneme", CorrelationID: "kr-1", Time: time.Now(),
		Headers: map[string]string{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
		Body:    fmt.Appendf(nil, `{"id":%q}`, id),
	}
}

func batchOf(n int, exchange, key string) []pipeline.Outgoing {
	batch := make([]pipeline.Outgoing, n)
	for i := range batch {
		batch[i] = newOutgoing(exchange, key)
	}
	return batch
}

// onChannel runs f on a connection of the test's own.
// consumers counts those of a queue, as the broker knows them.
func consumers(t *testing.T, url, queue string) (n int) {
	t.Helper()
	onChannel(t, url, func(ch *amqp.Channel) error {
		q, err := ch.QueueDeclarePassive(queue, true, false, false, false, nil)
		n = q.Consumers
		return err
	})
	return n
}

func onChannel(t *testing.T, url string, f func(*amqp.Channel) error) {
	t.Helper()
	conn, err := amqp.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	ch, err := conn.Channel()
	if err != nil {
		t.Fatal(err)
	}
	if err := f(ch); err != nil {
		t.Fatal(err)
	}
}

func depth(t *testing.T, url, queue string) (messages int) {
	t.Helper()
	onChannel(t, url, func(ch *amqp.Channel) error {
		q, err := ch.QueueDeclarePassive(queue, true, false, false, false, nil)
		messages = q.Messages
		return err
	})
	return messages
}

// drain takes everything out of queue and returns how often each message id was there.
func drain(t *testing.T, url, queue string) map[string]int {
	t.Helper()
	seen := map[string]int{}
	left := depth(t, url, queue)
	onChannel(t, url, func(ch *amqp.Channel) error {
		deliveries, err := ch.Consume(queue, "", true, false, false, false, nil)
		if err != nil {
			return err
		}
		for ctx := within(t, limit); left > 0; left-- {
			select {
			case d := <-deliveries:
				seen[d.MessageId]++
			case <-ctx.Done():
				return fmt.Errorf("%d messages of %s did not come", left, queue)
			}
		}
		return nil
	})
	return seen
}

// proxy puts a toxiproxy in this process between the test and the broker and returns the URL by way of it.
func proxy(t *testing.T, amqpURL string) (*toxiproxy.Proxy, string) {
	t.Helper()
	u, err := url.Parse(amqpURL)
	if err != nil {
		t.Fatal(err)
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := toxiproxy.NewProxy(server, strings.ReplaceAll(t.Name(), "/", "-"), "127.0.0.1:0", u.Host)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	u.Host = p.Listen
	return p, u.String()
}

// silence keeps the broker's answers from arriving until the returned function is called.
func silence(t *testing.T, p *toxiproxy.Proxy) (restore func()) {
	t.Helper()
	_, err := p.Toxics.AddToxicJson(strings.NewReader(`{"name":"sus","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`))
	if err != nil {
		t.Fatal(err)
	}
	return func() { _ = p.Toxics.RemoveToxic(context.Background(), "sus") }
}

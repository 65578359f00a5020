package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rs/zerolog"
)

// Nothing here waits for the broker without an end. amqp091-go's calls take no context, so the end is the
// connection's: whoever waits too long has it closed under them, and it is made again.
const (
	dialTimeout    = 5 * time.Second
	writeTimeout   = 5 * time.Second
	rpcTimeout     = 5 * time.Second
	declareTimeout = 30 * time.Second // some thirty quorum queues on a broker that is new and busy
	closeTimeout   = 2 * time.Second
	heartbeat      = 5 * time.Second // a peer is given up after 7.5 s of silence
)

// session is one connection of a Link, from its making to its loss.
type session struct {
	url    string // of the node
	conn   *amqp.Connection
	raw    net.Conn
	closes chan *amqp.Error
	blocks chan amqp.Blocking
	down   chan struct{} // closed when the connection is lost

	mu      sync.Mutex
	birims  map[string]struct{} // queues that OpenBirimQueue has opened over this connection
	blocked chan struct{}       // closed while the broker takes no messages, open otherwise
}

func dial(ctx context.Context, url string, opt LinkOptions) (*session, error) {
	var raw net.Conn
	properties := amqp.NewConnectionProperties()
	properties.SetClientConnectionName("acikkapi " + opt.Name)
	conn, err := amqp.DialConfig(url, amqp.Config{
		Heartbeat: heartbeat, ChannelMax: opt.ChannelMax, Properties: properties,
		Dial: func(network, addr string) (net.Conn, error) {
			c, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			raw = impatientConn{c}
			return raw, raw.SetDeadline(time.Now().Add(dialTimeout)) // for the handshake; amqp091 takes it away
		},
	})
	if err != nil {
		if raw != nil {
			_ = raw.Close()
		}
		return nil, err
	}
	s := &session{
		url: url, conn: conn, raw: raw, down: make(chan struct{}), blocked: make(chan struct{}), birims: map[string]struct{}{},
		closes: conn.NotifyClose(make(chan *amqp.Error, 1)), blocks: conn.NotifyBlocked(make(chan amqp.Blocking, 1)),
	}
	return s, nil
}

// watch returns when the connection is lost, with the reason, or when ctx ends, having closed it.
func (s *session) watch(ctx context.Context, log zerolog.Logger) error {
	defer close(s.down)
	blocks := s.blocks
	for {
		select {
		case b, ok := <-blocks:
			if !ok {
				blocks = nil
				continue
			}
			log.Warn().Bool("blocked", b.Active).Str("reason", b.Reason).Msg("RabbitMQ changed whether it takes messages")
			s.setBlocked(b.Active)
		case err := <-s.closes:
			if err == nil {
				return amqp.ErrClosed
			}
			return err
		case <-ctx.Done():
			s.close()
			return ctx.Err()
		}
	}
}

func (s *session) close() {
	// Not CloseDeadline: every heartbeat from a broker that is blocked, and so never answers, puts it off.
	_ = s.do(closeTimeout, s.conn.Close)
	_ = s.raw.Close()
}

func (s *session) setBlocked(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.blocked:
		if !on {
			s.blocked = make(chan struct{})
		}
	default:
		if on {
			close(s.blocked)
		}
	}
}

// whenBlocked is closed as soon as the broker announces that it takes no messages.
func (s *session) whenBlocked() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.blocked
}

func (s *session) isBlocked() bool {
	select {
	case <-s.whenBlocked():
		return true
	default:
		return false
	}
}

func (s *session) isDown() bool {
	select {
	case <-s.down:
		return true
	default:
		return s.conn.IsClosed()
	}
}

func (s *session) open(queue string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.birims[queue] = struct{}{}
}

// forget has a queue opened anew that has gone from under the connection.
func (s *session) forget(queue string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.birims, queue)
}

func (s *session) opened(queue string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.birims[queue]
	return ok
}

var errNoAnswer = errors.New("the broker did not answer in time")

// do runs calls that wait for the broker's answer; when they take longer than timeout the connection goes and
// the error is errNoAnswer.
func (s *session) do(timeout time.Duration, calls func() error) error {
	t := time.AfterFunc(timeout, func() { _ = s.raw.Close() })
	err := calls()
	if !t.Stop() && err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return err
}

func (s *session) channel() (ch *amqp.Channel, err error) {
	err = s.do(rpcTimeout, func() error {
		ch, err = s.conn.Channel()
		return err
	})
	return ch, err
}

func (s *session) withChannel(timeout time.Duration, f func(*amqp.Channel) error) error {
	return s.do(timeout, func() error {
		ch, err := s.conn.Channel()
		if err != nil {
			return err
		}
		err = f(ch)
		if closeErr := ch.Close(); err == nil && !errors.Is(closeErr, amqp.ErrClosed) {
			err = closeErr
		}
		return err
	})
}

// impatientConn gives up a write that the peer does not take. A broker with a memory alarm stops reading, and
// amqp091-go would hold the connection's lock in that write for as long as the alarm lasts.
type impatientConn struct{ net.Conn }

func (c impatientConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}

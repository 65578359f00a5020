package pipeline

import (
	"fmt"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	amqp "github.com/rabbitmq/amqp091-go"

	"acikkapi/internal/kural"
)

// Outgoing is one message on its way to an exchange. ID is the message's own (UUIDv7) and stays the same when
// it is sent again; Headers carry the rest: version, traceparent, attempt. Body is JSON.
type Outgoing struct {
	Exchange, Key string
	ID, Type      string
	CorrelationID string
	Time          time.Time // when it happened; sent in whole seconds
	Headers       map[string]string
	Body          []byte
}

// Metadata of a message that came from a queue. Those under the amqp. prefix are the broker's word: a header
// of that name from a sender is dropped, so a birim's own system cannot pass itself off as somebody else.
const (
	MetaType          = "type"           // as sent, also as the AMQP property
	MetaCorrelationID = "correlation_id" // watermill's own name for it
	MetaExchange      = "amqp.exchange"
	MetaRoutingKey    = "amqp.routing_key"
	MetaQueue         = "amqp.queue"          // only from a Mux
	MetaMessageID     = "amqp.message_id"     // as sent; the message's UUID may differ, see Marshaler
	MetaWithoutID     = "amqp.without_id"     // "true": the sender gave no message-id
	MetaUserID        = "amqp.user_id"        // checked by the broker against the credentials; "" if the sender left it out
	MetaTime          = "amqp.time"           // RFC 3339; "" if the sender left it out
	MetaRedelivered   = "amqp.redelivered"    // "true" or "false"
	MetaDeliveryCount = "amqp.delivery_count" // how often a quorum queue has delivered it before: "0", "1", …

	brokerPrefix = "amqp."
)

// outgoingOf addresses a watermill message: its UUID becomes the message-id, its metadata the headers.
func outgoingOf(exchange, key string, msg *message.Message) Outgoing {
	o := Outgoing{
		Exchange: exchange, Key: key, ID: msg.UUID, Body: msg.Payload,
		Type: msg.Metadata.Get(MetaType), CorrelationID: msg.Metadata.Get(MetaCorrelationID),
		Headers: msg.Metadata,
	}
	if at, err := time.Parse(time.RFC3339Nano, msg.Metadata.Get(MetaTime)); err == nil {
		o.Time = at
	}
	return o
}

// Limits of the protocol: a name travels as a string of one length byte, all headers in one frame of 128 KiB.
const (
	maxName    = 255
	maxHeaders = 64 << 10
)

// check refuses what amqp091-go or the broker would answer by closing the connection, with all that is on its
// way over it.
func (o Outgoing) check() error {
	for _, v := range [...]string{o.Exchange, o.Key, o.ID, o.Type, o.CorrelationID} {
		if len(v) > maxName {
			return unsendable(fmt.Errorf("%.20q… is %d bytes long, %d at the most", v, len(v), maxName))
		}
	}
	total := 0
	for k, v := range o.Headers {
		if len(k) > maxName {
			return unsendable(fmt.Errorf("the name of a header is %d bytes long, %d at the most", len(k), maxName))
		}
		total += len(k) + len(v) + 6
	}
	if total > maxHeaders {
		return unsendable(fmt.Errorf("headers take %d bytes, %d at the most", total, maxHeaders))
	}
	return nil
}

func unsendable(cause error) error {
	return &kural.Error{Kind: kural.Invalid, Message: "Mesaj gönderilebilir biçimde değil.", Err: cause}
}

// publishing leaves out what has a property of its own and what only a broker may say (x-death and such).
func (o Outgoing) publishing() amqp.Publishing {
	headers := make(amqp.Table, len(o.Headers))
	for k, v := range o.Headers {
		if !reserved(k) {
			headers[k] = v
		}
	}
	return amqp.Publishing{
		Headers: headers, ContentType: "application/json", DeliveryMode: amqp.Persistent,
		MessageId: o.ID, Type: o.Type, CorrelationId: o.CorrelationID, Timestamp: o.Time, Body: o.Body,
	}
}

func reserved(header string) bool {
	return header == MetaType || header == MetaCorrelationID ||
		strings.HasPrefix(header, brokerPrefix) || strings.HasPrefix(header, "x-")
}
